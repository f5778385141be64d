import { type BitFunctions, bitFunctions } from './bits.js';
import { type CrestFunctions, crestFunctions } from './crests.js';
import { type MagnitudeFunctions, magnitudeFunctions } from './magnitudes.js';
import { moduleOf, type SimdMemory } from './module.js';

/** Functions on rows of bytes and of their bits, in a memory of their own. */
export interface SimdBytes extends SimdMemory, BitFunctions, CrestFunctions, MagnitudeFunctions {}

export const useBytes = moduleOf<SimdBytes>(() => [...bitFunctions(), ...crestFunctions(), ...magnitudeFunctions()]);
