import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ort from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { receptiveRadiusPx } from '../../../../src/segment/onnx/network/receptive-field.js';
import type { Constant, Node, OnnxModel } from '../../../../src/train/onnx/graph.js';
import { hasSharedData, sharedPath } from '../../../support/shared-data.js';
import { makeFolder } from '../../../support/write-scene.js';
import { makeModel } from '../tiny-model.js';

const folder = makeFolder('receptive-field');
afterAll(() => rmSync(folder, { recursive: true }));
const SIDE = 64;

const kernel = (name: string, size: number, channels = 1): Constant => ({
  name,
  type: 'float32',
  shape: [1, channels, size, size],
  values: Array(channels * size * size).fill(0.1),
});
const floats = (name: string, ...values: number[]): Constant => ({
  name,
  type: 'float32',
  shape: [values.length],
  values,
});
const longs = (name: string, ...values: number[]): Constant => ({
  name,
  type: 'int64',
  shape: [values.length],
  values,
});
const ints = (...values: number[]) => ({ ints: values });
const node = (op: string, inputs: string, outputs: string, attributes: Node['attributes'] = {}): Node => ({
  op,
  inputs: inputs.split(' ').map((name) => (name === '-' ? '' : name)),
  outputs: outputs.split(' '),
  attributes,
});
const conv = (from: string, to: string, [size, stride, dilation, pad]: number[], weights = `w${size}`): Node =>
  node('Conv', `${from} ${weights}`, to, {
    kernel_shape: ints(size, size),
    strides: ints(stride, stride),
    dilations: ints(dilation, dilation),
    pads: ints(pad, pad, pad, pad),
  });
const linear = { mode: { text: 'linear' }, coordinate_transformation_mode: { text: 'half_pixel' } };
const pool = { kernel_shape: ints(2, 2), strides: ints(2, 2) };

interface Case {
  nodes: Node[];
  constants?: Constant[];
  outSide?: number;
  /** The reach that is found may be so much larger than what is seen, where the bound is not tight. */
  slack?: number;
}

const CASES: Record<string, Case> = {
  'a window of 3': { nodes: [conv('x', 'y', [3, 1, 1, 1])] },
  'a window of 5 with holes': { nodes: [conv('x', 'y', [5, 1, 3, 6])] },
  'a window without attributes': { nodes: [node('Conv', 'x w5', 'y')], outSide: 60 },
  'two windows one after the other, and what is done to each pixel': {
    nodes: [conv('x', 'a', [3, 1, 2, 2]), node('Relu', 'a', 'b'), conv('b', 'y', [5, 1, 1, 2])],
  },
  'branches, of which the widest counts': {
    nodes: [conv('x', 'a', [3, 1, 1, 1]), conv('x', 'b', [3, 1, 6, 6]), node('Add', 'a b', 'y')],
  },
  'windows without padding': {
    nodes: [conv('x', 'a', [5, 1, 1, 0]), conv('a', 'y', [5, 1, 1, 0])],
    outSide: 56,
  },
  'padding of its own': {
    nodes: [node('Pad', 'x pads', 'a'), conv('a', 'y', [5, 1, 1, 0])],
    constants: [longs('pads', 0, 0, 2, 2, 0, 0, 2, 2)],
  },
  'padding that is worked out': {
    nodes: [node('Conv', 'x w5', 'y', { auto_pad: { text: 'SAME_UPPER' }, kernel_shape: ints(5, 5) })],
  },
  'a pool, and a transposed window of its size': {
    nodes: [
      node('MaxPool', 'x', 'a', pool),
      node('ConvTranspose', 'a w2', 'y', { kernel_shape: ints(2, 2), strides: ints(2, 2) }),
    ],
  },
  'a transposed window of 4': {
    nodes: [
      node('AveragePool', 'x', 'a', pool),
      node('ConvTranspose', 'a w4', 'y', {
        kernel_shape: ints(4, 4),
        strides: ints(2, 2),
        pads: ints(1, 1, 1, 1),
      }),
    ],
    slack: 1,
  },
  'a U-Net': {
    nodes: [
      conv('x', 'a', [3, 1, 1, 1]),
      node('MaxPool', 'a', 'b', pool),
      conv('b', 'c', [3, 1, 1, 1]),
      node('MaxPool', 'c', 'd', pool),
      conv('d', 'e', [3, 1, 1, 1]),
      node('ConvTranspose', 'e w2', 'f', { kernel_shape: ints(2, 2), strides: ints(2, 2) }),
      node('Concat', 'c f', 'g', { axis: { int: 1 } }),
      conv('g', 'h', [3, 1, 1, 1], 'pair'),
      node('ConvTranspose', 'h w2', 'i', { kernel_shape: ints(2, 2), strides: ints(2, 2) }),
      node('Concat', 'a i', 'j', { axis: { int: 1 } }),
      conv('j', 'y', [3, 1, 1, 1], 'pair'),
    ],
    slack: 3,
  },
  'a coarse network that is resized': {
    nodes: [conv('x', 'a', [3, 2, 1, 1]), conv('a', 'b', [3, 2, 1, 1]), node('Resize', 'b - four', 'y', linear)],
    slack: 3,
  },
  'one that is resized to a length': {
    nodes: [conv('x', 'a', [3, 2, 1, 1]), node('Resize', 'a - - sizes', 'b', linear), conv('b', 'y', [5, 1, 1, 2])],
    slack: 2,
  },
  'one that is resized to what it was': {
    nodes: [
      conv('x', 'a', [3, 2, 1, 1]),
      node('Shape', 'x', 'shape'),
      node('Resize', 'a - - shape', 'b', linear),
      node('Add', 'x b', 'c'),
      conv('c', 'y', [5, 1, 1, 2]),
    ],
    slack: 2,
  },
  'blocks of pixels as channels, and back': {
    nodes: [
      node('SpaceToDepth', 'x', 'a', { blocksize: { int: 2 } }),
      conv('a', 'b', [3, 1, 1, 1], 'four-to-four'),
      node('DepthToSpace', 'b', 'y', { blocksize: { int: 2 } }),
    ],
    slack: 1,
  },
};

const CONSTANTS: Constant[] = [
  ...[2, 3, 4, 5].map((size) => kernel(`w${size}`, size)),
  kernel('pair', 3, 2),
  { name: 'four-to-four', type: 'float32', shape: [4, 4, 3, 3], values: Array(144).fill(0.1) },
  floats('four', 1, 1, 4, 4),
  longs('sizes', 1, 1, SIDE, SIDE),
];

function writeModel(name: string, { nodes, constants = [], outSide = SIDE }: Case): string {
  const path = join(folder, `${name.replaceAll(' ', '-')}.onnx`);
  const port = (port: string, side: number): OnnxModel['inputs'][number] => ({
    name: port,
    type: 'float32',
    shape: [1, 1, side, side],
  });
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const model = makeModel({
    operatorSets: { '': 13 },
    nodes,
    constants: [...CONSTANTS, ...constants].filter((one) => used.has(one.name)),
    inputs: [port('x', SIDE)],
    outputs: [port('y', outSide)],
  });
  writeFileSync(path, model);
  return path;
}

/** How far from an input pixel outputs change when it does; of pixels at all places of a stride of 8. */
async function measureReach(path: string): Promise<number> {
  const session = await ort.InferenceSession.create(path, { intraOpNumThreads: 1 });
  const ask = async (at: number | null): Promise<ort.Tensor> => {
    const data = Float32Array.from({ length: SIDE * SIDE }, (_, i) => (i === at ? 1e4 : 1));
    return (await session.run({ x: new ort.Tensor(data, [1, 1, SIDE, SIDE]) })).y!;
  };
  const calm = await ask(null);
  const side = calm.dims[3]!;
  const shift = (SIDE - side) / 2;
  let reach = 0;
  for (let k = 0; k < 8; k++) {
    const [col, row] = [28 + k, 28 + ((3 * k) % 8)];
    const { data } = await ask(row * SIDE + col);
    for (let i = 0; i < data.length; i++) {
      if (data[i] === calm.data[i]) continue;
      reach = Math.max(reach, Math.abs((i % side) + shift - col), Math.abs(Math.floor(i / side) + shift - row));
    }
  }
  await session.release();
  return reach;
}

/** Networks of windows alone: no means over the whole patch, no attention, no boxes. */
const FIXTURES = ['fcn', 'segnet', 'unet', 'unet-valid'];
const fixturePath = (name: string): string =>
  new URL(`../../../fixtures/models/${name}/model.onnx`, import.meta.url).pathname;
/** How far from a pixel in the middle outputs change when it becomes 0; of a patch of this side at least. */
async function measureFixture(path: string, leastPx: number): Promise<number> {
  const session = await ort.InferenceSession.create(path, { intraOpNumThreads: 1 });
  const { name, type, shape } = session.inputMetadata[0] as ort.InferenceSession.TensorValueMetadata;
  const isLast = shape[3] === 3;
  const fixed = shape[isLast ? 1 : 2]!;
  const side = typeof fixed === 'number' ? fixed : 64 * Math.ceil(leastPx / 64);
  const channels = shape[isLast ? 3 : 1] as number;
  const [col, row] = [Math.floor(side / 2) - 1, Math.floor(side / 2)];
  const isTouched = (i: number): boolean =>
    (isLast ? Math.floor(i / channels) : i % (side * side)) === row * side + col;
  const ask = async (factor: number): Promise<ort.Tensor> => {
    const Numbers = type === 'uint8' ? Uint8Array : Float32Array;
    const most = type === 'uint8' ? 255 : 1;
    const data = new Numbers(channels * side * side).map(
      (_, i) => ((most * (i % 97)) / 97) * (isTouched(i) ? factor : 1),
    );
    const sides = isLast ? [1, side, side, channels] : [1, channels, side, side];
    return (await session.run({ [name]: new ort.Tensor(data as Float32Array, sides) }))[session.outputNames[0]!]!;
  };
  const [calm, touched] = [await ask(1), await ask(0)];
  const width = calm.dims[isLast ? 2 : calm.dims.length - 1]!;
  const step = isLast ? calm.dims[3]! : 1;
  const shift = (side - width) / 2;
  let reach = 0;
  for (let i = 0; i < calm.data.length; i++) {
    if (calm.data[i] === touched.data[i]) continue;
    const at = Math.floor(i / step) % (width * width);
    reach = Math.max(reach, Math.abs((at % width) + shift - col), Math.abs(Math.floor(at / width) + shift - row));
  }
  await session.release();
  return reach;
}

describe('how far a network looks around a pixel', () => {
  it.each(Object.entries(CASES))('%s', async (name, one) => {
    const path = writeModel(name, one);
    const [found, seen] = [receptiveRadiusPx(path), await measureReach(path)];
    expect(found).toBeGreaterThanOrEqual(seen);
    expect(found).toBeLessThanOrEqual(seen + (one.slack ?? 0));
    expect(seen).toBeGreaterThan(0);
  });

  it('is not known where something may look at the whole patch', () => {
    const blind: Record<string, Case> = {
      'a mean over all pixels': { nodes: [node('GlobalAveragePool', 'x', 'a'), node('Mul', 'x a', 'y')] },
      'another order of pixels': { nodes: [node('Reshape', 'x sizes', 'a'), conv('a', 'y', [3, 1, 1, 1])] },
      'rows in another order': {
        nodes: [node('Gather', 'x rows', 'y', { axis: { int: 2 } })],
        constants: [longs('rows', 3, 2, 1, 0)],
      },
      'a mean over rows': { nodes: [node('ReduceMean', 'x', 'y', { axes: ints(2) })] },
      'every second pixel': {
        nodes: [node('Slice', 'x from to axes steps', 'y')],
        constants: [longs('from', 0), longs('to', 64), longs('axes', 2), longs('steps', 2)],
      },
    };
    for (const [name, one] of Object.entries(blind)) expect(receptiveRadiusPx(writeModel(name, one))).toBe(null);
    const seen = { nodes: [node('ReduceMean', 'x', 'a', { axes: ints(1) }), conv('a', 'y', [3, 1, 1, 1])] };
    expect(receptiveRadiusPx(writeModel('a mean over channels', seen))).toBe(1);
  });

  it('is that of the outputs that are asked for', () => {
    const nodes = [conv('x', 'y', [3, 1, 1, 1]), node('GlobalAveragePool', 'x', 'z')];
    const path = join(folder, 'two.onnx');
    const [x, y, z] = ['x', 'y', 'z'].map((name) => ({ name, type: 'float32' as const, shape: [1, 1, SIDE, SIDE] }));
    writeFileSync(path, makeModel({ nodes, constants: [kernel('w3', 3)], inputs: [x!], outputs: [y!, z!] }));
    expect(receptiveRadiusPx(path)).toBe(null);
    expect(receptiveRadiusPx(path, ['y'])).toBe(1);
  });

  it('is 0 for one that looks at each pixel', () => {
    const path = writeModel('pointwise', { nodes: [node('Sigmoid', 'x', 'y')] });
    expect(receptiveRadiusPx(path)).toBe(0);
  });

  it.each(FIXTURES)('is never less than what is seen of %s', async (name) => {
    const path = fixturePath(name);
    const radius = receptiveRadiusPx(path)!;
    expect(await measureFixture(path, 2 * radius + 8)).toBeLessThanOrEqual(radius);
  });

  it.skipIf(!hasSharedData)("is that of Google's Dynamic World: three levels of windows", () => {
    expect(receptiveRadiusPx(sharedPath('models/dynamic-world/dynamic-world-forward.onnx'))).toBe(23);
  });
});
