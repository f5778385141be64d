import type { DataType } from '../../raster/raster.js';
import { whole } from '../simd/encode.js';
import { type Constant, i32, local, simd } from './wasm.js';

/** Bytes of memory for each column: the inputs, then the output. */
export const SLOT_BYTES = 32_768;

/** Loads two values as doubles, from an address and an offset in bytes. */
const LOADS: Readonly<Record<DataType, (offset: number[]) => number[]>> = {
  float64: (offset) => simd(0, 0, ...offset),
  float32: (offset) => [...simd(93, 0, ...offset), ...simd(95)],
  uint32: (offset) => [...simd(93, 0, ...offset), ...simd(255)],
  int32: (offset) => [...simd(93, 0, ...offset), ...simd(254)],
  uint16: (offset) => [...simd(92, 0, ...offset), ...simd(169), ...simd(255)],
  int16: (offset) => [...simd(92, 0, ...offset), ...simd(167), ...simd(254)],
  uint8: (offset) => [...simd(8, 0, ...offset), ...simd(137), ...simd(169), ...simd(255)],
  int8: (offset) => [...simd(8, 0, ...offset), ...simd(135), ...simd(167), ...simd(254)],
};

/** Logarithm to base 2 of the bytes of a value. */
const SHIFTS: Readonly<Record<DataType, number>> = {
  ...{ uint8: 0, int8: 0, uint16: 1, int16: 1, uint32: 2, int32: 2, float32: 2, float64: 3 },
};

const [MUL64, ADD64, DEMOTE, MUL32, ADD32] = [242, 240, 94, 230, 228].map((opcode) => simd(opcode)) as number[][];
/** The lower halves of two vectors, one after the other. */
const JOIN_LOWER = simd(13, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
const ZERO = simd(12, ...Array(16).fill(0));

/** Where the value of the pixel in local `pixel` begins in its slot. */
const address = (type: DataType, pixel: number): number[] => [
  ...local.get(pixel),
  ...(SHIFTS[type] === 0 ? [] : [...i32.constant(SHIFTS[type]), ...i32.shl]),
];

const offsetIn = (slot: number, type: DataType, pixels: number): number[] =>
  whole(slot * SLOT_BYTES + (pixels << SHIFTS[type]));

/** Pushes two values of the column in a slot as doubles, `ahead` pixels after the one in local `pixel`. */
export const emitLoad = (
  slot: number,
  type: DataType,
  { pixel, ahead }: { pixel: number; ahead: number },
): number[] => [...address(type, pixel), ...LOADS[type](offsetIn(slot, type, ahead))];

/**
 * Stores the four doubles in the locals `first` and `second` as the values of four pixels; x + 0·x is x, and NaN where x is
 * not finite. `first` is overwritten.
 */
export function emitStore(
  slot: number,
  type: 'float32' | 'float64',
  { pixel, first, second, zero }: { pixel: number; first: number; second: number; zero: Constant },
): number[] {
  const at = address(type, pixel);
  if (type === 'float64') {
    return [first, second].flatMap((values, i) => [
      ...[...at, ...local.get(values), ...local.get(values), ...zero(0), ...MUL64!, ...ADD64!],
      ...simd(11, 0, ...offsetIn(slot, type, 2 * i)),
    ]);
  }
  const joined = [
    ...local.get(first),
    ...DEMOTE!,
    ...local.get(second),
    ...DEMOTE!,
    ...JOIN_LOWER,
    ...local.tee(first),
  ];
  return [
    ...at,
    ...joined,
    ...local.get(first),
    ...ZERO,
    ...MUL32!,
    ...ADD32!,
    ...simd(11, 0, ...offsetIn(slot, type, 0)),
  ];
}
