import type { z } from 'zod';
import type { Json } from '../raster/json.js';
import type { Band } from '../raster/raster.js';
import type { ScoreName } from './attributes.js';

/** A band by role (`nir`), by the scene's own name, or by number (1-based). */
export type BandRef = string | number;

/** One quantity per pixel that a method looks at. */
export type Source =
  | { kind: 'index'; name: string }
  /** Reflectance (value · scale + offset) of one band. */
  | { kind: 'band'; band: BandRef }
  /** The stored values of one band, untouched. */
  | { kind: 'raw'; band: BandRef };

/** Sources read for some pixels: one value per pixel and source. NaN where a source is not defined (0/0). */
export interface Columns {
  length: number;
  values: readonly Band[];
  /** 1 where the pixel holds data; null where all do. */
  valid: Uint8Array | null;
}

/** Classes and how sure they are; NaN, or anything, where the class is 0. */
export interface Prediction extends Partial<Record<ScoreName, Float32Array>> {
  classes: Uint8Array;
}

/** A method made ready for one scene. What it says of a pixel depends on that pixel and `params` alone. */
export interface Segmenter {
  /** How far it looks around a pixel. */
  haloPx: number;
  /** What it reads, in the order it wants the columns. */
  sources: readonly Source[];
  /** True where a band's own value is compared with a reflectance. */
  needsReflectance?: boolean;
  /** Parameters from a decimated read of the whole scene; absent where none are needed. */
  fit?(sample: Columns): Json;
  /** Class ids per pixel; 0 where the pixel holds no data or its sources are not defined. */
  predict(columns: Columns, params: Json): Uint8Array;
  /** The same classes, with all the scores that the method has; absent where it has none. */
  predictScored?(columns: Columns, params: Json): Prediction;
  /** What was left out or assumed for this scene. */
  warnings?: readonly string[];
}

/** What a method may ask of the scene when it is made ready. */
export interface SceneBands {
  /** Numbers of all bands that hold values: alpha is not among them. */
  dataBands: readonly number[];
  canRead(source: Source): boolean;
}

export interface SegmenterOptions {
  method: string;
  [option: string]: unknown;
}

/** A kind of segmentation: its options, the ids it can give, and how to make it ready. */
export interface Method {
  name: string;
  title: string;
  options: z.ZodObject;
  /** What it can say of a pixel beside its class; absent where nothing. */
  scores?: readonly ScoreName[];
  /** Ids that the legend has to have; null where any id may come. */
  classIds(options: SegmenterOptions): readonly number[] | null;
  create(options: SegmenterOptions, scene: SceneBands): Segmenter;
}

interface TypedMethod<Schema extends z.ZodObject> {
  name: string;
  title: string;
  options: Schema;
  scores?: readonly ScoreName[];
  classIds(options: z.infer<Schema>): readonly number[] | null;
  create(options: z.infer<Schema>, scene: SceneBands): Segmenter;
}

/** Keeps a method's own option type inside its file; outside, options are what its schema has let through. */
export function defineMethod<Schema extends z.ZodObject>(method: TypedMethod<Schema>): Method {
  return {
    ...method,
    classIds: (options) => method.classIds(options as z.infer<Schema>),
    create: (options, scene) => method.create(options as z.infer<Schema>, scene),
  };
}

/** Ids 1 to `count`. */
export function idsUpTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
