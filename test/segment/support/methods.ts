import type { Band } from '../../../src/raster/raster.js';
import { findPixelMethod } from '../../../src/segment/methods/pixel-list.js';
import { toNamedSource } from '../../../src/segment/named-source.js';
import type {
  Columns,
  SceneBands,
  Segmenter,
  SegmenterOptions,
  WindowColumns,
} from '../../../src/segment/segmenter.js';

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
