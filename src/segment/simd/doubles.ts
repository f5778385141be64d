import { type EdgeFunctions, edgeFunctions } from './edges.js';
import { moduleOf } from './module.js';
import { type PatternFunctions, patternFunctions } from './patterns.js';
import { joinRows, narrowRow, type SimdRows, scaleRow } from './rows.js';
import { type OrderedSums, orderedSums } from './sums.js';
import { f64x2 } from './words.js';

/** Functions on rows of doubles, in a memory of their own; see `SimdRows`. */
export interface SimdDoubles
  extends Pick<SimdRows, 'memory' | 'narrow' | 'scaleF64'>,
    OrderedSums,
    EdgeFunctions,
    PatternFunctions {
  divideF64(out: number, a: number, b: number, bytes: number): void;
}

export const useDoubles = moduleOf<SimdDoubles>(() => [
  ...[joinRows('divideF64', f64x2.divide), narrowRow(), scaleRow()],
  ...[...orderedSums(), ...edgeFunctions(), ...patternFunctions()],
]);
