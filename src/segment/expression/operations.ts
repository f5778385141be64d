/** What the operations of an expression mean for one pixel. Not a number stands for "no value". */
export const OPERATIONS = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  abs: (a) => Math.abs(a),
  sqrt: (a) => Math.sqrt(a),
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  lt: (a, b) => Number(a < b) + missing(a, b),
  le: (a, b) => Number(a <= b) + missing(a, b),
  gt: (a, b) => Number(a > b) + missing(a, b),
  ge: (a, b) => Number(a >= b) + missing(a, b),
  eq: (a, b) => Number(a === b) + missing(a, b),
  ne: (a, b) => Number(a !== b) + missing(a, b),
  // Of three values, as in SQL: false and nothing is false, true and nothing is nothing.
  and: (a, b) => (a === 0 || b === 0 ? 0 : 1 + missing(a, b)),
  or: (a, b) => (Math.abs(a) > 0 || Math.abs(b) > 0 ? 1 : missing(a, b)),
  not: (a) => Number(a === 0) + missing(a, 0),
  where: (condition, a, b) => (condition === 0 ? b : a + missing(condition, 0)),
  pow: Math.pow,
  exp: Math.exp,
  log: Math.log,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  atan2: Math.atan2,
} satisfies Record<string, (...values: number[]) => number>;

export type Operation = keyof typeof OPERATIONS;

/** Operations that can turn "no value" into a value. */
export const HIDING: readonly Operation[] = ['and', 'or', 'where', 'pow'];

/** 0, or not a number where one of them is none, or beyond all bounds. */
const missing = (a: number, b: number): number => a - a + (b - b);
