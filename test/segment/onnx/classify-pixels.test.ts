import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyPixels } from '../../../src/segment/onnx/classify-pixels.js';
import type { OnnxSession, Tensor } from '../../../src/segment/onnx/session.js';

/** A session that answers itself: class 1 + (whole part of the first column) mod 3, with `shares` for scores. */
function fakeSession(shares = [0.5, 0.3, 0.2]): OnnxSession & { asked: (readonly number[])[] } {
  const asked: (readonly number[])[] = [];
  return {
    asked,
    inputs: ['features'],
    outputs: ['classes', 'scores'],
    inputPorts: [],
    outputPorts: [],
    async run(inputs, outputs): Promise<Record<string, Tensor>> {
      const { data, shape } = inputs.features!;
      asked.push(shape);
      const count = shape[3]!;
      const classes = Uint8Array.from({ length: count }, (_, i) => 1 + (Math.floor(Number(data[i])) % 3));
      const scores = Float32Array.from({ length: 3 * count }, (_, i) => shares[Math.floor(i / count)]!);
      const all = {
        classes: { data: classes, shape: [1, 1, count] },
        scores: { data: scores, shape: [1, 3, 1, count] },
      };
      return Object.fromEntries(outputs.map((name) => [name, all[name as keyof typeof all]]));
    },
  };
}

describe('classifyPixels', () => {
  it('asks only about pixels with data in all columns; the others get class 0', async () => {
    const value = fc.oneof(fc.constant(Number.NaN), fc.float({ min: 0, max: 100, noNaN: true }));
    const pixel = fc.record({ a: value, b: value, valid: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(pixel, { maxLength: 40 }), async (pixels) => {
        const a = Float32Array.from(pixels, (one) => one.a);
        const b = Float32Array.from(pixels, (one) => one.b);
        const valid = Uint8Array.from(pixels, (one) => Number(one.valid));
        const session = fakeSession();
        const columns = { length: pixels.length, values: [a, b], valid };
        const { classes } = await classifyPixels(session, columns, { withScores: false });
        const isKnown = (i: number) => valid[i] === 1 && !Number.isNaN(a[i]) && !Number.isNaN(b[i]);
        expect([...classes]).toEqual(pixels.map((_, i) => (isKnown(i) ? 1 + (Math.floor(a[i]!) % 3) : 0)));
        const known = pixels.filter((_, i) => isKnown(i)).length;
        // Whole vectors alone.
        expect(session.asked).toEqual(known > 0 ? [[1, 2, 1, 64 * Math.ceil(known / 64)]] : []);
      }),
    );
  });

  it('asks in pieces of a bounded size, and forgets no pixel between them', async () => {
    const length = 150_001;
    const values = [Uint16Array.from({ length }, (_, i) => i % 1000)];
    const valid = Uint8Array.from({ length }, (_, i) => Number(i % 7 !== 0));
    const session = fakeSession();
    const { classes } = await classifyPixels(session, { length, values, valid }, { withScores: false });
    expect(classes.every((id, i) => id === (i % 7 === 0 ? 0 : 1 + ((i % 1000) % 3)))).toBe(true);
    expect(Math.max(...session.asked.map(([, , , count]) => count!))).toBeLessThanOrEqual(16_384);
    expect(session.asked).toHaveLength(8);
  });

  it('says how sure the model is, and how evenly its scores are spread', async () => {
    const columns = { length: 1, values: [Float32Array.of(1)], valid: null };
    const rate = async (shares: number[]) => {
      const { score, entropy } = await classifyPixels(fakeSession(shares), columns, { withScores: true });
      return [score![0], entropy![0]];
    };
    expect(await rate([1, 0, 0])).toEqual([1, 0]);
    expect((await rate([1 / 3, 1 / 3, 1 / 3]))[1]).toBeCloseTo(1, 6);
    const [score, entropy] = await rate([0.5, 0.5, 0]);
    expect(score).toBe(0.5);
    expect(entropy).toBeCloseTo(Math.log(2) / Math.log(3), 6);
  });

  it('refuses a model of another shape', async () => {
    const columns = { length: 1, values: [Float32Array.of(1)], valid: null };
    const session = { ...fakeSession(), outputs: ['logits'] };
    await expect(classifyPixels(session, columns, { withScores: true })).rejects.toThrow(
      /model: wanted one input, and outputs classes and scores, got inputs features and outputs logits/,
    );
  });
});
