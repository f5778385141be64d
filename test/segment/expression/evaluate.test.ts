import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Band } from '../../../src/raster/raster.js';
import { evaluateProgram } from '../../../src/segment/expression/evaluate.js';
import { OPERATIONS, type Operation } from '../../../src/segment/expression/operations.js';
import { type Expression, namesOf, parseExpression } from '../../../src/segment/expression/parse.js';
import { makeProgram } from '../../../src/segment/expression/program.js';

const NAMES = ['a', 'b', 'c'];
const programOf = (text: string) => {
  const expression = parseExpression(text);
  return makeProgram(expression, { inputs: [...namesOf(expression).keys()] });
};

/** What an expression means, node by node. */
function interpret(node: Expression, values: Readonly<Record<string, number>>): number {
  if (node.kind === 'number') return node.value;
  if (node.kind === 'name') return values[node.name]!;
  const operands = node.operands.map((operand) => interpret(operand, values));
  return (OPERATIONS[node.operation] as (...numbers: number[]) => number)(...operands);
}

const arity = (operation: Operation): number =>
  operation === 'pow' || operation === 'atan2' ? 2 : OPERATIONS[operation].length;
const exact = (Object.keys(OPERATIONS) as Operation[]).filter((name) => !['exp', 'log', 'pow'].includes(name));

const { node: expressions } = fc.letrec<{ node: Expression; call: Expression }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(...NAMES).map((name): Expression => ({ kind: 'name', name, at: 1 })),
    fc.constantFrom(0, 1, 2, 0.5, -3.25).map((value): Expression => ({ kind: 'number', value })),
    tie('call'),
  ),
  call: fc
    .constantFrom(...exact)
    .chain((operation) =>
      fc
        .tuple(...Array.from({ length: arity(operation) }, () => tie('node')))
        .map((operands): Expression => ({ kind: 'call', operation, operands: operands as Expression[] })),
    ),
}));

const numbers = fc.oneof(
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e300),
);

describe('evaluateProgram', () => {
  it('computes what the operations mean, to the last bit', () => {
    fc.assert(
      fc.property(
        expressions,
        fc.array(fc.tuple(numbers, numbers, numbers), { minLength: 1, maxLength: 5 }),
        (node, pixels) => {
          const program = makeProgram(node, { inputs: NAMES });
          const columns = NAMES.map((_, k) => Float64Array.from(pixels, (pixel) => pixel[k]!));
          const got = evaluateProgram(program, columns, new Float64Array(pixels.length));
          const read = new Set(namesOf(node).keys());
          pixels.forEach((pixel, i) => {
            const values = Object.fromEntries(NAMES.map((name, k) => [name, pixel[k]!]));
            const value = interpret(node, values);
            const hides = program.steps.some(
              (step) => step.kind === 'call' && ['and', 'or', 'where'].includes(step.operation),
            );
            const isLost = hides && NAMES.some((name) => read.has(name) && !Number.isFinite(values[name]));
            // Adding 0 makes −0 of some compilers and the 0 of others alike.
            if (!isLost) expect(got[i]! + 0).toBe(Number.isFinite(value) ? value + 0 : Number.NaN);
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('has no value where an input has none', () => {
    for (const text of ['a || b', 'a && b', 'a ? 1 : b', 'a > 0 ? b : 3', 'a^b', 'min(a, b)', 'a == b', '!a + 0 * b']) {
      const columns = [Float64Array.of(1, 0, Number.NaN), Float64Array.of(Number.NaN, Number.NaN, 1)];
      expect([...evaluateProgram(programOf(text), columns, new Float64Array(3))], text).toEqual([
        Number.NaN,
        Number.NaN,
        Number.NaN,
      ]);
    }
  });

  it.each([
    ['exp(a)', Math.exp],
    ['log(a)', Math.log],
    ['a^0.37', (a: number) => a ** 0.37],
    ['a^-2.5', (a: number) => a ** -2.5],
    ['a^4', (a: number) => a ** 4],
    ['a^7', (a: number) => a ** 7],
    ['pow(a, a)', (a: number) => a ** a],
  ])('%s is right to 13 digits', (text, meaning) => {
    const value = fc.oneof(
      fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
      fc.double({ min: -700, max: 700, noNaN: true }).filter((a) => a === 0 || Math.abs(a) > 1e-300),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 30 }), (list) => {
        const got = evaluateProgram(programOf(text), [Float64Array.from(list)], new Float64Array(list.length));
        list.forEach((a, i) => {
          const wanted = meaning(a);
          // So near the end of numbers the last steps on the way may be beyond it.
          if (Number.isFinite(wanted) && Math.abs(wanted) > 1e307 && Number.isNaN(got[i])) return;
          if (!Number.isFinite(wanted)) expect(got[i]).toBeNaN();
          else expect(Math.abs(got[i]! - wanted)).toBeLessThanOrEqual(2e-13 * Math.abs(wanted) + 1e-290);
        });
      }),
    );
  });

  it('knows the ends of exp, log and roots', () => {
    const at = (text: string, a: number) =>
      evaluateProgram(programOf(text), [Float64Array.of(a)], new Float64Array(1))[0];
    expect(at('exp(a)', -1e4)).toBe(0);
    expect(at('exp(a)', 0)).toBe(1);
    expect(at('exp(a)', 1e4)).toBeNaN();
    expect(at('exp(log(a))', 0)).toBe(0);
    expect(at('log(a)', 1)).toBe(0);
    expect(at('a^0.3', 0)).toBe(0);
    expect(at('a^0.3', -1)).toBeNaN();
    expect(at('a^0.5', 2)).toBe(Math.SQRT2);
  });

  it('reads every type of band, on its scale', () => {
    const values = [0, 1, 5, 100, 127];
    const types = [Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array];
    const extremes: Band[] = [
      ...[Uint8Array.of(255), Int8Array.of(-128), Uint16Array.of(65535), Int16Array.of(-32768)],
      ...[Uint32Array.of(4294967295), Int32Array.of(-2147483648), Float32Array.of(-1.5), Float64Array.of(0.1)],
    ];
    for (const [k, type] of types.entries()) {
      const scaled = evaluateProgram(programOf('a * 3'), [type.from(values)], new Float64Array(5), {
        scale: 0.5,
        offset: -1,
      });
      expect([...scaled]).toEqual(values.map((value) => (value * 0.5 - 1) * 3));
      const clamped = evaluateProgram(programOf('a + 0'), [type.from(values)], new Float64Array(5), {
        offset: -5,
        clamps: true,
      });
      expect([...clamped]).toEqual(values.map((value) => Math.max(value - 5, 0)));
      expect(evaluateProgram(programOf('a + 0'), [extremes[k]!], new Float64Array(1))[0]).toBe(extremes[k]![0]);
    }
  });

  it('does not depend on where in a column a pixel stands', () => {
    const program = programOf('exp(a) / (b + 2) > c ? a^0.3 : log(b)');
    for (const length of [1, 2, 3, 4095, 4096, 4097, 9001]) {
      const column = (seed: number) => Float32Array.from({ length }, (_, i) => (((i + 7) * seed) % 101) / 101);
      const columns = [column(13), column(29), column(57)];
      const got = evaluateProgram(program, columns, new Float32Array(length));
      for (const i of [0, 1, length >> 1, length - 2, length - 1].filter((at) => at >= 0 && at < length)) {
        const one = columns.map((values) => values.slice(i, i + 1));
        expect(evaluateProgram(program, one, new Float32Array(1))[0]).toBe(got[i]);
      }
    }
  });

  it('leaves a whole program for whoever comes next', () => {
    const [first, second] = [programOf('a + 1'), programOf('exp(a) * 7')];
    const column = [Float64Array.of(3)];
    const before = evaluateProgram(first, column, new Float64Array(1))[0];
    evaluateProgram(second, column, new Float64Array(1));
    expect(evaluateProgram(first, column, new Float64Array(1))[0]).toBe(before);
  });

  it('computes what occurs twice, and what no pixel changes, once', () => {
    const calls = (text: string) => programOf(text).steps.filter(({ kind }) => kind === 'call').length;
    expect(calls('(a - b) / (a + b) * ((a - b) / (a + b))')).toBe(4);
    expect(calls('a * (1 + 2 * 3)')).toBe(1);
    expect(calls('a^2')).toBe(1);
  });
});
