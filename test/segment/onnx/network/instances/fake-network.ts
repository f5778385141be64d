import type { Window } from '../../../../../src/raster/window.js';
import type { InstancePredictor } from '../../../../../src/segment/onnx/network/instances/predictor.js';
import type {
  NetworkGrid,
  NetworkSpec,
  Patch,
  PatchInstance,
  PatchOutputs,
  PatchRunner,
} from '../../../../../src/segment/onnx/network/spec.js';
import type { WindowColumns } from '../../../../../src/segment/segmenter.js';
import { createGrid, tileAt } from '../../../../../src/tiling/grid.js';
import { joinBlocks, type TileObjects } from '../../../../../src/vectorize/instances/join-blocks.js';
import type { DiskScene } from './disks.js';

/** A network of two classes, with ids 1 and 2, that finds instances as Mask R-CNN does. */
export function describeNetwork(changes: Partial<NetworkSpec> = {}): NetworkSpec {
  return {
    model: 'model.onnx',
    modelSha256: '',
    device: 'cpu',
    kind: 'instance',
    input: { name: 'image', dataType: 'float32', layout: 'NCHW' },
    bands: [1],
    values: 'stored',
    scaling: [],
    transform: null,
    expected: null,
    semantic: null,
    instance: { family: 'mask-rcnn', boxes: 'boxes', labels: 'labels', scores: 'scores', masks: 'masks' },
    classes: [
      { value: 1, name: 'pond', color: null, id: 1 },
      { value: 2, name: 'tree', color: null, id: 2 },
    ],
    things: null,
    pixelSizeM: null,
    patchPx: 16,
    overlapPx: 4,
    seams: 'crop',
    augment: 'none',
    batch: 1,
    minScore: 0,
    maxIou: 0.5,
    rest: 0,
    ...changes,
  };
}

/** Outputs of a Mask R-CNN that found these in a patch, with masks of all of it. */
export function toMaskRcnn({ window }: Patch, found: readonly PatchInstance[]): PatchOutputs {
  const size = window.width;
  const masks = new Float32Array(found.length * size * size);
  found.forEach(({ window: box, mask }, k) => {
    mask.forEach((value, i) => {
      const row = box.row + Math.floor(i / box.width) - window.row;
      const col = box.col + (i % box.width) - window.col;
      masks[(k * size + row) * size + col] = value * 0.9;
    });
  });
  return {
    boxes: { data: new Float32Array(found.length * 4), shape: [found.length, 4] },
    labels: { data: BigInt64Array.from(found, (one) => BigInt(one.class + 1)), shape: [found.length] },
    scores: { data: Float32Array.from(found, ({ score }) => score), shape: [found.length] },
    masks: { data: masks, shape: [found.length, 1, size, size] },
  };
}

/** Asks `answer` in place of a network. */
export function createFakeRunner(
  grid: NetworkGrid,
  { lattice }: Pick<DiskScene, 'lattice'>,
  answer: (patch: Patch) => PatchOutputs | null,
): PatchRunner & { asked: Set<number> } {
  const asked = new Set<number>();
  return {
    grid,
    asked,
    patchesOver: lattice.patchesOver,
    run: async (patches, onOutputs) => {
      for (const patch of patches) {
        asked.add(patch.index);
        onOutputs(patch, answer(patch), 0);
      }
    },
  };
}

export interface BlockedScene {
  width: number;
  height: number;
  blockPx: number;
  haloPx: number;
  /** 1 where the scene holds data. */
  valid?: Uint8Array;
}

/** Classes, scores and objects of a scene, found in blocks and joined as a run does it. */
export async function predictScene(
  predictor: InstancePredictor,
  runner: PatchRunner,
  { width, height, blockPx, haloPx, valid }: BlockedScene,
): Promise<{ classes: Uint8Array; score: Float32Array; joined: TileObjects }> {
  const blocks = createGrid({ width, height, tileSizePx: blockPx, overlapPx: haloPx });
  const [classes, score] = [new Uint8Array(width * height), new Float32Array(width * height)];
  const pieces = [];
  for (let index = 0; index < blocks.columns * blocks.rows; index++) {
    const { core, read } = tileAt(blocks, index);
    const columns = columnsOf(read, core, { width, valid });
    const found = await predictor.predict(columns, runner);
    for (let row = core.row; row < core.row + core.height; row++) {
      const from = (row - read.row) * read.width + core.col - read.col;
      classes.set(found.classes.subarray(from, from + core.width), row * width + core.col);
      score.set(found.score.subarray(from, from + core.width), row * width + core.col);
    }
    pieces.push({ shared: core, block: { window: read, classes: found.classes, objects: found.objects } });
  }
  const whole = { col: 0, row: 0, width, height };
  return { classes, score, joined: joinBlocks(whole, classes, pieces) };
}

function columnsOf(
  window: Window,
  keep: Window,
  { width, valid }: { width: number; valid: Uint8Array | undefined },
): WindowColumns {
  const length = window.width * window.height;
  const at = (i: number): number =>
    (window.row + Math.floor(i / window.width)) * width + window.col + (i % window.width);
  const values = [new Float32Array(length)];
  return { window, keep, length, values, valid: valid ? Uint8Array.from({ length }, (_, i) => valid[at(i)]) : null };
}

/** Pixels of the scene for each network pixel, all the same. */
export function scaledGrid(width: number, height: number, scale: number): NetworkGrid {
  return { width: Math.ceil(width / scale), height: Math.ceil(height / scale), scaleX: scale, scaleY: scale };
}

/** Numbers from 1 in order of first pixels. */
export function renumber(labels: ArrayLike<number>): number[] {
  const numbers = new Map<number, number>([[0, 0]]);
  return Array.from(labels, (label) => {
    const number = numbers.get(label) ?? numbers.size;
    numbers.set(label, number);
    return number;
  });
}
