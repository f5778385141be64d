import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DescribedModel, loadModelDescription } from '../../../src/segment/onnx/describe-model.js';
import { float16Table, toFloat16 } from '../../../src/segment/onnx/network/float16.js';
import { findProblems } from '../../../src/segment/onnx/network/resolve.js';
import { hashModel, type OnnxSession, openSession, type Tensor } from '../../../src/segment/onnx/session.js';

/** Small networks of the shapes that the field teaches: see training/architectures. */
const FOLDER = 'test/fixtures/models';

/** patch.bin: bands × side × side, a byte each, reflectance × 410. */
const PATCH = { bands: ['blue', 'green', 'red', 'nir'], side: 128, scale: 410 };

interface Reference {
  /** Side of the upper left part of the patch that was shown. */
  side: number;
  /** Every so manieth number of what torch answered. */
  outputs: Record<string, { shape: number[]; every: number; values: number[] }>;
}

interface Expected {
  input: { dataType: string; layout: string; sides: number | 'dynamic' };
  /** Name, type, layout and activation of each output, and pixels of the input for each of its own. */
  outputs: readonly (readonly [
    name: string,
    dataType: string,
    layout: string | null,
    activation: string | null,
    stride: number | null,
  ])[];
  kind: 'semantic' | 'instance' | 'panoptic';
  classCount: number;
}

const float = (sides: number | 'dynamic') => ({ dataType: 'float32', layout: 'NCHW', sides });
const found = (maskStride: number | null) =>
  [
    ['boxes', 'float32', null, null, null],
    ['labels', 'int64', null, 'argmax', null],
    ['scores', 'float32', null, null, null],
    ['masks', 'float32', 'NCHW', null, maskStride],
  ] as const;

const MODELS: Record<string, Expected> = {
  unet: {
    input: float('dynamic'),
    outputs: [['logits', 'float32', 'NCHW', 'logits', 1]],
    kind: 'semantic',
    classCount: 9,
  },
  'unet-valid': {
    input: float(124),
    // 84 of 124 pixels: a border is lost.
    outputs: [['probabilities', 'float32', 'NCHW', 'softmax', null]],
    kind: 'semantic',
    classCount: 9,
  },
  fcn: {
    input: { dataType: 'uint8', layout: 'NHWC', sides: 'dynamic' },
    outputs: [['logits', 'float32', 'NHWC', 'logits', 1]],
    kind: 'semantic',
    classCount: 5,
  },
  segnet: {
    input: float('dynamic'),
    outputs: [['classes', 'int64', 'NHW', 'argmax', 1]],
    kind: 'semantic',
    classCount: 9,
  },
  deeplab: {
    input: float(128),
    outputs: [
      ['logits', 'float32', 'NCHW', 'logits', 1],
      ['aux_logits', 'float32', 'NCHW', 'logits', 1],
    ],
    kind: 'semantic',
    classCount: 9,
  },
  segformer: {
    input: { dataType: 'float16', layout: 'NCHW', sides: 128 },
    outputs: [['logits', 'float16', 'NCHW', 'logits', 4]],
    kind: 'semantic',
    classCount: 5,
  },
  vit: {
    input: float(64),
    outputs: [['probability', 'float32', 'NCHW', 'sigmoid', 1]],
    kind: 'semantic',
    classCount: 1,
  },
  'yolo-seg': {
    input: float(128),
    outputs: [
      ['output0', 'float32', null, null, null],
      ['output1', 'float32', 'NCHW', null, 4],
    ],
    kind: 'instance',
    classCount: 2,
  },
  'mask-rcnn': { input: float(128), outputs: found(1), kind: 'instance', classCount: 2 },
  'mask-rcnn-28': { input: float(128), outputs: found(null), kind: 'instance', classCount: 2 },
  'panoptic-fpn': {
    input: float(128),
    outputs: [['logits', 'float32', 'NCHW', 'logits', 1], ...found(1)],
    kind: 'panoptic',
    classCount: 5,
  },
};

it('every model there is has a row here', () => {
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(MODELS).sort());
});

it('the models are small', () => {
  const sizes = Object.keys(MODELS).map((name) => statSync(join(FOLDER, name, 'model.onnx')).size);
  expect(Math.max(...sizes)).toBeLessThan(150_000);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(1_200_000);
});

describe.each(Object.entries(MODELS))('%s', (name, expected) => {
  const path = join(FOLDER, name, 'model.onnx');
  let described: DescribedModel;
  let session: OnnxSession;
  beforeAll(async () => {
    described = await loadModelDescription(path);
    session = await openSession({ path, sha256: hashModel(readFileSync(path)) });
  });

  it('is understood from its header and the description beside it', () => {
    const { inputs, outputs, pixelSizeM } = described.contract;
    expect(inputs).toHaveLength(1);
    const [{ dataType, layout, heightPx, widthPx, bands, scaling }] = inputs;
    expect({ dataType, layout: layout?.value, sides: heightPx?.value }).toEqual(expected.input);
    expect(widthPx?.value).toBe(heightPx?.value);
    expect(bands?.value.every((band) => PATCH.bands.includes(band))).toBe(true);
    expect([1, bands?.value.length]).toContain(scaling?.value.length);
    expect(pixelSizeM?.value).toBe(10);
    expect(
      outputs.map((one) => [
        one.name,
        one.dataType,
        one.layout?.value ?? null,
        one.activation?.value ?? null,
        one.stride?.value ?? null,
      ]),
    ).toEqual(expected.outputs);
    expect(outputs.every(({ kind }) => kind?.value === expected.kind)).toBe(true);
    expect(outputs.find(({ classes }) => classes)?.classes?.value).toHaveLength(expected.classCount);
    expect(findProblems(described).filter(({ option }) => option !== 'fit')).toEqual([]);
  });

  it('answers in ONNX Runtime what it answered in torch', async () => {
    const reference: Reference = JSON.parse(readFileSync(join(FOLDER, name, 'reference.json'), 'utf8'));
    const names = Object.keys(reference.outputs);
    expect(names).toEqual(session.outputs);
    const image = makeInput(described, reference.side);
    const answers = await session.run({ [session.inputs[0]]: image }, names);
    for (const output of names) {
      const { shape, every, values } = reference.outputs[output];
      expect([output, answers[output].shape]).toEqual([output, shape]);
      const numbers = toNumbers(answers[output]);
      // Half floats of their size differ by 0.004 to 0.03.
      const tolerance = expected.input.dataType === 'float16' ? 3e-2 : 1e-4;
      const furthest = values.reduce((most, value, i) => Math.max(most, Math.abs(numbers[i * every] - value)), 0);
      expect(furthest).toBeLessThan(tolerance);
    }
  });
});

/** The stored patch as the model takes it. */
function makeInput({ contract }: DescribedModel, side: number): Tensor {
  const [input] = contract.inputs;
  const bands = input.bands?.value ?? [];
  const scalings = input.scaling?.value ?? [];
  const isLast = input.layout?.value === 'NHWC';
  const stored = readFileSync(join(FOLDER, 'patch.bin'));
  const values = new Float64Array(bands.length * side * side);
  bands.forEach((band, channel) => {
    const { scale, offset, mean, std } = scalings[channel] ?? scalings[0];
    const start = PATCH.bands.indexOf(band) * PATCH.side ** 2;
    for (let i = 0; i < side * side; i++) {
      const byte = stored[start + Math.floor(i / side) * PATCH.side + (i % side)];
      const value = ((byte / PATCH.scale) * scale + offset - mean) / std;
      values[isLast ? i * bands.length + channel : channel * side * side + i] = value;
    }
  });
  const shape = isLast ? [1, side, side, bands.length] : [1, bands.length, side, side];
  if (input.dataType === 'float16') return { type: 'float16', data: Uint16Array.from(values, toFloat16), shape };
  if (input.dataType === 'uint8') return { data: Uint8Array.from(values, (value) => clampByte(value)), shape };
  return { data: Float32Array.from(values), shape };
}

const clampByte = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));

function toNumbers({ type, data }: Tensor): ArrayLike<number> {
  if (type !== 'float16') return Float64Array.from(data as Float32Array, Number);
  const table = float16Table();
  return Float32Array.from(data as Uint16Array, (bits) => table[bits]);
}
