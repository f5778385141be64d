import { whole } from './simd-module.js';

// Codes of the WebAssembly core specification 2.0: plain numbers and parts of vectors, so many bytes after an address.
const memory =
  (...code: number[]) =>
  (bytes = 0): number[] => [...code, 0, ...whole(bytes)];
export const LOAD_I32 = memory(0x28);
export const LOAD_F32 = memory(0x2a);
export const LOAD_F64 = memory(0x2b);
export const STORE_F64 = memory(0x39);
export const LOAD_V128 = memory(0xfd, 0x00);
export const STORE_V128 = memory(0xfd, 0x0b);
/** A double in both halves. */
export const LOAD_TWICE = memory(0xfd, 0x0a);
/** A double in the upper half of a vector. */
export const LOAD_UPPER = (bytes: number): number[] => [...memory(0xfd, 0x57)(bytes), 1];
/** Two numbers of 4 bytes in the lower half. */
export const LOAD_LOWER = memory(0xfd, 0x5d);
export const STORE_LOWER = [...memory(0xfd, 0x5b)(), 0];

export const F64_ADD = [0xa0];
export const F64_SUBTRACT = [0xa1];
export const F64_MULTIPLY = [0xa2];
export const F64_DIVIDE = [0xa3];
export const F32_TO_F64 = [0xbb];
export const I32_SUBTRACT = [0x6b];
export const I32_MULTIPLY = [0x6c];
export const I32_OR = [0x72];
export const I32_DIFFERS = [0x47];
export const BELOW_F64 = [0xfd, 0x49];
export const SPLAT_I32 = [0xfd, 0x11];
export const EQUAL_I32 = [0xfd, 0x37];
/** The two numbers of the lower half as doubles. */
export const LOWER_F32_TO_F64 = [0xfd, 0x5f];
/** The two whole numbers of the lower half, or masks, as such of 8 bytes; and back. */
export const LOWER_I32_TO_I64 = [0xfd, 0xc7, 0x01];
export const I64_TO_LOWER_I32 = [0xfd, 0x0d, ...[0, 1, 2, 3, 8, 9, 10, 11], ...Array(8).fill(0)];
/** Whether both masks of 8 bytes are set. */
export const ARE_BOTH_SET = [0xfd, 0xc3, 0x01];

/** A whole number below 64. */
export const i32 = (value: number): number[] => [0x41, value];
export const f64 = (value: number): number[] => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)];
/** What `LEAVE_IF` ends. */
export const block = (body: number[]): number[] => [0x02, 0x40, ...body, 0x0b];
export const LEAVE_IF = [0x0d, 0];
/** if (condition) { body } */
export const when = (condition: number[], body: number[]): number[] => [...condition, 0x04, 0x40, ...body, 0x0b];
/** 0 and 1. */
export const ZERO_ONE_F64 = [0xfd, 0x0c, ...Array(14).fill(0), 0xf0, 0x3f];
export const TWO_F64 = [0xfd, 0x0c, ...[0, 0, 0, 0, 0, 0, 0, 0x40], ...[0, 0, 0, 0, 0, 0, 0, 0x40]];
