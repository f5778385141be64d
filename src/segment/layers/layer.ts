import type { z } from 'zod';
import type { Json } from '../../raster/json.js';
import type { Columns, SceneBands, Source, WindowColumns } from '../segmenter.js';

/** A layer made ready for one scene: one value per pixel, computed from other sources. */
export interface Layer {
  /** How far it looks around a pixel. */
  haloPx: number;
  /** What it reads, in the order it wants the columns. */
  sources: readonly Source[];
  /** True where a band's own value is compared with a reflectance. */
  needsReflectance?: boolean;
  /** Parameters from a sample of the whole scene; absent where none are needed. */
  fit?(sample: Columns): Json;
  /**
   * The value of every pixel of the window, row by row; NaN where it is not defined. Pixels without data, or where a source
   * is NaN, never take part in the value of another pixel. The value of a pixel depends on what lies within `haloPx` of it
   * alone, to the last bit, wherever the window begins.
   */
  compute(columns: WindowColumns, params: Json): Float32Array;
}

/** A kind of layer: its options, and how to make it ready. */
export interface LayerKind {
  /** What a recipe's layer says as its `type`. */
  name: string;
  title: string;
  options: z.ZodObject;
  create(options: LayerOptions, scene: SceneBands): Layer;
}

export interface LayerOptions {
  type: string;
  [option: string]: unknown;
}

interface TypedLayerKind<Schema extends z.ZodObject> {
  name: string;
  title: string;
  options: Schema;
  create(options: z.infer<Schema>, scene: SceneBands): Layer;
}

/** Keeps a layer's own option type inside its file; outside, options are what its schema has let through. */
export function defineLayer<Schema extends z.ZodObject>(kind: TypedLayerKind<Schema>): LayerKind {
  return { ...kind, create: (options, scene) => kind.create(options as z.infer<Schema>, scene) };
}
