import type { Json } from '../raster/json.js';
import { expandWindow, intersectWindows } from '../raster/window.js';
import type { PreparedRecipe } from '../segment/prepare.js';
import type { Scene } from '../tiling/open-scene.js';
import type { LabelMap } from './labels/label-map.js';
import type { ChosenPixels } from './labels/label-pixels.js';

/** A scene that is learnt from, and where the labels lie in it. */
export interface TrainingScene {
  scene: Scene;
  prepared: PreparedRecipe;
  /** What the recipe's layers have learnt from the scene. */
  params: Json;
  map: LabelMap;
}

/** Pixels of known class: one value per feature, and the label they are of. */
export interface Samples {
  features: Float32Array[];
  labels: Uint32Array;
  /** Pixels that were chosen and hold no data, or miss a feature. */
  empty: number;
}

/** Reads the features of the pixels chosen, square by square. */
export async function readSamples(
  scenes: readonly TrainingScene[],
  choose: (map: LabelMap, square: number) => ChosenPixels,
  signal?: AbortSignal,
): Promise<Samples> {
  const pieces: Samples[] = [];
  for (const one of scenes) {
    for (const square of one.map.squares) {
      signal?.throwIfAborted();
      const chosen = choose(one.map, square);
      if (chosen.places.length > 0) pieces.push(await readSquare(one, chosen));
    }
  }
  return join(pieces);
}

async function readSquare(
  { scene, prepared, params, map }: TrainingScene,
  { square, places, labels }: ChosenPixels,
): Promise<Samples> {
  const core = map.core(square);
  const whole = { col: 0, row: 0, width: scene.width, height: scene.height };
  const window = intersectWindows(expandWindow(core, prepared.haloPx), whole)!;
  const raster = await scene.read(window, { bands: prepared.bandNumbers });
  const { values, valid } = prepared.columns(raster, params);
  const kept = new Uint32Array(places.length);
  const keptLabels = new Uint32Array(places.length);
  let count = 0;
  for (let j = 0; j < places.length; j++) {
    const row = core.row - window.row + Math.floor(places[j] / core.width);
    const at = row * window.width + core.col - window.col + (places[j] % core.width);
    if (valid?.[at] === 0 || !values.every((column) => Number.isFinite(Math.fround(column[at])))) continue;
    kept[count] = at;
    keptLabels[count++] = labels[j];
  }
  const features = values.map((column) => Float32Array.from(kept.subarray(0, count), (at) => column[at]));
  return { features, labels: keptLabels.slice(0, count), empty: places.length - count };
}

function join(pieces: readonly Samples[]): Samples {
  const count = pieces.reduce((sum, { labels }) => sum + labels.length, 0);
  const features = (pieces[0]?.features ?? []).map(() => new Float32Array(count));
  const labels = new Uint32Array(count);
  let at = 0;
  for (const piece of pieces) {
    piece.features.forEach((values, k) => {
      features[k].set(values, at);
    });
    labels.set(piece.labels, at);
    at += piece.labels.length;
  }
  return { features, labels, empty: pieces.reduce((sum, { empty }) => sum + empty, 0) };
}
