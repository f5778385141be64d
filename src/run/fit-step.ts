import type { Json } from '../raster/json.js';
import { expandWindow, intersectWindows, type Window } from '../raster/window.js';
import type { PreparedRecipe, SamplePiece } from '../segment/prepare.js';
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

/** What the recipe learns from the sample. */
export async function fitScene(
  scene: Pick<Scene, 'width' | 'height' | 'read'>,
  prepared: PreparedRecipe,
): Promise<Json> {
  if (!prepared.needsFit) return null;
  const { width, height } = scene;
  async function* readSample(haloPx: number): AsyncGenerator<SamplePiece> {
    for (const core of planSample(scene)) {
      const window = intersectWindows(expandWindow(core, haloPx), { col: 0, row: 0, width, height })!;
      yield { raster: await scene.read(window, { bands: prepared.bandNumbers }), core };
    }
  }
  return prepared.fit(readSample);
}
