import { F64, type Func, I32, moduleOf, type SimdMemory } from './module.js';
import { type Code, get } from './structure.js';
import { type OrderedSums, orderedSums } from './sums.js';
import { at, atPart, f32x4, f64x2, loop, v128 } from './words.js';

/** What two rows can be joined by, 16 bytes at a time. */
const JOINS = {
  or: v128.or,
  minF32: f32x4.lesser,
  maxF32: f32x4.greater,
  addF64: f64x2.add,
  divideF32: f32x4.divide,
};

type Join = (out: number, a: number, b: number, bytes: number) => void;

/** Functions on rows in one memory; all places are in bytes, and `bytes` (a multiple of 16) is more than 0. */
export interface SimdRows extends Record<keyof typeof JOINS, Join>, OrderedSums, SimdMemory {
  /** Single precision to double; `bytes` are those of `out`. */
  widen(out: number, a: number, bytes: number): void;
  /** Double precision to single; `bytes` are those of `a`. */
  narrow(out: number, a: number, bytes: number): void;
  /** out = weight · a, in double precision. */
  scaleF64(out: number, a: number, bytes: number, weight: number): void;
}

export const useRows = moduleOf<SimdRows>(() => [
  ...Object.entries(JOINS).map(([name, join]) => joinRows(name, join)),
  widenRow(),
  narrowRow(),
  scaleRow(),
  ...orderedSums(),
]);

export function joinRows(name: string, join: (a: Code, b: Code) => Code): Func {
  const [out, a, b, bytes, counter] = [0, 1, 2, 3, 4];
  const joined = join(v128.load(at(a, counter)), v128.load(at(b, counter)));
  return { name, params: [I32, I32, I32, I32], body: loop(counter, bytes, v128.store(at(out, counter), joined)) };
}

function widenRow(): Func {
  const [out, a, bytes, counter] = [0, 1, 2, 3];
  const wide = f64x2.fromSingles(v128.loadLower(atPart(a, counter, 1)));
  return { name: 'widen', params: [I32, I32, I32], body: loop(counter, bytes, v128.store(at(out, counter), wide)) };
}

export function narrowRow(): Func {
  const [out, a, bytes, counter] = [0, 1, 2, 3];
  const body = v128.storeLower(atPart(out, counter, 1), f32x4.fromDoubles(v128.load(at(a, counter))));
  return { name: 'narrow', params: [I32, I32, I32], body: loop(counter, bytes, body) };
}

export function scaleRow(): Func {
  const [out, a, bytes, weight, counter] = [0, 1, 2, 3, 4];
  const scaled = f64x2.multiply(v128.load(at(a, counter)), f64x2.splat(get(weight)));
  return {
    name: 'scaleF64',
    params: [I32, I32, I32, F64],
    body: loop(counter, bytes, v128.store(at(out, counter), scaled)),
  };
}
