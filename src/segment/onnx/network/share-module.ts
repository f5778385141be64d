import {
  at,
  compileModule,
  F32,
  type Func,
  get,
  I32,
  joinRows,
  LOAD,
  loop,
  STORE,
  tee,
  V128,
} from '../../layers/simd-module.js';

/** Functions on rows of single numbers in one memory; places are in bytes, `bytes` is a multiple of 16 and more than 0. */
export interface ShareModule {
  memory: { buffer: ArrayBuffer; grow(pages: number): number };
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

const simd = (code: number): number[] => (code < 128 ? [0xfd, code] : [0xfd, code, 0x01]);
// Codes of the WebAssembly core specification 2.0: operations on four single numbers, and on their bits.
const SPLAT = simd(0x13);
const NEAREST = simd(0x6a);
const ADD = simd(0xe4);
const SUBTRACT = simd(0xe5);
const MULTIPLY = simd(0xe6);
const DIVIDE = simd(0xe7);
const MAX = simd(0xe9);
/** b where a is less, else a. */
const PSEUDO_MAX = simd(0xeb);
const SHIFT_LEFT = simd(0xab);
const SHIFT_RIGHT = simd(0xac);
const ADD_I32 = simd(0xae);
const SUBTRACT_I32 = simd(0xb1);
const TO_I32 = simd(0xf8);
const TO_F32 = simd(0xfa);
const SPLAT_I32 = simd(0x11);
const ABOVE = simd(0x44);
/** Of a where c is all ones, else of b. */
const SELECT = simd(0x52);
const set = (local: number): number[] => [0x21, local];

/** A number four times. */
const four = (value: number): number[] => [0x43, ...new Uint8Array(Float32Array.of(value).buffer), ...SPLAT];
const whole = (value: number): number[] => [0x41, ...signed(value)];
const fourWhole = (value: number): number[] => [...whole(value), ...SPLAT_I32];

/** A whole number in groups of seven bits, the lowest first (signed LEB128). */
function signed(value: number): number[] {
  const low = value & 127;
  const rest = value >> 7;
  return (rest === 0 && low < 64) || (rest === -1 && low >= 64) ? [low] : [low | 128, ...signed(rest)];
}

/** Σ coefficients · x^i, the highest first, of what is in a local. */
const polynomial = (x: number, coefficients: readonly number[]): number[] =>
  coefficients.flatMap((one, i) => (i === 0 ? four(one) : [...get(x), ...MULTIPLY, ...four(one), ...ADD]));

/** exp(r) of r within half a logarithm of 2, without 1 + r and divided by r²: Cephes' expf (S. L. Moshier). */
const EXP = [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1];
/** The logarithm of 2 in two parts, the first of few bits. */
const LN2 = [0.693359375, -2.1219444e-4];

function expRow(): Func {
  const [row, sums, largest, bytes, counter, x, n] = [0, 1, 2, 3, 4, 5, 6];
  const body = [
    ...[...at(row, counter), ...LOAD, ...at(largest, counter), ...LOAD, ...SUBTRACT, ...four(-87), ...MAX, ...tee(x)],
    ...[...four(Math.LOG2E), ...MULTIPLY, ...NEAREST, ...set(n)],
    ...LN2.flatMap((part) => [...get(x), ...get(n), ...four(part), ...MULTIPLY, ...SUBTRACT, ...set(x)]),
    ...[...polynomial(x, EXP), ...get(x), ...MULTIPLY, ...get(x), ...MULTIPLY, ...get(x), ...ADD, ...four(1), ...ADD],
    // 2^n: n is written into the exponent.
    ...[...get(n), ...TO_I32, ...fourWhole(127), ...ADD_I32, ...whole(23), ...SHIFT_LEFT, ...MULTIPLY, ...set(x)],
    ...[...at(row, counter), ...get(x), ...STORE],
    ...[...at(sums, counter), ...at(sums, counter), ...LOAD, ...get(x), ...ADD, ...STORE],
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
  const square = [...get(r), ...get(r), ...MULTIPLY];
  const body = [
    ...[...four(0), ...at(row, counter), ...LOAD, ...PSEUDO_MAX, ...tee(value)],
    ...[...fourWhole(ROOT_BITS), ...SUBTRACT_I32, ...whole(23), ...SHIFT_RIGHT, ...set(n)],
    ...[...get(value), ...get(n), ...whole(23), ...SHIFT_LEFT, ...SUBTRACT_I32, ...four(1), ...SUBTRACT, ...set(r)],
    ...[...at(totals, counter), ...at(totals, counter), ...LOAD, ...get(value), ...ADD, ...STORE],
    ...[...at(logs, counter), ...at(logs, counter), ...LOAD],
    ...[...polynomial(r, LOG), ...get(r), ...MULTIPLY, ...four(0.5), ...SUBTRACT, ...square, ...MULTIPLY],
    ...[...get(r), ...ADD, ...four(Math.LOG2E), ...MULTIPLY, ...get(n), ...TO_F32, ...ADD],
    ...[...get(value), ...MULTIPLY, ...ADD, ...STORE],
  ];
  const locals = [I32, V128, V128, V128];
  return { name: 'logF32', params: [I32, I32, I32, I32], locals, body: loop(counter, bytes, body) };
}

function bestRow(): Func {
  const [row, best, numbers, bytes, number, counter, value, isBest] = [0, 1, 2, 3, 4, 5, 6, 7];
  const body = [
    ...[...at(row, counter), ...LOAD, ...tee(value), ...at(best, counter), ...LOAD, ...ABOVE, ...set(isBest)],
    ...[...at(best, counter), ...get(value), ...at(best, counter), ...LOAD, ...get(isBest), ...SELECT, ...STORE],
    ...[...at(numbers, counter), ...get(number), ...SPLAT, ...at(numbers, counter), ...LOAD],
    ...[...get(isBest), ...SELECT, ...STORE],
  ];
  const locals = [I32, V128, V128];
  return { name: 'bestF32', params: [I32, I32, I32, I32, F32], locals, body: loop(counter, bytes, body) };
}

/** A module that works on four numbers at a time. */
export const createShareModule = compileModule([
  joinRows('maxF32', MAX),
  joinRows('divideF32', DIVIDE),
  expRow(),
  bestRow(),
  logRow(),
]) as () => ShareModule;

const PAGE_BYTES = 2 ** 16;

/** The memory of a module, so many numbers at least. */
export function reserveNumbers({ memory }: ShareModule, length: number): Float32Array {
  const missing = length * Float32Array.BYTES_PER_ELEMENT - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  return new Float32Array(memory.buffer);
}
