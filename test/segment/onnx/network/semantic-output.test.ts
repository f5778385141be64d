import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScoreReader, type ScoreSpec } from '../../../../src/segment/onnx/network/semantic-output.js';
import type { Tensor } from '../../../../src/segment/onnx/session.js';

const named = (...values: number[]): ScoreSpec['classes'] =>
  values.map((value) => ({ value, name: `class ${value}`, color: null, id: value + 1 }));

const spec = (parts: Partial<ScoreSpec['semantic']> = {}, classes = named(0, 1), patchPx = 2): ScoreSpec => ({
  semantic: { name: 'out', layout: 'NCHW', activation: 'softmax', fit: 'stretch', ...parts },
  classes,
  patchPx,
});

/** Scores, rounded so that what single precision does not tell apart is equal. */
function scoresOf(wanted: ScoreSpec, tensor: Tensor): number[] {
  const { scores, width, height } = createScoreReader(wanted)({ out: tensor });
  expect([width, height]).toEqual([wanted.patchPx, wanted.patchPx]);
  return [...scores].map((score) => Number(score.toFixed(5)));
}

const float = (shape: number[], ...values: number[]): Tensor => ({ data: Float32Array.from(values), shape });

describe('scores of an output', () => {
  it('are its shares, whatever the order of its sides', () => {
    const wanted = [0.1, 0.2, 0.3, 0.4, 0.9, 0.8, 0.7, 0.6];
    expect(scoresOf(spec(), float([1, 2, 2, 2], ...wanted))).toEqual(wanted);
    const last = float([1, 2, 2, 2], 0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6);
    expect(scoresOf(spec({ layout: 'NHWC' }), last)).toEqual(wanted);
    expect(scoresOf(spec(), float([2, 2, 2], ...wanted))).toEqual(wanted);
    expect(scoresOf(spec({ layout: 'NHWC' }), { ...last, shape: [2, 2, 2] })).toEqual(wanted);
  });

  it('are those of the channels that the classes name', () => {
    const shares = float([1, 3, 1, 1], 0.2, 0.3, 0.5);
    expect(scoresOf(spec({}, named(2, 0), 1), shares)).toEqual([0.5, 0.2]);
    expect(() => scoresOf(spec({}, named(0, 3), 1), shares)).toThrow(/wanted a channel 3, got 3 channels/);
  });

  it('of logits are their softmax over all channels, however large they are', () => {
    const logits = float([1, 3, 1, 2], 1000, -1000, 1001, -1000, 1001, -998);
    const e = Math.E;
    const wanted = [1, 1 / e ** 2, e, 1 / e ** 2, e, 1].map((value, i) =>
      Number((value / (i % 2 ? 1 + 2 / e ** 2 : 1 + 2 * e)).toFixed(5)),
    );
    // A patch of 2 x 2 from one of 2 x 1: both rows are the same.
    const rows = [0, 1, 2].flatMap((k) => [wanted[2 * k], wanted[2 * k + 1], wanted[2 * k], wanted[2 * k + 1]]);
    expect(scoresOf(spec({ activation: 'logits' }, named(0, 1, 2)), logits)).toEqual(rows);
    expect(scoresOf(spec({ activation: 'logits' }, named(2)), logits)).toEqual(rows.slice(8));
  });

  it('of logits add up to 1 at every pixel, in patches of any size', () => {
    const sized = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2, max: 5 }));
    fc.assert(
      fc.property(sized, fc.infiniteStream(fc.float({ min: -90, max: 90, noNaN: true })), ([side, count], values) => {
        const area = side * side;
        const few = [...values.take(97)];
        const data = Float32Array.from({ length: count * area }, (_, i) => few[i % 97]);
        const classes = named(...Array(count).keys());
        const read = createScoreReader(spec({ activation: 'logits' }, classes, side));
        const { scores } = read({ out: { data, shape: [1, count, side, side] } });
        for (let i = 0; i < area; i++) {
          let sum = 0;
          for (let k = 0; k < count; k++) sum += scores[k * area + i];
          expect(Math.abs(sum - 1)).toBeLessThan(1e-6);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('of a single channel are what it says, and what is left', () => {
    for (const shape of [
      [1, 1, 2, 2],
      [1, 2, 2],
      [2, 2],
    ]) {
      for (const layout of ['NCHW', 'NHWC', 'NHW'] as const) {
        if (layout === 'NHWC' && shape.length === 4) continue;
        const one = float(shape, 0, 0.25, 0.5, 1);
        expect(scoresOf(spec({ activation: 'sigmoid', layout }), one)).toEqual([1, 0.75, 0.5, 0, 0, 0.25, 0.5, 1]);
      }
    }
    const last = float([1, 2, 2, 1], 0, 0.25, 0.5, 1);
    expect(scoresOf(spec({ activation: 'sigmoid', layout: 'NHWC' }), last)).toEqual([1, 0.75, 0.5, 0, 0, 0.25, 0.5, 1]);
    const logits = float([1, 1, 2, 2], 0, Math.log(3), -200, 200);
    expect(scoresOf(spec({ activation: 'logits' }), logits)).toEqual([0.5, 0.25, 1, 0, 0.5, 0.75, 0, 1]);
    expect(() => scoresOf(spec({ activation: 'logits' }, named(0, 1, 2)), logits)).toThrow(/a single channel/);
  });

  it('of many sigmoids need not add up to 1', () => {
    const wanted = [0.9, 0.1, 0.9, 0.1, 0.8, 0.2, 0.8, 0.3];
    expect(scoresOf(spec({ activation: 'sigmoid' }), float([1, 2, 2, 2], ...wanted))).toEqual(wanted);
  });

  it('of ids are 1 for one class; an id of no class says nothing', () => {
    const ids = [7, 3, 3, 5];
    const [a, b, none] = [0, 1, Number.NaN];
    const wanted = [a, b, b, none, b, a, a, none];
    const classes = named(3, 7);
    const data = [
      Int32Array.from(ids),
      BigInt64Array.from(ids, BigInt),
      Uint8Array.from(ids),
      Float32Array.from(ids),
      Int8Array.from(ids),
    ];
    for (const one of data) {
      for (const shape of [
        [1, 1, 2, 2],
        [1, 2, 2],
        [2, 2],
      ]) {
        expect(scoresOf(spec({ activation: 'argmax' }, classes), { data: one, shape })).toEqual(wanted);
      }
    }
    expect(() => scoresOf(spec({ activation: 'argmax' }), float([1, 2, 1, 2], 0, 0, 0, 0))).toThrow(/2 channels/);
  });

  it('are read from bytes and half floats', () => {
    const bytes = { data: Uint8Array.of(0, 51, 255, 204), shape: [1, 4, 1, 1] };
    expect(scoresOf(spec({}, named(0, 1, 2, 3), 1), bytes)).toEqual([0, 0.2, 1, 0.8]);
    const halves: Tensor = { data: Uint16Array.of(0x3800, 0x3400), shape: [1, 2, 1, 1], type: 'float16' };
    expect(scoresOf(spec({}, named(0, 1), 1), halves)).toEqual([0.5, 0.25]);
  });

  it('that cover the same ground are stretched between the middles of pixels', () => {
    // torch.nn.functional.interpolate(torch.tensor([[[[0., 1.], [2., 4.]]]]), size=4, mode='bilinear')
    const wanted = [
      ...[0, 0.25, 0.75, 1],
      ...[0.5, 0.8125, 1.4375, 1.75],
      ...[1.5, 1.9375, 2.8125, 3.25],
      ...[2, 2.5, 3.5, 4],
    ];
    const two = float([1, 2, 2, 2], 0, 1, 2, 4, 0, 1, 2, 4);
    expect(scoresOf(spec({}, named(0, 1), 4), two)).toEqual([...wanted, ...wanted]);
  });

  it('that lost a border lie in the middle; around them is nothing', () => {
    const nothing = Array(4).fill(Number.NaN);
    const side = (...middle: number[]) => [...nothing, Number.NaN, ...middle, Number.NaN, ...nothing];
    const middle = [0.1, 0.2, Number.NaN, Number.NaN, 0.3, 0.4];
    const rest = [0.9, 0.8, Number.NaN, Number.NaN, 0.7, 0.6];
    const shares = float([1, 2, 2, 2], 0.1, 0.2, 0.3, 0.4, 0.9, 0.8, 0.7, 0.6);
    expect(scoresOf(spec({ fit: 'centre' }, named(0, 1), 4), shares)).toEqual([...side(...middle), ...side(...rest)]);
    expect(() => scoresOf(spec({ fit: 'centre' }, named(0, 1), 1), shares)).toThrow(/wanted 1 x 1 pixels at most/);
  });

  it('that are none of a patch are refused', () => {
    const two = float([2, 1, 1, 2], 0, 0, 0, 0);
    expect(() => scoresOf(spec(), two)).toThrow(
      'output out of the model: wanted NCHW of one patch, got sides 2 x 1 x 1',
    );
    expect(() => scoresOf(spec(), float([4], 0, 0, 0, 0))).toThrow(/sides 4/);
  });

  it('do not depend on what was read before', () => {
    const read = createScoreReader(spec({ activation: 'logits' }));
    const first = [...read({ out: float([1, 2, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8) }).scores];
    read({ out: float([1, 2, 4, 4], ...Array(32).fill(Number.NaN)) });
    expect([...read({ out: float([1, 2, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8) }).scores]).toEqual(first);
  });
});
