import type { Operation } from '../expression/operations.js';
import type { Program } from '../expression/program.js';

/** Of a number that is 0: it has every degree. */
const ANY = Number.POSITIVE_INFINITY;
/** Of what has no degree. */
const NONE = Number.NaN;

/**
 * The d for which a program's result becomes t^d times itself where all its inputs become t times themselves; infinite for
 * a result of 0, NaN where there is no such d, or none that the formula shows.
 */
export function findDegree({ steps }: Program): number {
  const degrees: number[] = [];
  for (const step of steps) {
    if (step.kind === 'number') degrees.push(step.value === 0 ? ANY : 0);
    else if (step.kind === 'input') degrees.push(1);
    else degrees.push(degreeOf(step.operation, step.operands.map((operand) => degrees[operand]!) as [number, number]));
  }
  return degrees.at(-1)!;
}

function degreeOf(operation: Operation, [a, b]: readonly [number, number]): number {
  switch (operation) {
    case 'add':
    case 'sub':
    case 'min':
    case 'max':
      return a === ANY ? b : b === ANY || a === b ? a : NONE;
    case 'mul':
      return a + b;
    case 'div':
      return a - b;
    case 'neg':
    case 'abs':
      return a;
    case 'sqrt':
      return a / 2;
    default:
      return a === 0 && (b === undefined || b === 0) ? 0 : NONE;
  }
}
