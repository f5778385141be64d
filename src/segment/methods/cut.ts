import type { Band } from '../../raster/raster.js';
import type { Columns } from '../segmenter.js';
import { type SimdCuts, useCuts } from '../simd/cuts.js';
import { roundUp } from '../simd/module.js';

/** Which class a value equal to a cut belongs to. */
export type CutSide = 'upper' | 'lower';

/**
 * Class 1 below the first cut, 2 from there to the second, and so on; 0 where the first column is not defined.
 * Cuts (increasing) are rounded to the precision of the column, so that a value of 0.2 is at the cut 0.2.
 */
export function cutColumn({ length, values, valid }: Columns, cuts: readonly number[], equal: CutSide): Uint8Array {
  const [column] = values;
  if (isNarrow(column)) return cutNarrow(column, valid, planPasses(column, cuts, equal));
  const classes = markDefined(column, length);
  for (const cut of cuts) {
    if (equal === 'upper') countFrom(classes, column, cut);
    else countAbove(classes, column, cut);
  }
  if (valid) clearInvalid(classes, valid);
  return classes;
}

type Narrow = Uint8Array | Uint16Array | Int16Array | Float32Array;

/** True for what can be compared many at a time. */
const isNarrow = (column: Band): column is Narrow =>
  column instanceof Uint8Array ||
  column instanceof Uint16Array ||
  column instanceof Int16Array ||
  column instanceof Float32Array;

interface Pass {
  name: Exclude<keyof SimdCuts, 'memory' | 'define' | 'keep'>;
  cut: number;
}

/** Cuts of whole numbers are whole ones, and those that no value can pass are left out. */
function planPasses(column: Narrow, cuts: readonly number[], equal: CutSide): Pass[] {
  if (column instanceof Float32Array) {
    return cuts.map((cut) => ({ name: equal === 'upper' ? 'fromF32' : 'aboveF32', cut }));
  }
  const name = column instanceof Uint8Array ? 'fromU8' : column instanceof Uint16Array ? 'fromU16' : 'fromI16';
  const [least, greatest] = { fromU8: [0, 255], fromU16: [0, 65_535], fromI16: [-32_768, 32_767] }[name];
  return cuts
    .map((cut) => ({ name, cut: Math.max(equal === 'upper' ? Math.ceil(cut) : Math.floor(cut) + 1, least) }) as const)
    .filter(({ cut }) => cut <= greatest);
}

/** Values that are compared before the next ones: they and their classes stay near. */
const CHUNK = 8192;
const [VALUES, CLASSES, VALID, END] = [0, CHUNK * 4, CHUNK * 5, CHUNK * 6];

function cutNarrow(column: Narrow, valid: Uint8Array | null, passes: readonly Pass[]): Uint8Array {
  const simd = useCuts(END);
  const bytes = new Uint8Array(simd.memory.buffer, 0, END);
  const Values = column.constructor as new (buffer: ArrayBuffer, byteOffset: number, length: number) => Narrow;
  const inMemory = new Values(simd.memory.buffer, VALUES, CHUNK);
  const found = new Uint8Array(column.length);
  for (let start = 0; start < column.length; start += CHUNK) {
    const end = Math.min(start + CHUNK, column.length);
    const count = roundUp(end - start, 16);
    inMemory.set(column.subarray(start, end));
    if (column instanceof Float32Array) simd.define(CLASSES, count, VALUES);
    else bytes.fill(1, CLASSES, CLASSES + count);
    for (const { name, cut } of passes) simd[name](CLASSES, count, VALUES, cut);
    if (valid) {
      bytes.set(valid.subarray(start, end), VALID);
      simd.keep(CLASSES, count, VALID);
    }
    found.set(bytes.subarray(CLASSES, CLASSES + end - start), start);
  }
  return found;
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

// Adding comparisons as numbers compiles to code without branches: a branch is mispredicted at every class border.

function countFrom(classes: Uint8Array, column: Band, cut: number): void {
  for (let i = 0; i < classes.length; i++) classes[i] += Number(column[i] >= cut);
}

function countAbove(classes: Uint8Array, column: Band, cut: number): void {
  for (let i = 0; i < classes.length; i++) classes[i] += Number(column[i] > cut);
}
