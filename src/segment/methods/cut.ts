import type { Band } from '../../raster/raster.js';
import type { Columns } from '../segmenter.js';

/** Which class a value equal to a cut belongs to. */
export type CutSide = 'upper' | 'lower';

/** Values of two bytes; columns of fewer pixels are not worth a table. */
const TABLE = 65_536;

/** Cuts compared in one pass over the column. */
const PER_PASS = 4;

/**
 * Class 1 below the first cut, 2 from there to the second, and so on; 0 where the first column is not defined.
 * Cuts (increasing) are rounded to the precision of the column, so that a value of 0.2 is at the cut 0.2.
 */
export function cutColumn({ length, values, valid }: Columns, cuts: readonly number[], equal: CutSide): Uint8Array {
  const column = values[0]!;
  if (length >= TABLE && (column instanceof Uint8Array || column instanceof Uint16Array)) {
    const inWords = column instanceof Uint8Array && column.byteOffset % 4 === 0 && cuts.length <= PER_PASS;
    const found = inWords ? cutBytes(column, cuts, equal) : lookUp(column, makeTable(cuts, equal));
    if (valid) clearInvalid(found, valid);
    return found;
  }
  const rounded = Float64Array.from(cuts, column instanceof Float32Array ? Math.fround : Number);
  if (rounded.length === 1 && equal === 'upper' && isFloat(column)) {
    const split = splitColumn(column, rounded[0]);
    if (valid) clearInvalid(split, valid);
    return split;
  }
  const classes = markDefined(column, length);
  for (let k = 0; k < rounded.length; k += PER_PASS) {
    // Nothing compares with NaN, so the last pass may be filled up with it.
    const pass = new Float64Array(PER_PASS).fill(Number.NaN);
    pass.set(rounded.subarray(k, k + PER_PASS));
    if (equal === 'upper') countFrom(classes, column, pass);
    else countAbove(classes, column, pass);
  }
  if (valid) clearInvalid(classes, valid);
  return classes;
}

/** The class of every value that two bytes can hold. */
function makeTable(cuts: readonly number[], equal: CutSide): Uint8Array {
  const table = new Uint8Array(TABLE).fill(1);
  for (const cut of cuts) {
    const from = equal === 'upper' ? Math.ceil(cut) : Math.floor(cut) + 1;
    for (let value = Math.max(from, 0); value < TABLE; value++) table[value]++;
  }
  return table;
}

function lookUp(column: Uint8Array | Uint16Array, table: Uint8Array): Uint8Array {
  const { length } = column;
  const classes = new Uint8Array(length);
  const inPairs = column instanceof Uint8Array && column.byteOffset % 2 === 0 ? length >> 1 : 0;
  if (inPairs > 0) lookUpPairs(column as Uint8Array, table, classes);
  for (let i = inPairs * 2; i < length; i++) classes[i] = table[column[i]];
  return classes;
}

/** Two bytes at a time. */
function lookUpPairs({ buffer, byteOffset, length }: Uint8Array, table: Uint8Array, classes: Uint8Array): void {
  const pairTable = new Uint16Array(TABLE);
  for (let pair = 0; pair < TABLE; pair++) pairTable[pair] = table[pair & 255] | (table[pair >> 8] << 8);
  const pairs = new Uint16Array(buffer, byteOffset, length >> 1);
  const found = new Uint16Array(classes.buffer, 0, pairs.length);
  for (let i = 0; i < found.length; i++) found[i] = pairTable[pairs[i]];
}

/** The highest bit of each of the four bytes of a word. */
const HIGH = 0x80808080 | 0;
const ONES = 0x01010101;

/** Four bytes at a time. A byte is at or above a cut where taking the cut's lower bits from its own leaves the highest bit. */
function cutBytes(column: Uint8Array, cuts: readonly number[], equal: CutSide): Uint8Array {
  const classes = new Uint8Array(column.length).fill(1);
  const words = new Int32Array(column.buffer, column.byteOffset, column.length >> 2);
  const found = new Int32Array(classes.buffer, 0, words.length);
  for (const cut of cuts) {
    const from = Math.max(equal === 'upper' ? Math.ceil(cut) : Math.floor(cut) + 1, 0);
    if (from > 255) continue;
    const lower = (from & 127) * ONES;
    if (from > 127)
      for (let i = 0; i < words.length; i++) found[i] += (words[i] & HIGH & ((words[i] | HIGH) - lower)) >>> 7;
    else for (let i = 0; i < words.length; i++) found[i] += ((words[i] | ((words[i] | HIGH) - lower)) & HIGH) >>> 7;
    for (let i = words.length * 4; i < column.length; i++) classes[i] += Number(column[i] >= from);
  }
  return classes;
}

/** Sets class 0 wherever there is no data. */
export function clearInvalid(classes: Uint8Array, valid: Uint8Array): void {
  for (let i = 0; i < classes.length; i++) classes[i]! *= valid[i]!;
}

/** True where values may be NaN, or anything but whole numbers. */
export const isFloat = (column: Band): column is Float32Array | Float64Array =>
  column instanceof Float32Array || column instanceof Float64Array;

/** 1 where there is a number, 0 for NaN. */
function markDefined(column: Band, length: number): Uint8Array {
  const defined = new Uint8Array(length);
  if (!isFloat(column)) return defined.fill(1);
  for (let i = 0; i < length; i++) defined[i] = Number(column[i]! >= Number.NEGATIVE_INFINITY);
  return defined;
}

/** One cut in one pass; nothing is at or above minus infinity but numbers. */
function splitColumn(column: Float32Array | Float64Array, cut: number): Uint8Array {
  const classes = new Uint8Array(column.length);
  for (let i = 0; i < classes.length; i++) {
    classes[i] = Number(column[i] >= Number.NEGATIVE_INFINITY) + Number(column[i] >= cut);
  }
  return classes;
}

// Adding comparisons as numbers compiles to code without branches: a branch is mispredicted at every class border.

function countFrom(classes: Uint8Array, column: Band, cuts: Float64Array): void {
  const [a, b, c, d] = cuts as unknown as [number, number, number, number];
  for (let i = 0; i < classes.length; i++) {
    const value = column[i]!;
    classes[i]! += Number(value >= a) + Number(value >= b) + Number(value >= c) + Number(value >= d);
  }
}

function countAbove(classes: Uint8Array, column: Band, cuts: Float64Array): void {
  const [a, b, c, d] = cuts as unknown as [number, number, number, number];
  for (let i = 0; i < classes.length; i++) {
    const value = column[i]!;
    classes[i]! += Number(value > a) + Number(value > b) + Number(value > c) + Number(value > d);
  }
}
