import { compileModule, F32, type Func, growTo, I32, type SimdMemory, V128 } from '../../simd/module.js';
import { joinRows } from '../../simd/rows.js';
import { type Code, get, put, tee } from '../../simd/structure.js';
import { at, f32x4, i32, i32x4, loop, v128 } from '../../simd/words.js';

/** Functions on rows of single numbers in one memory; places are in bytes, `bytes` is a multiple of 16 and more than 0. */
export interface ShareModule extends SimdMemory {
  /** out = the larger of a and b; NaN where one is. */
  maxF32(out: number, a: number, b: number, bytes: number): void;
  divideF32(out: number, a: number, b: number, bytes: number): void;
  /** row = exp(row − largest), and sums += row; no exponent may be above 0, and those below −87 count as −87. */
  expF32(row: number, sums: number, largest: number, bytes: number): void;
  /** Where row is above best, it is put there and `number` into numbers; NaN never is. */
  bestF32(row: number, best: number, numbers: number, bytes: number, number: number): void;
  /** totals += row, and logs += row · log2(row); numbers below 0 and NaN count as 0. */
  logF32(row: number, totals: number, logs: number, bytes: number): void;
}

/** Σ coefficients · x^i, the highest first. */
const polynomial = (x: Code, [highest, ...others]: readonly number[]): Code =>
  others.reduce((sum, one) => f32x4.add(f32x4.multiply(sum, x), f32x4.of(one)), f32x4.of(highest));

/** row += value */
const addTo = (row: number, counter: number, value: Code): Code =>
  v128.store(at(row, counter), f32x4.add(v128.load(at(row, counter)), value));

/** Bits of the fraction of a single float; those of the exponent are above them. */
const FRACTION_BITS = i32.of(23);
/** The exponent of 1. */
const BIAS = 127;

/** exp(r) of r within half a logarithm of 2, without 1 + r and divided by r²: Cephes' expf (S. L. Moshier). */
const EXP = [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1];
/** The logarithm of 2 in two parts, the first of few bits. */
const LN2 = [0.693359375, -2.1219444e-4];

function expRow(): Func {
  const [row, sums, largest, bytes, counter, x, n] = [0, 1, 2, 3, 4, 5, 6];
  const difference = f32x4.subtract(v128.load(at(row, counter)), v128.load(at(largest, counter)));
  const exponent = f32x4.max(difference, f32x4.of(-87));
  const curve = f32x4.multiply(f32x4.multiply(polynomial(get(x), EXP), get(x)), get(x));
  const exp = f32x4.add(f32x4.add(curve, get(x)), f32x4.of(1));
  // 2^n: n is written into the exponent.
  const power = i32x4.shiftLeft(i32x4.add(i32x4.from(get(n)), i32x4.splat(i32.of(BIAS))), FRACTION_BITS);
  const body = [
    ...put(n, f32x4.nearest(f32x4.multiply(tee(x, exponent), f32x4.of(Math.LOG2E)))),
    ...LN2.flatMap((part) => put(x, f32x4.subtract(get(x), f32x4.multiply(get(n), f32x4.of(part))))),
    ...put(x, f32x4.multiply(exp, power)),
    ...[...v128.store(at(row, counter), get(x)), ...addTo(sums, counter, get(x))],
  ];
  return { name: 'expF32', params: [I32, I32, I32, I32], locals: [I32, V128, V128], body: loop(counter, bytes, body) };
}

/** log(1 + r) of 1 + r from √½ to √2, without r − r²/2 and divided by r³: Cephes' logf. */
const LOG = [
  ...[7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1],
  ...[2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1],
];

/** The bits of √½: without them, what is left has the exponent of the power of 2 that is next below √2 times the number. */
const ROOT_BITS = 0x3f3504f3;

function logRow(): Func {
  const [row, totals, logs, bytes, counter, value, n, r] = [0, 1, 2, 3, 4, 5, 6, 7];
  const share = f32x4.greater(f32x4.of(0), v128.load(at(row, counter)));
  const withoutRoot = i32x4.subtract(tee(value, share), i32x4.splat(i32.of(ROOT_BITS)));
  const withoutPower = i32x4.subtract(get(value), i32x4.shiftLeft(get(n), FRACTION_BITS));
  const curve = f32x4.subtract(f32x4.multiply(polynomial(get(r), LOG), get(r)), f32x4.of(0.5));
  const log = f32x4.add(f32x4.multiply(curve, f32x4.multiply(get(r), get(r))), get(r));
  const log2 = f32x4.add(f32x4.multiply(log, f32x4.of(Math.LOG2E)), f32x4.from(get(n)));
  const body = [
    ...put(n, i32x4.shiftRight(withoutRoot, FRACTION_BITS)),
    ...put(r, f32x4.subtract(withoutPower, f32x4.of(1))),
    ...[...addTo(totals, counter, get(value)), ...addTo(logs, counter, f32x4.multiply(log2, get(value)))],
  ];
  const locals = [I32, V128, V128, V128];
  return { name: 'logF32', params: [I32, I32, I32, I32], locals, body: loop(counter, bytes, body) };
}

function bestRow(): Func {
  const [row, best, numbers, bytes, number, counter, value, isBest] = [0, 1, 2, 3, 4, 5, 6, 7];
  const replace = (target: number, by: Code): Code =>
    v128.store(at(target, counter), v128.select(get(isBest), by, v128.load(at(target, counter))));
  const body = [
    ...put(isBest, f32x4.isAbove(tee(value, v128.load(at(row, counter))), v128.load(at(best, counter)))),
    ...[...replace(best, get(value)), ...replace(numbers, f32x4.splat(get(number)))],
  ];
  const locals = [I32, V128, V128];
  return { name: 'bestF32', params: [I32, I32, I32, I32, F32], locals, body: loop(counter, bytes, body) };
}

/** Gives what makes modules that work on four numbers at a time, each with a memory of its own. */
export const createShareModule = compileModule([
  joinRows('maxF32', f32x4.max),
  joinRows('divideF32', f32x4.divide),
  expRow(),
  bestRow(),
  logRow(),
]) as () => ShareModule;

/** The memory of a module, so many numbers at least. */
export function reserveNumbers(module: ShareModule, length: number): Float32Array {
  growTo(length * Float32Array.BYTES_PER_ELEMENT, module);
  return new Float32Array(module.memory.buffer);
}
