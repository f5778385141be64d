import { loadAt, SQRT_F64, set, splat } from './simd-codes.js';
import { at, F64, type Func, get, I32, I32_ADD, loop, MULTIPLY_F64, STORE, V128 } from './simd-module.js';

/** Of rows of differences, whole numbers of 16 bits, of which `bytes` are the bytes of one. */
export interface MagnitudeFunctions {
  /** Single floats: sqrt(x² + y²) · factor, in double precision until then. */
  magnitudes(out: number, x: number, y: number, bytes: number, factor: number): void;
}

export const magnitudeFunctions = (): Func[] => [magnitudes()];

const SHUFFLE = [0xfd, 0x0d];
/** Four pairs a b of two vectors, from the `first` on. */
const interleave = (first: number): number[] => [
  ...SHUFFLE,
  ...Array.from({ length: 16 }, (_, k) => 2 * (first + (k >> 2)) + (k & 1) + (k & 2 ? 16 : 0)),
];
const UPPER_HALF = [...SHUFFLE, ...Array.from({ length: 16 }, (_, k) => 8 + (k & 7))];
const LOWER_HALVES = [...SHUFFLE, ...Array.from({ length: 16 }, (_, k) => (k < 8 ? k : k + 8))];
/** a0 · b0 + a1 · b1, and so on. */
const ADD_PRODUCTS_I16 = [0xfd, 0xba, 0x01];
const I32_TO_F64 = [0xfd, 0xfe, 0x01];
const TO_F32 = [0xfd, 0x5e];
const AFTER_16_BYTES = [0x41, 16, I32_ADD];

function magnitudes(): Func {
  const [out, x, y, factor, counter, pairs, squares] = [0, 1, 2, 4, 5, 6, 7];
  const narrowRoots = [...I32_TO_F64, ...SQRT_F64, ...splat(factor), ...MULTIPLY_F64, ...TO_F32];
  const four = (first: number): number[] => [
    ...[...loadAt(x, counter, 0), ...loadAt(y, counter, 0), ...interleave(first), ...set(pairs)],
    ...[...get(pairs), ...get(pairs), ...ADD_PRODUCTS_I16, ...set(squares)],
    ...[...at(out, counter), ...get(counter), I32_ADD, ...(first > 0 ? AFTER_16_BYTES : [])],
    ...[...get(squares), ...narrowRoots, ...get(squares), ...get(squares), ...UPPER_HALF, ...narrowRoots],
    ...[...LOWER_HALVES, ...STORE],
  ];
  const body = loop(counter, 3, [...four(0), ...four(4)]);
  return { name: 'magnitudes', params: [I32, I32, I32, I32, F64], locals: [I32, V128, V128], body };
}
