import fc from 'fast-check';
import { expect } from 'vitest';
import type { Band } from '../../../src/raster/raster.js';
import type { Window } from '../../../src/raster/window.js';
import type { Layer, LayerOptions } from '../../../src/segment/layers/layer.js';
import { findLayerKind } from '../../../src/segment/layers/list.js';
import { createRandom } from '../../../src/segment/methods/random.js';
import type { SceneBands, WindowColumns } from '../../../src/segment/segmenter.js';

const SCENE: SceneBands = {
  dataBands: [1, 2, 3],
  canRead: () => true,
  sourceOf: (band) => ({ kind: 'band', band }),
};

/** A layer by the options as a recipe gives them. */
export function createTestLayer(options: LayerOptions): Layer {
  const kind = findLayerKind(options.type)!;
  return kind.create(kind.options.parse(options) as LayerOptions, SCENE);
}

/** What a layer says of a window, fitted on `sample`, with its parameters sent through JSON. */
export function computeLayer(layer: Layer, columns: WindowColumns, sample = columns): Float32Array {
  const params = JSON.parse(JSON.stringify(layer.fit?.(sample) ?? null));
  return layer.compute(columns, params);
}

/** The part of a window's columns that lies in another. */
export function cutColumns({ values, valid, window }: WindowColumns, part: Window): WindowColumns {
  const cut = <T extends Band>(band: T): T => cutPlane(band, window, part);
  return {
    length: part.width * part.height,
    values: values.map(cut),
    valid: valid ? cut(valid) : null,
    window: part,
  };
}

export function cutPlane<T extends Band>(plane: T, from: Window, part: Window): T {
  const out = plane.slice(0, part.width * part.height) as T;
  for (let y = 0; y < part.height; y++) {
    const at = (part.row - from.row + y) * from.width + part.col - from.col;
    out.set(plane.subarray(at, at + part.width), y * part.width);
  }
  return out;
}

/** `part` and so many pixels around it, inside `whole`. */
export function growInside(part: Window, marginPx: number, whole: Window): Window {
  const col = Math.max(whole.col, part.col - marginPx);
  const row = Math.max(whole.row, part.row - marginPx);
  const right = Math.min(whole.col + whole.width, part.col + part.width + marginPx);
  const bottom = Math.min(whole.row + whole.height, part.row + part.height + marginPx);
  return { col, row, width: right - col, height: bottom - row };
}

/** Noise on a slope, with a share of pixels without data or with NaN. */
export function drawScene(seed: number, width: number, height: number, holes = 0.1): WindowColumns {
  const random = createRandom(seed);
  const length = width * height;
  const values = [0, 1, 2].map((band) =>
    Float32Array.from({ length }, (_, i) => {
      if (random() < holes / 2) return Number.NaN;
      return ((i % width) / width) * 0.3 * band + 0.2 + random() * 0.4 - 0.1;
    }),
  );
  const valid = holes === 0 ? null : Uint8Array.from({ length }, () => Number(random() >= holes));
  return { length, values, valid, window: { col: 0, row: 0, width, height } };
}

export const bitsOf = (plane: Float32Array): Int32Array =>
  // Which bits a NaN has is not fixed.
  new Int32Array(plane.map((value) => (Number.isNaN(value) ? Number.NaN : value)).buffer);

/** Expects a layer to say of windows, with its halo around, what it says of the whole scene there: to the last bit. */
export function expectSameInParts(layer: Layer, numRuns: number): void {
  const part = fc.record({
    col: fc.integer({ min: 0, max: 39 }),
    row: fc.integer({ min: 0, max: 35 }),
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 36 }),
  });
  fc.assert(
    fc.property(fc.nat(1000), fc.constantFrom(0, 0.02, 0.4), part, (seed, holes, wanted) => {
      const scene = drawScene(seed, 40, 36, holes);
      const core = growInside(wanted, 0, scene.window);
      const seen = cutColumns(scene, growInside(core, layer.haloPx, scene.window));
      const whole = computeLayer(layer, scene);
      const cut = computeLayer(layer, seen, scene);
      expect(bitsOf(cutPlane(cut, seen.window, core))).toEqual(bitsOf(cutPlane(whole, scene.window, core)));
    }),
    { numRuns },
  );
}
