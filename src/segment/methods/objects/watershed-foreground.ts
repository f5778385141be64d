import { z } from 'zod';
import { InputError } from '../../../errors.js';
import type { Json } from '../../../raster/json.js';
import type { Columns, SceneBands, SegmenterOptions, Source, WindowColumns } from '../../segmenter.js';
import { findPixelMethod, pixelMethodOptions } from '../pixel-list.js';

/** Options of methods that look for objects in a part of the scene only. */
export const foregroundOptions = {
  foreground: (pixelMethodOptions as unknown as z.ZodType<SegmenterOptions>)
    .optional()
    .describe(
      'Where objects are: a method that looks at single pixels or a known way around them; everywhere if missing',
    ),
  foregroundClasses: z.array(z.int().min(1).max(255)).min(1).default([2]).describe('Its classes that are foreground'),
};

export interface ForegroundOptions {
  foreground?: SegmenterOptions | undefined;
  foregroundClasses: readonly number[];
}

/** What says where objects are. */
export interface Foreground {
  sources: readonly Source[];
  needsReflectance: boolean;
  fit(sample: Columns): Json;
  /** 1 where a pixel is foreground. */
  find(columns: WindowColumns, params: Json): Uint8Array;
}

/** The foreground of a method; null where it is everywhere. */
export function createForeground(options: ForegroundOptions, scene: SceneBands): Foreground | null {
  const { foreground, foregroundClasses } = options;
  if (!foreground) return null;
  const segmenter = findPixelMethod(foreground.method)!.create(foreground, scene);
  const isForeground = Uint8Array.from({ length: 256 }, (_, id) => (foregroundClasses.includes(id) ? 1 : 0));
  return {
    sources: segmenter.sources,
    needsReflectance: segmenter.needsReflectance ?? false,
    fit: (sample) => segmenter.fit?.(sample) ?? null,
    find: (columns, params) => {
      const classes = segmenter.predict(columns, params);
      if (!(classes instanceof Uint8Array)) {
        const wanted = 'a method that needs no model';
        throw new InputError({ thing: 'foreground', wanted, got: foreground.method });
      }
      const inside = new Uint8Array(classes.length);
      for (let i = 0; i < inside.length; i++) inside[i] = isForeground[classes[i]];
      return inside;
    },
  };
}
