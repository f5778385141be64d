import { type BitFunctions, bitFunctions } from './simd-bits.js';
import { type CrestFunctions, crestFunctions } from './simd-crests.js';
import { type MagnitudeFunctions, magnitudeFunctions } from './simd-magnitudes.js';
import { compileModule, type SimdModule } from './simd-module.js';

const PAGE_BYTES = 65_536;

/** Functions on rows of bytes and of their bits, in a memory of their own; see `SimdModule`. */
export interface SimdBytes extends Pick<SimdModule, 'memory'>, BitFunctions, CrestFunctions, MagnitudeFunctions {}

let known: SimdBytes | null = null;

/** What `useSimd` gives, of these functions. */
export function useBytes(bytes: number): SimdBytes {
  known ??= compileModule([...bitFunctions(), ...crestFunctions(), ...magnitudeFunctions()])() as SimdBytes;
  const missing = bytes - known.memory.buffer.byteLength;
  if (missing > 0) known.memory.grow(Math.ceil(missing / PAGE_BYTES));
  return known;
}
