import { describe, expect, it } from 'vitest';
import { toFloat16 } from '../../../../src/segment/onnx/network/float16.js';
import { readInstances } from '../../../../src/segment/onnx/network/instance-output.js';
import { readMaskRcnn } from '../../../../src/segment/onnx/network/mask-rcnn.js';
import type { PatchOutputs } from '../../../../src/segment/onnx/network/spec.js';
import { readYoloSeg } from '../../../../src/segment/onnx/network/yolo-seg.js';
import type { Tensor } from '../../../../src/segment/onnx/session.js';
import { describeNetwork } from './instances/fake-network.js';

const options = { sizePx: 16, minScore: 0.25, source: 'model.onnx' };
const tensor = (shape: number[], values: readonly number[]): Tensor => ({ data: Float32Array.from(values), shape });

describe('Mask R-CNN', () => {
  const square = (from: number, end: number) =>
    Array.from({ length: 256 }, (_, i) => Number([i % 16, Math.floor(i / 16)].every((at) => at >= from && at < end)));
  const outputs = {
    boxes: tensor([3, 4], [0, 0, 3, 3, 4, 4, 9, 9, 10, 10, 16, 16]),
    labels: { data: BigInt64Array.of(1n, 2n, 1n), shape: [3] },
    scores: tensor([3], [0.5, 0.9, 0.2]),
    masks: tensor([3, 1, 16, 16], [...square(0, 3), ...square(4, 9), ...square(10, 16)]),
  };

  it('gives the best first, and none that is not sure enough', () => {
    const found = [...readMaskRcnn(outputs, options)];
    expect(found.map(({ label, score }) => [label, score])).toEqual([
      [2, Math.fround(0.9)],
      [1, 0.5],
    ]);
    expect(found.map(({ mask }) => mask.reduce((sum, value) => sum + value, 0))).toEqual([25, 9]);
  });

  it('takes in a pixel of exactly a half', () => {
    const [masks, less] = [0.5, 0.49].map((share) => tensor([1, 1, 16, 16], Array(256).fill(share)));
    const one = { boxes: tensor([1, 4], [0, 0, 16, 16]), labels: tensor([1], [1]), scores: tensor([1], [1]) };
    expect([...readMaskRcnn({ ...one, masks }, options)][0].mask.every((value) => value === 1)).toBe(true);
    expect([...readMaskRcnn({ ...one, masks: less }, options)][0].mask.includes(1)).toBe(false);
  });

  it('reads half floats, bits and whole numbers, with a side for the batch before', () => {
    const halves = ({ data, shape }: Tensor): Tensor => {
      return { data: Uint16Array.from(data as Float32Array, toFloat16), shape: [1, ...shape], type: 'float16' };
    };
    const masks: Tensor = {
      data: Uint8Array.from(outputs.masks.data as Float32Array),
      shape: [1, 3, 16, 16],
      type: 'bool',
    };
    const labels: Tensor = { data: Int32Array.of(1, 2, 1), shape: [1, 3] };
    const others = { labels, masks, boxes: halves(outputs.boxes), scores: halves(outputs.scores) };
    const found = [...readMaskRcnn(others, options)];
    expect(found.map(({ label }) => label)).toEqual([2, 1]);
    expect(found[0].score).toBeCloseTo(0.9, 3);
    expect(found.map(({ mask }) => mask)).toEqual([...readMaskRcnn(outputs, options)].map(({ mask }) => mask));
  });

  it('refuses outputs that do not go together', () => {
    const boxes = tensor([2, 4], Array(8).fill(1));
    const masks = tensor([3, 2, 4, 4], Array(96).fill(1));
    const wanted =
      /model: outputs of Mask R-CNN: wanted boxes 3 x 4, labels 3 .* got 2 x 4, 3, 3 x 1 x 16 x 16.*model\.onnx/;
    expect(() => [...readMaskRcnn({ ...outputs, boxes }, options)]).toThrow(wanted);
    expect(() => [...readMaskRcnn({ ...outputs, masks }, options)]).toThrow(/got 3 x 4, 3, 3 x 2 x 4 x 4/);
  });

  it('passes over boxes beyond the patch, and those that are no numbers', () => {
    const boxes = tensor([3, 4], [40, 0, 50, 9, Number.NaN, 0, 4, 4, -20, -20, -10, -10]);
    const masks = tensor([3, 1, 4, 4], Array(48).fill(1));
    const scores = tensor([3], [0.5, 0.5, 0.5]);
    expect([...readMaskRcnn({ ...outputs, boxes, masks, scores }, options)]).toEqual([]);
  });
});

describe('YOLO', () => {
  const prototypes = tensor([1, 1, 4, 4], Array(16).fill(1));
  /** cx cy w h, scores of two classes, a coefficient. */
  const rows = [
    [4, 4, 6, 6, 0.9, 0.1, 1],
    [4, 4, 6, 5.5, 0.8, 0.1, 1],
    [4, 4, 6, 5.5, 0.1, 0.7, 1],
    [12, 12, 4, 4, 0.1, 0.6, -1],
    [12, 4, 4, 4, 0.2, 0.2, 1],
  ];
  const transposed = tensor([1, 5, 7], rows.flat());
  const detections = tensor(
    [1, 7, 5],
    rows[0].flatMap((_, feature) => rows.map((row) => row[feature])),
  );
  const read = (one: Tensor, minScore = 0.25) =>
    [...readYoloSeg({ detections: one, prototypes }, { ...options, minScore, leastClasses: 2 })].map(
      ({ label, score, window, mask }) => [label, Number(score.toFixed(3)), window.width * window.height, mask[0]],
    );

  it('keeps of boxes of one class that cover each other the best, and gives masks within boxes', () => {
    const wanted = [
      [0, 0.9, 36, 1],
      [1, 0.7, 30, 1],
      [1, 0.6, 16, 0],
    ];
    expect(read(detections)).toEqual(wanted);
    expect(read(transposed)).toEqual(wanted);
    expect(read(detections, 0.1)).toHaveLength(4);
  });

  it('may have classes that nobody named', () => {
    const more = rows.flatMap(([x, y, w, h, a, b, c]) => [x, y, w, h, a, 0.05, b, 0.05, c]);
    const six = tensor([1, 10, 9], [...more, ...more.map((value, i) => (i % 9 > 3 && i % 9 < 8 ? 0 : value))]);
    expect(read(six)).toEqual([
      [0, 0.9, 36, 1],
      [2, 0.7, 30, 1],
      [2, 0.6, 16, 0],
    ]);
  });

  it('looks at the best 300 only', () => {
    const many = Array.from({ length: 400 }, (_, i) => [
      i % 16,
      Math.floor(i / 16) % 16,
      0.1,
      0.1,
      0.3 + i / 1000,
      0,
      1,
    ]);
    const found = read(tensor([1, 400, 7], many.flat()));
    expect(found.length).toBeLessThanOrEqual(300);
    const scores = found.map(([, score]) => score as number);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  it('refuses an output of other features', () => {
    const wrong = tensor([1, 6, 9], Array(54).fill(0));
    const wanted = /model: output of YOLO: wanted 1 x 7 x anchors .*, got 1 x 6 x 9 with prototypes 1 x 1 x 4 x 4/;
    expect(() => read(wrong)).toThrow(wanted);
  });
});

describe('the instances of a patch', () => {
  const found = (label: number): PatchOutputs => ({
    boxes: tensor([1, 4], [0, 0, 16, 16]),
    labels: tensor([1], [label]),
    scores: tensor([1], [0.9]),
    masks: tensor(
      [1, 1, 16, 16],
      Array.from({ length: 256 }, (_, i) => Number(i % 16 > 4 && i > 32 && i < 160)),
    ),
  });
  const grid = { width: 30, height: 8 };
  const patch = { window: { col: 20, row: 0, width: 16, height: 16 } };

  it('lie in the scene, in the smallest window', () => {
    const [one] = readInstances(found(2), patch, { spec: describeNetwork(), grid });
    expect(one).toMatchObject({ class: 1, window: { col: 25, row: 2, width: 5, height: 6 } });
    expect(one.mask).toEqual(new Uint8Array(30).fill(1));
  });

  it('are none beyond the scene', () => {
    expect([...readInstances(found(2), patch, { spec: describeNetwork(), grid: { width: 24, height: 8 } })]).toEqual(
      [],
    );
  });

  it('are of the class with their label, which of a panoptic network is another number than its channel', () => {
    const classes = [
      { value: 0, name: 'grass', color: null, id: 1 },
      { value: 1, name: 'water', color: null, id: 2 },
      { value: 2, name: 'house', color: null, id: 3, label: 1 },
    ];
    const spec = describeNetwork({ kind: 'panoptic', classes });
    const classOf = (label: number, changes = {}) =>
      [...readInstances(found(label), patch, { spec: { ...spec, ...changes }, grid })].map((one) => one.class);
    expect(classOf(1)).toEqual([2]);
    expect(classOf(2)).toEqual([]);
    expect(classOf(1, { things: ['house', 'water'] })).toEqual([2]);
    expect(classOf(1, { things: [] })).toEqual([]);
  });
});
