// Codes of the WebAssembly core specification 2.0: operations on eight whole numbers of 16 bits, or on sixteen bytes.
export const LOAD_EIGHT_BYTES = [0xfd, 0x02, 0, 0];
export const SPLAT_I8 = [0xfd, 0x0f];
export const SPLAT_I16 = [0xfd, 0x10];
export const EQUAL_I8 = [0xfd, 0x23];
export const NOT_BELOW_U8 = [0xfd, 0x2c];
export const ABOVE_I16 = [0xfd, 0x31];
export const NOT = [0xfd, 0x4d];
export const XOR = [0xfd, 0x51];
export const TOP_BITS_I8 = [0xfd, 0x64];
export const SUBTRACT_I8 = [0xfd, 0x71];
export const ABS_I16 = [0xfd, 0x80, 0x01];
/** (a · b + 2¹⁴) >> 15 */
export const MULTIPLY_Q15 = [0xfd, 0x82, 0x01];
export const TOP_BITS_I16 = [0xfd, 0x84, 0x01];
export const SHIFT_LEFT_I16 = [0xfd, 0x8b, 0x01];
/** Copies of the sign come in. */
export const SHIFT_RIGHT_I16 = [0xfd, 0x8c, 0x01];
export const ADD_I16 = [0xfd, 0x8e, 0x01];
export const SUBTRACT_I16 = [0xfd, 0x91, 0x01];
/** The lower 16 bits. */
export const MULTIPLY_I16 = [0xfd, 0x95, 0x01];
export const STORE_BYTE = [0x3a, 0, 0];
export const STORE_TWO_BYTES = [0x3b, 0, 0];
const SHIFT_RIGHT = 0x76;

/** A place, and the counter shifted to the right. */
export const atPart = (local: number, counter: number, shift: number): number[] => [
  ...[0x20, local, 0x20, counter],
  ...[0x41, shift, SHIFT_RIGHT, 0x6a],
];

/** A whole number of -64 to 63. */
export const small = (value: number): number[] => [0x41, value & 0x7f];

/** Sixteen bytes. */
export const bytesOf = (values: readonly number[]): number[] => [0xfd, 0x0c, ...values];

/** The same 16 bits eight times. */
export const eightOf = (value: number): number[] =>
  bytesOf(Array.from({ length: 16 }, (_, k) => (k % 2 === 0 ? value & 0xff : value >> 8)));
