import type { Json } from '../../../src/raster/json.js';
import type { Band } from '../../../src/raster/raster.js';
import type { Window } from '../../../src/raster/window.js';
import { findPixelMethod } from '../../../src/segment/methods/pixel-list.js';
import { toNamedSource } from '../../../src/segment/named-source.js';
import type {
  Columns,
  SceneBands,
  Segmenter,
  SegmenterOptions,
  WindowColumns,
} from '../../../src/segment/segmenter.js';
import { cropBand } from './recipes.js';

const sceneOf = (bandCount: number): SceneBands => ({
  dataBands: Array.from({ length: bandCount }, (_, i) => i + 1),
  canRead: () => true,
  sourceOf: (name) => toNamedSource(name, []),
});

/** A method of single pixels or of what is near them, by the options as a recipe gives them. */
export function createMethod(options: SegmenterOptions, bandCount = 1): Segmenter {
  const method = findPixelMethod(options.method)!;
  return method.create(method.options.parse(options) as SegmenterOptions, sceneOf(bandCount));
}

/** Columns of a window at the scene's upper left corner. */
export function columnsOf(width: number, values: Band[], valid: Uint8Array | null = null): WindowColumns {
  const { length } = values[0];
  return { length, values, valid, window: { col: 0, row: 0, width, height: length / width } };
}

/** Parameters as they come to the next step: through JSON. */
export const fitParams = (segmenter: Segmenter, sample: Columns) =>
  JSON.parse(JSON.stringify(segmenter.fit?.(sample) ?? null));

/** The part of a window's columns in a rectangle of it. */
export function cutColumns({ values, valid, window }: WindowColumns, cut: Window): WindowColumns {
  const crop = <T extends Band>(band: T): T => cropBand(band, window.width, cut);
  return {
    length: cut.width * cut.height,
    values: values.map(crop),
    valid: valid && crop(valid),
    window: { ...cut, col: window.col + cut.col, row: window.row + cut.row },
  };
}

/** Classes of a rectangle of a scene, from a window that goes as far beyond it as the method looks. */
export async function predictCore(segmenter: Segmenter, scene: WindowColumns, core: Window, params: Json) {
  const { haloPx } = segmenter;
  const col = Math.max(core.col - haloPx, 0);
  const row = Math.max(core.row - haloPx, 0);
  const width = Math.min(core.col + core.width + haloPx, scene.window.width) - col;
  const height = Math.min(core.row + core.height + haloPx, scene.window.height) - row;
  const classes = await segmenter.predict(cutColumns(scene, { col, row, width, height }), params);
  return cropBand(classes, width, { ...core, col: core.col - col, row: core.row - row });
}
