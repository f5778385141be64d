import { type Constant, i32, local, simd } from './wasm.js';

/** Instructions that push one vector of two doubles. */
type Code = readonly number[];

/** The pseudo minimum and maximum are one instruction each, and keep what is not a number in their first operand. */
const [ADD, SUB, MUL, DIV, MIN, MAX] = [240, 241, 242, 243, 246, 247].map((opcode) => simd(opcode)) as Code[];
const [EQUAL, LESS, NEAREST] = [71, 73, 148].map((opcode) => simd(opcode)) as Code[];
const [AND, OR, SELECT] = [78, 80, 82].map((opcode) => simd(opcode)) as Code[];
const [SHIFT_LEFT, SHIFT_RIGHT, ADD_WHOLE] = [203, 205, 206].map((opcode) => simd(opcode)) as Code[];

/** ln 2 in two parts, the first with so many zeros at its end that its product with an exponent is exact. */
const LN2_HIGH = 6.931471803691238e-1;
const LN2_LOW = 1.9082149292705877e-10;
/** Beyond these e^x is nothing, or more than a double holds. */
const [LEAST_EXPONENT, MOST_EXPONENT] = [-708, 710];

/**
 * c₀ + c₁ x + c₂ x² + …, of at most 16 coefficients and the local `x`, by halves (Estrin): shorter chains of operations that
 * wait for each other than one coefficient after the other. Uses the spare locals for x², x⁴ and x⁸.
 */
function emitSeries(x: number, coefficients: readonly number[], { powers, constant }: SeriesParts): number[] {
  const [square, fourth, eighth] = powers;
  const raise = (from: number, to: number): Code => [...local.get(from), ...local.get(from), ...MUL, ...local.set(to)];
  const powerOf: Readonly<Record<number, number>> = { 1: x, 2: square, 4: fourth, 8: eighth };
  const sum = (part: readonly number[]): Code => {
    if (part.length === 1) return constant(part[0]!);
    const half = 2 ** (Math.ceil(Math.log2(part.length)) - 1);
    return [...sum(part.slice(0, half)), ...local.get(powerOf[half]!), ...sum(part.slice(half)), ...MUL, ...ADD];
  };
  return [...raise(x, square), ...raise(square, fourth), ...raise(fourth, eighth), ...sum(coefficients)];
}

interface SeriesParts {
  powers: readonly [square: number, fourth: number, eighth: number];
  constant: Constant;
}

/** 1 / k!: on |r| ≤ ln 2 / 2 the rest of the series is below 10^-14. */
const EXP_SERIES = [1, 1, 2, 6, 24, 120, 720, 5040, 40_320, 362_880, 3_628_800, 39_916_800].map((k) => 1 / k);
/** 1 / (2k + 1): ln((1 + f) / (1 − f)) = 2f · (1 + f²/3 + f⁴/5 + …); with |f| ≤ 0.172 the rest is below 10^-14. */
const LOG_SERIES = Array.from({ length: 9 }, (_, k) => 1 / (2 * k + 1));

/** Locals that may be overwritten. */
export type Spare = readonly [number, number, number, ...powers: [number, number, number]];

/** e^x of what is in local `x`, as 2^n · e^r with r = x − n ln 2 (Cody and Waite 1980). Uses spare locals. */
export function emitExp(x: number, [n, r, , ...powers]: Spare, constant: Constant): number[] {
  const bounded = [
    ...local.get(x),
    ...constant(LEAST_EXPONENT),
    ...MAX,
    ...constant(MOST_EXPONENT),
    ...MIN,
    ...local.set(r),
  ];
  const power = [...local.get(r), ...constant(Math.LOG2E), ...MUL, ...NEAREST, ...local.set(n)];
  const high = [...local.get(r), ...local.get(n), ...constant(LN2_HIGH), ...MUL, ...SUB];
  const rest = [...high, ...local.get(n), ...constant(LN2_LOW), ...MUL, ...SUB, ...local.set(r)];
  // n + 1.5 · 2^52 holds n in its lowest bits; n + 1023 is what the exponent's field of 2^n says.
  const field = [...local.get(n), ...constant(1.5 * 2 ** 52), ...ADD, ...constant(1023n), ...ADD_WHOLE];
  const scale = [...field, ...i32.constant(52), ...SHIFT_LEFT];
  const value = [...emitSeries(r, EXP_SERIES, { powers, constant }), ...scale, ...MUL];
  const isNothing = [...local.get(x), ...constant(LEAST_EXPONENT), ...LESS];
  return [...bounded, ...power, ...rest, ...constant(0), ...value, ...isNothing, ...SELECT];
}

/**
 * The natural logarithm of what is in local `x`: −∞ of 0; NaN of less than 0 and of what is not finite. As e ln 2 + ln m with
 * m between √½ and √2. Uses three spare locals. Numbers below 2^−1022 are not told apart.
 */
export function emitLog(x: number, [e, m, t, ...powers]: Spare, constant: Constant): number[] {
  // The exponent's field as the lowest bits of 2^52.
  const field = [...local.get(x), ...i32.constant(52), ...SHIFT_RIGHT, ...constant(0x4330000000000000n), ...OR];
  const exponent = [...field, ...constant(2 ** 52 + 1022), ...SUB, ...local.set(e)];
  const half = [...local.get(x), ...constant(0xfffffffffffffn), ...AND, ...constant(0x3fe0000000000000n), ...OR];
  const isLow = [...half, ...local.tee(m), ...constant(Math.SQRT1_2), ...LESS, ...local.set(t)];
  const lower = [...local.get(e), ...local.get(t), ...constant(1), ...AND, ...SUB, ...local.set(e)];
  const raised = [...local.get(m), ...local.get(m), ...local.get(t), ...AND, ...ADD, ...local.set(m)];
  const below = [...local.get(m), ...constant(1), ...SUB];
  const ratio = [...below, ...local.get(m), ...constant(1), ...ADD, ...DIV, ...local.tee(m)];
  const square = [...ratio, ...local.get(m), ...MUL, ...local.set(t)];
  const low = [...local.get(e), ...constant(LN2_LOW), ...MUL];
  const series = [...local.get(m), ...local.get(m), ...ADD, ...emitSeries(t, LOG_SERIES, { powers, constant }), ...MUL];
  const sum = [...local.get(e), ...constant(LN2_HIGH), ...MUL, ...low, ...series, ...ADD, ...ADD];
  const finite = [...sum, ...local.get(x), ...local.get(x), ...SUB, ...ADD];
  const isZero = [...local.get(x), ...constant(0), ...EQUAL];
  const isNegative = [...local.get(x), ...constant(0), ...LESS];
  const prepared = [...exponent, ...isLow, ...lower, ...raised, ...square];
  // All bits set is NaN.
  return [...prepared, ...constant(Number.NEGATIVE_INFINITY), ...finite, ...isZero, ...SELECT, ...isNegative, ...OR];
}
