import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cropBand } from '../../../../../src/raster/crop.js';
import type { Band } from '../../../../../src/raster/raster.js';
import type { Window } from '../../../../../src/raster/window.js';
import type { NetworkSpec } from '../../../../../src/segment/onnx/network/spec.js';
import type { Prediction, SceneBands, Segmenter, WindowColumns } from '../../../../../src/segment/segmenter.js';
import { createRandom } from '../../../../support/write-scene.js';
import { makeModel } from '../../tiny-model.js';

export interface Convolution {
  bands: number;
  classes: number;
  /** Weights: classes × bands × side × side. */
  weights: readonly number[];
  side: number;
  /** Whether its output is as large as its input; else a border is lost. */
  isPadded?: boolean;
  /** Patches it takes at once; any number if missing. */
  batch?: number;
}

/** A network of one convolution, whose scores are its sums as they are. */
export function convolve({ bands, classes, weights, side, isPadded = true, batch }: Convolution): Uint8Array {
  const pad = isPadded ? (side - 1) / 2 : 0;
  return makeModel({
    nodes: [
      {
        op: 'Conv',
        inputs: ['image', 'weights'],
        outputs: ['scores'],
        attributes: { kernel_shape: { ints: [side, side] }, pads: { ints: [pad, pad, pad, pad] } },
      },
    ],
    constants: [{ name: 'weights', type: 'float32', shape: [classes, bands, side, side], values: [...weights] }],
    inputs: [{ name: 'image', type: 'float32', shape: [batch ?? 'N', bands, 'H', 'W'] }],
    outputs: [{ name: 'scores', type: 'float32', shape: [batch ?? 'N', classes, 'H2', 'W2'] }],
  });
}

/** Scores that are the bands themselves: the class of a pixel is its largest band. */
export const passOn = (bands: number): Uint8Array =>
  makeModel({
    nodes: [{ op: 'Identity', inputs: ['image'], outputs: ['scores'] }],
    inputs: [{ name: 'image', type: 'float32', shape: ['N', bands, 'H', 'W'] }],
    outputs: [{ name: 'scores', type: 'float32', shape: ['N', bands, 'H', 'W'] }],
  });

/** Whole numbers from -3 to 3: sums of them are exact, in any order. */
export function wholeWeights(count: number, seed: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => Math.floor(random() * 7) - 3);
}

/** All of a network whose scores are taken as they are, classes 1, 2 …, one band a channel. */
export function specOf(
  model: string,
  parts: Partial<NetworkSpec> & { bandCount: number; classCount: number },
): NetworkSpec {
  const { bandCount, classCount, ...rest } = parts;
  return {
    model,
    modelSha256: createHash('sha256').update(readFileSync(model)).digest('hex'),
    device: 'cpu',
    kind: 'semantic',
    input: { name: 'image', dataType: 'float32', layout: 'NCHW' },
    bands: Array.from({ length: bandCount }, (_, i) => i + 1),
    values: 'stored',
    scaling: [{ clipMin: null, clipMax: null, scale: 1, offset: 0, mean: 0, std: 1 }],
    transform: null,
    expected: null,
    semantic: { name: 'scores', layout: 'NCHW', activation: 'softmax', fit: 'stretch' },
    instance: null,
    classes: Array.from({ length: classCount }, (_, i) => ({
      value: i,
      name: `class ${i + 1}`,
      color: null,
      id: i + 1,
    })),
    things: null,
    pixelSizeM: null,
    patchPx: 16,
    overlapPx: 2,
    seams: 'crop',
    augment: 'none',
    batch: 1,
    minScore: Number.NEGATIVE_INFINITY,
    maxIou: 0.5,
    rest: 0,
    ...rest,
  };
}

/** A scene in memory. */
export interface Image {
  width: number;
  height: number;
  bands: readonly Band[];
  valid: Uint8Array | null;
}

export const wholeOf = ({ width, height }: Pick<Image, 'width' | 'height'>): Window => ({
  col: 0,
  row: 0,
  width,
  height,
});

/** Bands of random whole numbers from 0 to 9. */
export function drawImage(width: number, height: number, bandCount: number, seed = 1): Image {
  const random = createRandom(seed);
  const band = () => Float32Array.from({ length: width * height }, () => Math.floor(random() * 10));
  return { width, height, bands: Array.from({ length: bandCount }, band), valid: null };
}

export function bandsOf({ width, height }: Image, pixelSizeM: readonly [number, number] | null = null): SceneBands {
  return {
    grid: { width, height, pixelSizeM },
    dataBands: [1, 2, 3],
    canRead: () => true,
    sourceOf: (band) => ({ kind: 'band', band }),
  };
}

export function columnsOf(image: Image, window: Window, keep?: Window): WindowColumns {
  const whole = wholeOf(image);
  return {
    length: window.width * window.height,
    values: image.bands.map((band) => cropBand(band, whole, window)),
    valid: image.valid && cropBand(image.valid, whole, window),
    window,
    ...(keep ? { keep } : {}),
  };
}

/** What a method says of a window, reading no more than it asks for. */
export async function askWindow(
  segmenter: Segmenter,
  image: Image,
  keep = wholeOf(image),
): Promise<Required<Prediction>> {
  const window = segmenter.seenAround!(keep);
  const said = await segmenter.predictScored!(columnsOf(image, window, keep), null);
  const crop = <Values extends Uint8Array | Float32Array>(values: Values) => cropBand(values, window, keep);
  return { classes: crop(said.classes), score: crop(said.score!), entropy: crop(said.entropy!) };
}

/** What a method says of a scene, block by block. */
export async function askBlocks(
  segmenter: Segmenter,
  image: Image,
  blockPx = segmenter.blockPx!,
): Promise<Required<Prediction>> {
  const { width, height } = image;
  const answer = {
    classes: new Uint8Array(width * height),
    score: new Float32Array(width * height),
    entropy: new Float32Array(width * height),
  };
  for (let row = 0; row < height; row += blockPx) {
    for (let col = 0; col < width; col += blockPx) {
      const keep = { col, row, width: Math.min(blockPx, width - col), height: Math.min(blockPx, height - row) };
      const said = await askWindow(segmenter, image, keep);
      for (const name of ['classes', 'score', 'entropy'] as const) {
        for (let y = 0; y < keep.height; y++) {
          const part = said[name].subarray(y * keep.width, (y + 1) * keep.width);
          answer[name].set(part, (row + y) * width + col);
        }
      }
    }
  }
  return answer;
}
