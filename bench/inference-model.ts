import { writeFileSync } from 'node:fs';
import { type Constant, encodeModel, type Node } from '../src/train/onnx/graph.js';

/** What the networks of the bench look at and say. */
export const BANDS = 4;
export const CLASSES = 6;
/** Channels of the first level: about 1.1 and 7.7 million parameters. */
export const NETWORKS = { '1 M': 24, '8 M': 64 } as const;

/** Weights of what comes straight across are so much smaller: the classes of a trained network are no noise either. */
const FAINT = 0.05;

interface Weights {
  fanIn: number;
  /** So many of the channels that go in hardly count. */
  faint?: number;
  /** The same at all places of a window. */
  isFlat?: boolean;
}

interface Layer {
  inside: number;
  outside: number;
  size?: number;
  /** So many of the channels that go in hardly count. */
  faint?: number;
}

/** A pseudo-random sequence in [0, 1). Source: Mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A U-Net of four levels with random weights, from N × 4 × H × W to logits N × 6 × H × W: two windows of 3 × 3 a level,
 * pools of 2 × 2 down, transposed windows of 2 × 2 up. Source of the shape: Ronneberger et al. 2015. Returns how many
 * parameters it has.
 */
export function writeUnet(path: string, firstChannels: number, seed = 1): number {
  const random = createRandom(seed);
  const nodes: Node[] = [];
  const constants: Constant[] = [];
  const ints = (...values: number[]) => ({ ints: values });

  const weigh = (name: string, shape: number[], { fanIn, faint = 0, isFlat = false }: Weights): void => {
    const length = shape.reduce((product, side) => product * side, 1);
    const most = Math.sqrt(6 / fanIn);
    const weight = (channel: number) => (2 * random() - 1) * (channel < faint ? FAINT * most : most);
    const area = shape[2]! * shape[3]!;
    // A transposed window is the same everywhere, or it would draw a checkerboard.
    const planes = Array.from({ length: length / area }, (_, plane) => weight(plane % shape[1]!));
    const values = Array.from({ length }, (_, i) =>
      isFlat ? planes[Math.floor(i / area)]! : weight(Math.floor(i / area) % shape[1]!),
    );
    constants.push({ name, type: 'float32', shape, values });
  };
  const conv = (from: string, to: string, { inside, outside, size = 3, faint = 0 }: Layer): string => {
    weigh(`${to}_w`, [outside, inside, size, size], { fanIn: inside * size * size, faint });
    constants.push({ name: `${to}_b`, type: 'float32', shape: [outside], values: Array(outside).fill(0) });
    const pad = (size - 1) / 2;
    const attributes = { kernel_shape: ints(size, size), pads: ints(pad, pad, pad, pad) };
    nodes.push({ op: 'Conv', inputs: [from, `${to}_w`, `${to}_b`], outputs: [to], attributes });
    return to;
  };
  const relu = (from: string): string => {
    nodes.push({ op: 'Relu', inputs: [from], outputs: [`${from}_r`] });
    return `${from}_r`;
  };
  const twice = (from: string, to: string, layer: Layer): string => {
    const first = relu(conv(from, `${to}_1`, layer));
    return relu(conv(first, `${to}_2`, { inside: layer.outside, outside: layer.outside }));
  };

  const widths = [1, 2, 4, 8].map((times) => times * firstChannels);
  const skips: string[] = [];
  let at = 'image';
  widths.forEach((width, level) => {
    at = twice(at, `down${level}`, { inside: level === 0 ? BANDS : widths[level - 1]!, outside: width });
    if (level === widths.length - 1) return;
    skips.push(at);
    const attributes = { kernel_shape: ints(2, 2), strides: ints(2, 2) };
    nodes.push({ op: 'MaxPool', inputs: [at], outputs: [`pool${level}`], attributes });
    at = `pool${level}`;
  });
  for (let level = widths.length - 2; level >= 0; level--) {
    const [inside, outside] = [widths[level + 1]!, widths[level]!];
    weigh(`up${level}_w`, [inside, outside, 2, 2], { fanIn: inside, isFlat: true });
    const attributes = { kernel_shape: ints(2, 2), strides: ints(2, 2) };
    nodes.push({ op: 'ConvTranspose', inputs: [at, `up${level}_w`], outputs: [`up${level}`], attributes });
    nodes.push({
      op: 'Concat',
      inputs: [skips[level]!, `up${level}`],
      outputs: [`both${level}`],
      attributes: { axis: { int: 1 } },
    });
    at = twice(`both${level}`, `level${level}`, { inside: 2 * outside, outside, faint: outside });
  }
  conv(at, 'logits', { inside: firstChannels, outside: CLASSES, size: 1 });
  const port = (name: string, channels: number) => ({
    name,
    type: 'float32' as const,
    shape: ['N', channels, 'H', 'W'],
  });
  const model = encodeModel({
    name: 'unet',
    description: 'A U-Net with random weights',
    producer: 'bench',
    producerVersion: '1',
    operatorSets: { '': 17 },
    metadata: {},
    nodes,
    constants,
    inputs: [port('image', BANDS)],
    outputs: [port('logits', CLASSES)],
  });
  writeFileSync(path, model);
  return constants.reduce((sum, { values }) => sum + values.length, 0);
}
