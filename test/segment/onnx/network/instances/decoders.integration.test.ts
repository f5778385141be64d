import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../../../src/segment/methods/random.js';
import { cropObject, type FoundObject } from '../../../../../src/segment/onnx/network/instances/found-object.js';
import { readMaskRcnn } from '../../../../../src/segment/onnx/network/mask-rcnn.js';
import { readYoloSeg } from '../../../../../src/segment/onnx/network/yolo-seg.js';
import type { Tensor } from '../../../../../src/segment/onnx/session.js';
import { GEO_PYTHON } from '../../../../support/geo-python.js';

const SIZE = 96;
/** Nearer to the threshold than that, and rounding decides. */
const NEAR = 1e-4;
const options = { sizePx: SIZE, minScore: 0.2, source: 'model.onnx' };

interface Case {
  name: string;
  arrays: Record<string, Tensor>;
  read(arrays: Record<string, Tensor>): Iterable<FoundObject>;
  facts?: object;
}

const random = createRandom(7);
const among = (low: number, high: number): number => low + random() * (high - low);
const tensor = (shape: number[], numberAt: (i: number) => number): Tensor => ({
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => numberAt(i)),
  shape,
});

/** Smooth, as masks are. */
const wave = (): ((x: number, y: number) => number) => {
  const [a, b, c, d] = [among(1, 4), among(1, 4), among(0, 6), among(0, 6)];
  return (x, y) => Math.sin(a * x + c) * Math.cos(b * y + d);
};

/** K boxes, some beyond the patch, some of less than a pixel. */
function makeMaskRcnn(count: number, side: number, least: number): Record<string, Tensor> {
  const corners = Array.from({ length: count }, () => [among(-8, SIZE - 4), among(-8, SIZE - 4)]);
  const sizes = corners.map(() => [among(least, 60), among(least, 60)]);
  const waves = corners.map(wave);
  return {
    boxes: tensor([count, 4], (i) => {
      const [k, of] = [Math.floor(i / 4), i % 4];
      return corners[k][of % 2] + (of > 1 ? sizes[k][of % 2] : 0);
    }),
    labels: { data: BigInt64Array.from({ length: count }, (_, k) => BigInt(1 + (k % 3))), shape: [count] },
    scores: tensor([count], () => among(0, 1)),
    masks: tensor([count, 1, side, side], (i) => {
      const [x, y] = [(i % side) / side, (Math.floor(i / side) % side) / side];
      return 0.5 + 0.5 * waves[Math.floor(i / side / side)](x, y);
    }),
  };
}

const PROTOTYPES = 6;

/** Boxes in heaps, so that many cover each other. */
function makeYolo(anchors: number, { isTransposed, side }: { isTransposed: boolean; side: number }) {
  const features = 4 + 3 + PROTOTYPES;
  const waves = Array.from({ length: PROTOTYPES }, wave);
  const columns = Array.from({ length: anchors }, () => {
    const [x, y] = [among(0, 4), among(0, 4)].map((at) => 12 + 24 * Math.floor(at));
    const box = [x + among(-3, 3), y + among(-3, 3), among(8, 34), among(8, 34)];
    return [...box, ...[1, 2, 3].map(() => random() ** 3), ...waves.map(() => among(-2, 2))];
  });
  const shape = isTransposed ? [1, anchors, features] : [1, features, anchors];
  return {
    detections: tensor(shape, (i) => {
      return isTransposed
        ? columns[Math.floor(i / features)][i % features]
        : columns[i % anchors][Math.floor(i / anchors)];
    }),
    prototypes: tensor([1, PROTOTYPES, side, side], (i) => {
      return waves[Math.floor(i / side / side)]((i % side) / side, (Math.floor(i / side) % side) / side);
    }),
  };
}

/** As networks give them that sort out what they found by themselves. */
function makeSorted() {
  const rows = Array.from({ length: 300 }, () => {
    const [x, y] = [among(-5, 80), among(-5, 80)];
    const score = random() ** 6;
    return [
      x,
      y,
      x + among(0.2, 40),
      y + among(0.2, 40),
      score,
      Math.floor(random() * 3),
      ...Array(PROTOTYPES).fill(0),
    ];
  }).sort((a, b) => b[4] - a[4]);
  for (const row of rows) for (let m = 0; m < PROTOTYPES; m++) row[6 + m] = among(-2, 2);
  const width = 6 + PROTOTYPES;
  const { prototypes } = makeYolo(1, { isTransposed: false, side: 24 });
  return { detections: tensor([1, 300, width], (i) => rows[Math.floor(i / width)][i % width]), prototypes };
}

const readBoxes = (arrays: Record<string, Tensor>) =>
  readMaskRcnn(arrays as unknown as Parameters<typeof readMaskRcnn>[0], options);
const readAnchors = (arrays: Record<string, Tensor>) =>
  readYoloSeg(arrays as unknown as Parameters<typeof readYoloSeg>[0], { ...options, leastClasses: 3 });

const yolo = { classCount: 3, isSorted: false, isTransposed: false };
const cases: Case[] = [
  { name: 'mask-rcnn-28', arrays: makeMaskRcnn(40, 28, 0.3), read: readBoxes },
  { name: 'mask-rcnn-14', arrays: makeMaskRcnn(40, 14, 0.3), read: readBoxes },
  { name: 'mask-rcnn-none', arrays: makeMaskRcnn(0, 28, 1), read: readBoxes },
  { name: 'yolo', arrays: makeYolo(500, { isTransposed: false, side: 24 }), read: readAnchors, facts: yolo },
  {
    name: 'yolo-transposed',
    arrays: makeYolo(500, { isTransposed: true, side: 24 }),
    read: readAnchors,
    facts: { ...yolo, isTransposed: true },
  },
  { name: 'yolo-fine', arrays: makeYolo(200, { isTransposed: false, side: 48 }), read: readAnchors, facts: yolo },
  { name: 'yolo-sorted', arrays: makeSorted(), read: readAnchors, facts: { ...yolo, isSorted: true } },
];

const folder = mkdtempSync(join(tmpdir(), 'landquilt-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  const list = cases.map(({ name, arrays, facts }) => {
    const described = Object.entries(arrays).map(([key, { data, shape }]) => {
      writeFileSync(join(folder, `${name}-${key}.bin`), new Uint8Array(data.buffer));
      return [key, [data instanceof BigInt64Array ? 'int64' : 'float32', shape]];
    });
    return { name, ...options, ...facts, arrays: Object.fromEntries(described) };
  });
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(list));
  execFileSync(GEO_PYTHON, [new URL('./judge.py', import.meta.url).pathname, folder]);
});

describe.each(cases)('the objects of $name', ({ name, arrays, read }) => {
  const patch = { col: 0, row: 0, width: SIZE, height: SIZE };
  const found = [...read(arrays)].flatMap((one) => cropObject(one, patch) ?? []);

  it('are those that the judge has, with its classes, scores and pixels', () => {
    const wanted = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as [label: number, score: number][];
    expect(found.map(({ label, score }) => [label, score])).toEqual(wanted);
    const bytes = readFileSync(join(folder, `${name}.bin`));
    const margins = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    let wrong = 0;
    found.forEach(({ window, mask }, k) => {
      const whole = new Uint8Array(SIZE * SIZE);
      mask.forEach((value, i) => {
        whole[(window.row + Math.floor(i / window.width)) * SIZE + window.col + (i % window.width)] = value;
      });
      whole.forEach((value, i) => {
        const margin = margins[k * SIZE * SIZE + i];
        if (Math.abs(margin) > NEAR && value !== Number(margin > 0)) wrong++;
      });
    });
    expect(wrong).toBe(0);
    if (!name.endsWith('none')) expect(found.length).toBeGreaterThan(10);
  });
});
