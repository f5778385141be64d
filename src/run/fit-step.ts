import type { Json } from '../raster/json.js';
import type { Raster } from '../raster/raster.js';
import { createBand } from '../raster/raster.js';
import type { Window } from '../raster/window.js';
import type { PreparedRecipe } from '../segment/prepare.js';
import type { Scene } from '../tiling/open-scene.js';

/** Side of the windows of a sample, and how many pixels it has at most, roughly. */
const WINDOW_PX = 128;
const SAMPLE_PIXELS = 4 << 20;

/**
 * Windows spread evenly over the whole scene, placed by its size alone: the same pixels whatever the tiling and the
 * layout of the file. A scene of up to about 4 Mpx is taken whole.
 */
export function planSample({ width, height }: { width: number; height: number }): Window[] {
  const columns = Math.ceil(width / WINDOW_PX);
  const rows = Math.ceil(height / WINDOW_PX);
  const step = Math.ceil(Math.sqrt((width * height) / SAMPLE_PIXELS));
  const windows: Window[] = [];
  for (let row = step >> 1; row < rows; row += step) {
    for (let column = step >> 1; column < columns; column += step) {
      const [x, y] = [column * WINDOW_PX, row * WINDOW_PX];
      windows.push({ col: x, row: y, width: Math.min(WINDOW_PX, width - x), height: Math.min(WINDOW_PX, height - y) });
    }
  }
  return windows;
}

/** The sample's pixels as one raster of a single row, and what the segmenter learns from them. */
export async function fitScene(scene: Scene, prepared: PreparedRecipe): Promise<Json> {
  if (!prepared.needsFit) return null;
  const windows = planSample(scene);
  const count = windows.reduce((sum, { width, height }) => sum + width * height, 0);
  const sample: Raster = {
    window: { col: 0, row: 0, width: count, height: 1 },
    bands: prepared.bandNumbers.map(() => createBand(scene.dataType, count)),
    valid: new Uint8Array(count).fill(1),
  };
  let at = 0;
  for (const window of windows) {
    const raster = await scene.read(window, { bands: prepared.bandNumbers });
    raster.bands.forEach((band, i) => {
      sample.bands[i].set(band, at);
    });
    if (raster.valid) sample.valid?.set(raster.valid, at);
    at += window.width * window.height;
  }
  return prepared.fit(sample);
}
