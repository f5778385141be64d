import {
  ABOVE_F64,
  ABS_F64,
  AND,
  AND_NOT,
  DIVIDE_F64,
  EQUAL_F64,
  loadAt,
  MAX_F64,
  MIN_F64,
  NOT_ABOVE_F64,
  NOT_BELOW_F64,
  OR,
  SELECT_BITS,
  SQRT_F64,
  SUBTRACT_F64,
  SUBTRACT_I64,
  set,
  splat,
} from './simd-codes.js';
import { ADD_F64, at, F64, type Func, get, I32, I32_ADD, loop, MULTIPLY_F64, STORE, V128 } from './simd-module.js';

/** Functions on rows of doubles; of the three rows around one, `above`, `middle` and `below` are the places of pixel -1. */
export interface EdgeFunctions {
  /** Differences to the right and down, as `GradientRow` has them, and sqrt(x² + y²) · factor. */
  gradient(
    ...of: [
      ...[x: number, y: number, strength: number, bytes: number],
      ...[above: number, middle: number, below: number],
      ...[middleWeight: number, sideWeight: number, factor: number],
    ]
  ): void;
  /** Bytes: 1 where a pixel of at least `low` is a crest of the strengths across the edge, 2 where it is at least `high`. */
  crests(
    ...of: [
      ...[out: number, bytes: number, above: number, middle: number, below: number],
      ...[x: number, y: number, low: number, high: number],
    ]
  ): void;
}

export const edgeFunctions = (): Func[] => [gradient(), crests()];

function gradient(): Func {
  const [above, middle, below, middleWeight, sideWeight, factor, counter] = [4, 5, 6, 7, 8, 9, 10];
  const [x, y] = [11, 12];
  const near = (row: number, right: number): number[] => loadAt(row, counter, 8 * (right + 1));
  const across = (row: number): number[] => [...near(row, 1), ...near(row, -1), ...SUBTRACT_F64];
  const down = (right: number): number[] => [...near(below, right), ...near(above, right), ...SUBTRACT_F64];
  const weigh = (straight: number[], one: number[], other: number[]): number[] => [
    ...[...straight, ...splat(middleWeight), ...MULTIPLY_F64],
    ...[...one, ...other, ...ADD_F64, ...splat(sideWeight), ...MULTIPLY_F64, ...ADD_F64],
  ];
  const square = (local: number): number[] => [...get(local), ...get(local), ...MULTIPLY_F64];
  const body = [
    ...[...weigh(across(middle), across(above), across(below)), ...set(x)],
    ...[...weigh(down(0), down(-1), down(1)), ...set(y)],
    ...[...at(0, counter), ...get(x), ...STORE, ...at(1, counter), ...get(y), ...STORE],
    ...[...at(2, counter), ...square(x), ...square(y), ...ADD_F64, ...SQRT_F64],
    ...[...splat(factor), ...MULTIPLY_F64, ...STORE],
  ];
  const params = [...Array(7).fill(I32), F64, F64, F64];
  return { name: 'gradient', params, locals: [I32, V128, V128], body: loop(counter, 3, body) };
}

/** One whole number in each half of a vector. */
const ONES = [0xfd, 0x0c, ...[1, 0, 0, 0, 0, 0, 0, 0], ...[1, 0, 0, 0, 0, 0, 0, 0]];
/** 1.0 twice. */
export const UNITS = [0xfd, 0x0c, ...[0, 0, 0, 0, 0, 0, 0xf0, 0x3f], ...[0, 0, 0, 0, 0, 0, 0xf0, 0x3f]];
/** The lowest byte of either half, side by side. */
const LOWEST_BYTES = [0xfd, 0x0d, 0, 8, ...Array(14).fill(0)];
const STORE_TWO_BYTES = [0xfd, 0x59, 0, 0, 0];
/** A counter of bytes of doubles as one of bytes. */
const TO_BYTES = [0x41, 3, 0x76];

function crests(): Func {
  const [above, middle, below, atX, atY, low, high, counter] = [2, 3, 4, 5, 6, 7, 8, 9];
  const [x, y, own, alike, steep, share, rest] = [10, 11, 12, 13, 14, 15, 16];
  const near = (row: number, right: number): number[] => loadAt(row, counter, 8 * (right + 1));
  const select = (yes: number[], no: number[], mask: number): number[] => [...yes, ...no, ...get(mask), ...SELECT_BITS];
  const size = (local: number): number[] => [...get(local), ...ABS_F64];
  // Ahead lies the row below, and behind the one above; where the signs of x and y differ the right is behind.
  const isNoHigher = (row: number, side: number): number[] => [
    ...[...select(near(row, side), near(row, -side), alike), ...get(share), ...MULTIPLY_F64],
    ...select(near(row, 0), select(near(middle, side), near(middle, -side), alike), steep),
    ...[...get(rest), ...MULTIPLY_F64, ...ADD_F64, ...get(own), ...NOT_ABOVE_F64],
  ];
  const body = [
    ...[...loadAt(atX, counter, 0), ...set(x), ...loadAt(atY, counter, 0), ...set(y), ...near(middle, 0), ...set(own)],
    ...[...get(x), ...get(y), ...MULTIPLY_F64, ...get(x), ...get(x), ...SUBTRACT_F64, ...NOT_BELOW_F64, ...set(alike)],
    ...[...size(y), ...size(x), ...ABOVE_F64],
    ...[...size(y), ...size(x), ...EQUAL_F64, ...get(alike), ...AND_NOT, ...OR, ...set(steep)],
    ...[...size(x), ...size(y), ...MIN_F64, ...size(x), ...size(y), ...MAX_F64, ...DIVIDE_F64, ...set(share)],
    ...[...UNITS, ...get(share), ...SUBTRACT_F64, ...set(rest)],
    ...[...get(0), ...get(counter), ...TO_BYTES, I32_ADD],
    ...[...isNoHigher(below, 1), ...isNoHigher(above, -1), ...AND],
    ...[...get(own), ...splat(low), ...NOT_BELOW_F64, ...AND],
    ...[...ONES, ...get(own), ...splat(high), ...NOT_BELOW_F64, ...SUBTRACT_I64, ...AND],
    ...[...get(own), ...LOWEST_BYTES, ...STORE_TWO_BYTES],
  ];
  const params = [...Array(7).fill(I32), F64, F64];
  return { name: 'crests', params, locals: [I32, ...Array(7).fill(V128)], body: loop(counter, 1, body) };
}
