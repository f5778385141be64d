import { at, get, SPLAT_F64 } from './simd-module.js';

// Codes of the WebAssembly core specification 2.0: operations on vectors, and on their bits.
export const SUBTRACT_F64 = [0xfd, 0xf1, 0x01];
export const DIVIDE_F64 = [0xfd, 0xf3, 0x01];
export const MIN_F64 = [0xfd, 0xf4, 0x01];
export const MAX_F64 = [0xfd, 0xf5, 0x01];
export const ABS_F64 = [0xfd, 0xec, 0x01];
export const SQRT_F64 = [0xfd, 0xef, 0x01];
export const EQUAL_F64 = [0xfd, 0x47];
export const ABOVE_F64 = [0xfd, 0x4a];
export const NOT_ABOVE_F64 = [0xfd, 0x4b];
export const NOT_BELOW_F64 = [0xfd, 0x4c];
export const AND = [0xfd, 0x4e];
export const AND_NOT = [0xfd, 0x4f];
export const OR = [0xfd, 0x50];
export const SELECT_BITS = [0xfd, 0x52];
export const SUBTRACT_I64 = [0xfd, 0xd1, 0x01];
export const ABS_I8 = [0xfd, 0x60];
export const NEGATE_I8 = [0xfd, 0x61];
export const SUBTRACT_I8 = [0xfd, 0x71];
export const NARROW_I16 = [0xfd, 0x65];
export const NARROW_I32 = [0xfd, 0x85, 0x01];

/** Two doubles, so many bytes after a place. */
export const loadAt = (local: number, counter: number, bytes: number): number[] => [
  ...at(local, counter),
  ...[0xfd, 0x00, 0, bytes],
];
export const set = (local: number): number[] => [0x21, local];
export const splat = (local: number): number[] => [...get(local), ...SPLAT_F64];
