import { HIDING, OPERATIONS, type Operation } from './operations.js';
import type { Expression } from './parse.js';

/** One value per pixel, computed from values of steps before it. */
export type Step =
  | { kind: 'number'; value: number }
  /** Which of the program's inputs. */
  | { kind: 'input'; input: number }
  | { kind: 'call'; operation: Operation; operands: readonly number[] };

/** An expression in the order in which it is computed; what occurs twice is there once. The last step is the result. */
export interface Program {
  /** Names of what is read, in the order of the columns. */
  inputs: readonly string[];
  steps: readonly Step[];
}

interface Names {
  /** What is read. */
  inputs: readonly string[];
  /** Numbers with names. */
  constants?: Readonly<Record<string, number>>;
  /** Names that stand for an expression of other names. */
  definitions?: Readonly<Record<string, Expression>>;
}

/**
 * Puts an expression in order: names become inputs or numbers, whole powers products, what does not depend on a pixel is
 * computed now. Every name has to be an input, a constant or a definition.
 */
export function makeProgram(expression: Expression, { inputs, constants = {}, definitions = {} }: Names): Program {
  const steps: Step[] = [];
  const known = new Map<string, number>();

  const put = (step: Step, key: string): number => {
    const found = known.get(key) ?? steps.push(step) - 1;
    known.set(key, found);
    return found;
  };
  const number = (value: number): number => put({ kind: 'number', value }, `n${Object.is(value, -0) ? '-0' : value}`);
  const numberIn = (step: number): number | null => {
    const found = steps[step]!;
    return found.kind === 'number' ? found.value : null;
  };

  const apply = (operation: Operation, ...operands: number[]): number => {
    const values = operands.map(numberIn);
    if (values.every((value) => value !== null)) {
      return number((OPERATIONS[operation] as (...numbers: number[]) => number)(...values));
    }
    if (operation === 'pow' && values[1] !== null) {
      const power = applyPower(operands[0]!, values[1]!);
      if (power !== null) return power;
    }
    return put({ kind: 'call', operation, operands }, `${operation} ${operands.join(' ')}`);
  };

  /** Fixed powers without `pow`: as products, roots, or e^(y ln x), which has no value for x < 0; null for others. */
  const applyPower = (base: number, exponent: number): number | null => {
    if (exponent === 0.5) return apply('sqrt', base);
    if (exponent === 1) return base;
    if (exponent === -1) return apply('div', number(1), base);
    if (exponent === 2) return apply('mul', base, base);
    if (exponent === 3) return apply('mul', apply('mul', base, base), base);
    if (exponent === 4) return applyPower(apply('mul', base, base), 2);
    if (Number.isInteger(exponent) || !Number.isFinite(exponent)) return null;
    return apply('exp', apply('mul', apply('log', base), number(exponent)));
  };

  const visit = (node: Expression): number => {
    if (node.kind === 'number') return number(node.value);
    if (node.kind === 'call') return apply(node.operation, ...node.operands.map(visit));
    if (Object.hasOwn(definitions, node.name)) return visit(definitions[node.name]!);
    if (Object.hasOwn(constants, node.name)) return number(constants[node.name]!);
    const input = inputs.indexOf(node.name);
    return put({ kind: 'input', input }, `i${input}`);
  };

  const result = visit(expression);
  return { inputs, steps: keepNeeded(steps, poison(result)) };

  /** Nothing comes of a pixel without a value in one of the inputs, even where the expression would look past it. */
  function poison(step: number): number {
    if (!steps.some((one) => one.kind === 'call' && HIDING.includes(one.operation))) return step;
    const read = steps.flatMap((one, i) => (one.kind === 'input' ? [i] : []));
    return read.reduce((sum, input) => apply('add', sum, apply('sub', input, input)), step);
  }
}

/** The steps that lead to `result`, which comes last. */
function keepNeeded(steps: readonly Step[], result: number): Step[] {
  const needed = new Uint8Array(steps.length);
  needed[result] = 1;
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i]!;
    if (needed[i] && step.kind === 'call') for (const operand of step.operands) needed[operand] = 1;
  }
  const order = [...steps.keys()].filter((i) => needed[i] && i !== result).concat(result);
  const place = new Map(order.map((step, i) => [step, i]));
  return order.map((i) => {
    const step = steps[i]!;
    return step.kind === 'call' ? { ...step, operands: step.operands.map((operand) => place.get(operand)!) } : step;
  });
}
