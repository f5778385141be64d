import { createSimdModule, PAGE_BYTES, type SimdModule } from './simd-module.js';

let known: SimdModule | null = null;

/**
 * The thread's one module, with at least so many bytes of memory. What lies there is left from the last use, and views of
 * the memory hold until the next call.
 */
export function useSimd(bytes: number): SimdModule {
  known ??= createSimdModule();
  const missing = bytes - known.memory.buffer.byteLength;
  if (missing > 0) known.memory.grow(Math.ceil(missing / PAGE_BYTES));
  return known;
}

/** The least multiple of `unit` that is not less. */
export const roundUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit;
