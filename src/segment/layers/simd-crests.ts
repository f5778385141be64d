import { AND, loadAt, OR, SELECT_BITS, set } from './simd-codes.js';
import { at, type Func, get, I32, loop, STORE, V128 } from './simd-module.js';
import {
  ABOVE_I16,
  ABS_I16,
  ADD_I16,
  atPart,
  eightOf,
  LOAD_EIGHT_BYTES,
  MULTIPLY_I16,
  MULTIPLY_Q15,
  NOT,
  SHIFT_LEFT_I16,
  SHIFT_RIGHT_I16,
  SPLAT_I16,
  STORE_BYTE,
  SUBTRACT_I16,
  small,
  TOP_BITS_I16,
  XOR,
} from './simd-whole-codes.js';

/** Tangent of 22.5 degrees in multiples of 2⁻¹⁵; see `findFourWayCrests`. */
const TANGENT = 13_573;

/**
 * Functions on rows of eight pixels at a time. Of the three rows around one, `above`, `middle` and `below` are the places of
 * pixel -1. Gradients are whole numbers of 16 bits; `bytes` are those of a row of them.
 */
export interface CrestFunctions {
  /** Sobel's sums x and y of a picture of bytes, and |x| + |y|. */
  byteGradient(
    ...of: [
      ...[x: number, y: number, strength: number, bytes: number],
      ...[above: number, middle: number, below: number],
    ]
  ): void;
  /** Rows of bits: the crests of three rows of strengths that are above `low`, and those that are above `high`. */
  fourWayCrests(
    ...of: [
      ...[weak: number, strong: number, bytes: number, above: number, middle: number, below: number],
      ...[x: number, y: number, low: number, high: number],
    ]
  ): void;
}

export const crestFunctions = (): Func[] => [byteGradient(), fourWayCrests()];

const twice = (value: number[]): number[] => [...value, ...small(1), ...SHIFT_LEFT_I16];

function byteGradient(): Func {
  const [above, middle, below, counter] = [4, 5, 6, 7];
  const [x, y, falling, rising] = [8, 9, 10, 11];
  // The offset of a load is its last byte.
  const near = (row: number, right: number): number[] => [
    ...atPart(row, counter, 1),
    ...LOAD_EIGHT_BYTES.slice(0, 3),
    right + 1,
  ];
  const body = [
    ...[...near(below, 1), ...near(above, -1), ...SUBTRACT_I16, ...set(falling)],
    ...[...near(above, 1), ...near(below, -1), ...SUBTRACT_I16, ...set(rising)],
    ...[...get(falling), ...get(rising), ...ADD_I16],
    ...[...twice([...near(middle, 1), ...near(middle, -1), ...SUBTRACT_I16]), ...ADD_I16, ...set(x)],
    ...[...get(falling), ...get(rising), ...SUBTRACT_I16],
    ...[...twice([...near(below, 0), ...near(above, 0), ...SUBTRACT_I16]), ...ADD_I16, ...set(y)],
    ...[...at(0, counter), ...get(x), ...STORE, ...at(1, counter), ...get(y), ...STORE],
    ...[...at(2, counter), ...get(x), ...ABS_I16, ...get(y), ...ABS_I16, ...ADD_I16, ...STORE],
  ];
  const params = Array(7).fill(I32);
  return { name: 'byteGradient', params, locals: [I32, ...Array(4).fill(V128)], body: loop(counter, 3, body) };
}

function fourWayCrests(): Func {
  const [weak, strong, above, middle, below, atX, atY, low, high, counter] = [0, 1, 3, 4, 5, 6, 7, 8, 9, 10];
  const [across, down, flat, unlike, isSlanted, isSteep, own, isCrest] = [11, 12, 13, 14, 15, 16, 17, 18];
  const near = (row: number, right: number): number[] => loadAt(row, counter, 2 * (right + 1));
  const select = (mask: number, yes: number[], no: number[]): number[] => [...yes, ...no, ...get(mask), ...SELECT_BITS];
  const sign = (value: number[]): number[] => [...value, ...small(15), ...SHIFT_RIGHT_I16];
  const isAbove = (limit: number): number[] => [...get(own), ...get(limit), ...SPLAT_I16, ...ABOVE_I16];
  // The product rounded down: rounded to the nearest, less 1 where the first bit cut off is set.
  const product = [
    ...[...get(across), ...eightOf(TANGENT), ...MULTIPLY_Q15],
    ...sign(twice([...get(across), ...eightOf(TANGENT), ...MULTIPLY_I16])),
    ...ADD_I16,
  ];
  const lower = (row: number, side: number, beside: number): number[] =>
    select(
      isSlanted,
      select(isSteep, near(row, 0), select(unlike, near(row, side), near(row, -side))),
      near(middle, beside),
    );
  const body = [
    ...[...sign([...loadAt(atX, counter, 0), ...loadAt(atY, counter, 0), ...XOR]), ...set(unlike)],
    ...[...loadAt(atX, counter, 0), ...ABS_I16, ...set(across), ...loadAt(atY, counter, 0), ...ABS_I16, ...set(down)],
    ...[...product, ...set(flat), ...get(down), ...get(flat), ...ABOVE_I16, ...set(isSlanted)],
    ...[...get(down), ...twice(get(across)), ...SUBTRACT_I16, ...get(flat), ...ABOVE_I16, ...set(isSteep)],
    ...[...near(middle, 0), ...set(own), ...get(own), ...lower(above, 1, -1), ...ABOVE_I16],
    // Across and down a crest may be as strong as the pixel after it.
    ...[...get(own), ...get(isSlanted), ...NOT, ...get(isSteep), ...OR, ...SUBTRACT_I16],
    ...[...lower(below, -1, 1), ...ABOVE_I16, ...AND, ...isAbove(low), ...AND, ...set(isCrest)],
    ...[...atPart(weak, counter, 4), ...get(isCrest), ...TOP_BITS_I16, ...STORE_BYTE],
    ...[...atPart(strong, counter, 4), ...get(isCrest), ...isAbove(high), ...AND, ...TOP_BITS_I16, ...STORE_BYTE],
  ];
  const params = Array(10).fill(I32);
  return { name: 'fourWayCrests', params, locals: [I32, ...Array(8).fill(V128)], body: loop(counter, 2, body) };
}
