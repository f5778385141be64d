import type { Operation } from './operations.js';
import { type Constant, callFunction, simd } from './wasm.js';

const F64 = {
  ...{ splat: simd(20), eq: simd(71), ne: simd(72), lt: simd(73), gt: simd(74), le: simd(75), ge: simd(76) },
  ...{
    abs: simd(236),
    neg: simd(237),
    sqrt: simd(239),
    add: simd(240),
    sub: simd(241),
    mul: simd(242),
    div: simd(243),
  },
  ...{ min: simd(244), max: simd(245), firstLane: simd(33, 0), secondLane: simd(33, 1), replaceSecond: simd(34, 1) },
};
const BITS = { and: simd(78), or: simd(80), select: simd(82) };

/** An operation of `OPERATIONS` on two pixels; `a`, `b` and `c` push its operands. */
export function emitOperation(
  operation: Operation,
  [a, b = [], c = []]: readonly number[][],
  constant: Constant,
): number[] {
  const zero = constant(0);
  const one = constant(1);
  /** 0, or not a number. */
  const missing = [...a, ...a, ...F64.sub, ...b, ...b, ...F64.sub, ...F64.add];
  const missingFirst = [...a, ...a, ...F64.sub];
  const compare = (mask: number[]): number[] => [...a, ...b, ...mask, ...one, ...BITS.and, ...missing, ...F64.add];
  switch (operation) {
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
    case 'eq':
    case 'ne':
      return compare(F64[operation]);
    case 'and': {
      const isFalse = [...a, ...zero, ...F64.eq, ...b, ...zero, ...F64.eq, ...BITS.or];
      return [...zero, ...one, ...missing, ...F64.add, ...isFalse, ...BITS.select];
    }
    case 'or': {
      const isTrue = [...a, ...F64.abs, ...zero, ...F64.gt, ...b, ...F64.abs, ...zero, ...F64.gt, ...BITS.or];
      return [...one, ...missing, ...isTrue, ...BITS.select];
    }
    case 'not':
      return [...a, ...zero, ...F64.eq, ...one, ...BITS.and, ...missingFirst, ...F64.add];
    case 'where':
      return [...c, ...b, ...missingFirst, ...F64.add, ...a, ...zero, ...F64.eq, ...BITS.select];
    case 'neg':
    case 'abs':
    case 'sqrt':
      return [...a, ...F64[operation]];
    default:
      return [...a, ...b, ...F64[operation as 'add']];
  }
}

/** A function of doubles, by its number in the module, once for each of two pixels. */
export function emitCalls(index: number, operands: readonly number[][]): number[] {
  const lane = (extract: number[]): number[] => [
    ...operands.flatMap((operand) => [...operand, ...extract]),
    ...callFunction(index),
  ];
  return [...lane(F64.firstLane), ...F64.splat, ...lane(F64.secondLane), ...F64.replaceSecond];
}
