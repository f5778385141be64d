import { hasInstances } from '../segment/instances.js';
import { readEach } from '../store/read-ahead.js';
import { tileAt } from '../tiling/grid.js';
import { encodePng, encodeWebp } from '../tiling/sharp.js';
import type { RunContext } from './context.js';
import { renderMaskPreview, renderScenePreview } from './preview.js';
import { countSamples, firstSample, samplePreviewClasses } from './preview-sample.js';
import { loadRegionTile, readCells } from './split-pack.js';
import { openFinalTile } from './tile-pack.js';

export interface Pictures {
  maskPng: Uint8Array;
  scenePng: Uint8Array;
  /** The scene again, to lie under maps. */
  sceneWebp: Uint8Array;
}

/** Small pictures of the class mask and of the scene, from the samples that the tiles took. */
export async function renderPictures(context: RunContext): Promise<Pictures> {
  const { grid, plan } = context;
  const step = plan.previewStepPx;
  const width = countSamples(0, grid.width, step);
  const height = countSamples(0, grid.height, step);
  const classes = new Uint8Array(width * height);
  const objects = hasInstances(plan.recipe) ? new Uint32Array(width * height) : undefined;
  const bands = plan.previewBands.map(() => new Float32Array(width * height).fill(Number.NaN));
  const tiles = readEach(context.store, grid.count, async (index) => {
    const { core } = tileAt(grid, index);
    const pack = await openFinalTile(context, index);
    const values = await pack.array('preview.values', 'Float32Array');
    const ids = await pack.array('preview.classes', 'Uint8Array');
    const cells = objects && samplePreviewClasses(readCells(await loadRegionTile(context, index)), core, step);
    return { core, values, ids, cells };
  });
  for await (const { core, values, ids, cells } of tiles) {
    const tileWidth = countSamples(core.col, core.width, step);
    const tileHeight = countSamples(core.row, core.height, step);
    const col = (firstSample(core.col, step) - firstSample(0, step)) / step;
    const row = (firstSample(core.row, step) - firstSample(0, step)) / step;
    for (let y = 0; y < tileHeight; y++) {
      const to = (row + y) * width + col;
      classes.set(ids.subarray(y * tileWidth, (y + 1) * tileWidth), to);
      if (objects && cells) objects.set(cells.subarray(y * tileWidth, (y + 1) * tileWidth), to);
      bands.forEach((band, i) => {
        const from = (i * tileHeight + y) * tileWidth;
        band.set(values.subarray(from, from + tileWidth), to);
      });
    }
  }
  const scene = renderScenePreview({ width, height, bands, valid: null });
  return {
    maskPng: await encodePng(renderMaskPreview({ width, height, classes }, plan.legend, objects)),
    scenePng: await encodePng(scene),
    sceneWebp: await encodeWebp(scene),
  };
}
