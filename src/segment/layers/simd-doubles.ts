import { DIVIDE_F64 } from './simd-codes.js';
import { type EdgeFunctions, edgeFunctions } from './simd-edges.js';
import { compileModule, joinRows, narrowRow, PAGE_BYTES, type SimdModule, scaleRow } from './simd-module.js';
import { type PatternFunctions, patternFunctions } from './simd-patterns.js';
import { type OrderedSums, orderedSums } from './simd-sums.js';

/** Functions on rows of doubles, in a memory of their own; see `SimdModule`. */
export interface SimdDoubles
  extends Pick<SimdModule, 'memory' | 'narrow' | 'scaleF64'>,
    OrderedSums,
    EdgeFunctions,
    PatternFunctions {
  divideF64(out: number, a: number, b: number, bytes: number): void;
}

let known: SimdDoubles | null = null;

/** What `useSimd` gives, of these functions. */
export function useDoubles(bytes: number): SimdDoubles {
  const own = [joinRows('divideF64', DIVIDE_F64), narrowRow(), scaleRow()];
  known ??= compileModule([...own, ...orderedSums(), ...edgeFunctions(), ...patternFunctions()])() as SimdDoubles;
  const missing = bytes - known.memory.buffer.byteLength;
  if (missing > 0) known.memory.grow(Math.ceil(missing / PAGE_BYTES));
  return known;
}
