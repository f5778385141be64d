import type { z } from 'zod';
import type { Json } from '../raster/json.js';
import type { Band } from '../raster/raster.js';
import type { Window } from '../raster/window.js';
import type { ScoreName } from './attributes.js';

/** A band by role (`nir`), by the scene's own name, or by number (1-based). */
export type BandRef = string | number;

/** Scenes of the same ground that a run may be given beside the one it maps, and what a recipe calls them: `before.nir`. */
export const OTHER_SCENES = ['before', 'quality'] as const;

export type OtherScene = (typeof OTHER_SCENES)[number];

/** One quantity per pixel that a method looks at; of the scene that is mapped unless it names another. */
export type Source =
  | { kind: 'index'; name: string; scene?: OtherScene }
  /** Reflectance (value · scale + offset) of one band. */
  | { kind: 'band'; band: BandRef; scene?: OtherScene }
  /** The stored values of one band, untouched. */
  | { kind: 'raw'; band: BandRef; scene?: OtherScene }
  /** A layer that the recipe defines: something computed from other sources. */
  | { kind: 'layer'; name: string };

/** Sources read for some pixels: one value per pixel and source. NaN where a source is not defined (0/0). */
export interface Columns {
  length: number;
  values: readonly Band[];
  /** 1 where the pixel holds data; null where all do. */
  valid: Uint8Array | null;
}

/** Columns of a window of the scene, row by row: for what looks around a pixel, or needs its place. */
export interface WindowColumns extends Columns {
  /** Where in the scene; inside it. */
  window: Window;
  /** Of a block, what of the window is used: the rest may be left out of the answer. */
  keep?: Window;
}

/** Classes and how sure they are; NaN, or anything, where the class is 0. */
export interface Prediction extends Partial<Record<ScoreName, Float32Array>> {
  classes: Uint8Array;
}

/** Classes of a window, and which object every pixel belongs to: numbers from 1, 0 where it belongs to none. */
export interface ObjectPrediction extends Partial<Record<ScoreName, Float32Array>> {
  classes: Uint8Array;
  objects: Uint32Array;
}

/**
 * A method made ready for one scene. What it says of a pixel depends on `params` and on what lies within `haloPx` of that
 * pixel alone, so that no tiling shows: windows end at least so far from the pixels that are kept, or at the scene's edge.
 */
export interface Segmenter {
  /** How far it looks around a pixel; for a method that works in blocks, how far it looks around a block. */
  haloPx: number;
  /**
   * Set by methods that find objects of any size: they see one square of the scene at a time, of so many pixels (and
   * `haloPx` around it), counted from the scene's upper left corner whatever the tiles.
   */
  blockPx?: number;
  /** What is read to know the pixels of a window, where that is other than `haloPx` around it; only beside `blockPx`. */
  seenAround?(keep: Window): Window;
  /** What it needs in each worker beside its columns, in bytes: a network's weights and the values between its layers. */
  workBytes?: number;
  /** What it reads, in the order it wants the columns. */
  sources: readonly Source[];
  /** True where a band's own value is compared with a reflectance. */
  needsReflectance?: boolean;
  /** Parameters from a decimated read of the whole scene; absent where none are needed. */
  fit?(sample: Columns): Json;
  /** Class ids per pixel; 0 where the pixel holds no data or its sources are not defined. */
  predict(columns: WindowColumns, params: Json): Uint8Array | Promise<Uint8Array>;
  /** The same classes, with all the scores that the method has; absent where it has none. */
  predictScored?(columns: WindowColumns, params: Json): Prediction | Promise<Prediction>;
  /** The same classes, and the objects, where each is to be a polygon of its own, with all its scores; only beside `blockPx`. */
  predictObjects?(columns: WindowColumns, params: Json): ObjectPrediction | Promise<ObjectPrediction>;
  /** What was left out or assumed for this scene. */
  warnings?: readonly string[];
}

/** Size of a scene, and of its pixels on the ground at its centre; null where the CRS is not known. */
export interface SceneGrid {
  width: number;
  height: number;
  /** Across and down, in metres. */
  pixelSizeM: readonly [number, number] | null;
}

/** What a method may ask of the scene when it is made ready. */
export interface SceneBands {
  /** Absent where only the bands are known. */
  grid?: SceneGrid;
  /** Numbers of all bands that hold values: alpha is not among them. */
  dataBands: readonly number[];
  canRead(source: Source): boolean;
  /** What a name in a recipe means: a layer of the recipe, an index, or a band; `before.` and a name for another scene's. */
  sourceOf(name: BandRef): Source;
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
  scores?(options: SegmenterOptions): readonly ScoreName[];
  /** Ids that the legend has to have; null where any id may come. */
  classIds(options: SegmenterOptions): readonly number[] | null;
  /** Whether each object it finds is a polygon of its own; it finds none where this is absent. */
  separates?(options: SegmenterOptions): boolean;
  create(options: SegmenterOptions, scene: SceneBands): Segmenter;
}

interface TypedMethod<Schema extends z.ZodObject> {
  name: string;
  title: string;
  options: Schema;
  scores?: readonly ScoreName[] | ((options: z.infer<Schema>) => readonly ScoreName[]);
  classIds(options: z.infer<Schema>): readonly number[] | null;
  separates?(options: z.infer<Schema>): boolean;
  create(options: z.infer<Schema>, scene: SceneBands): Segmenter;
}

/** Keeps a method's own option type inside its file; outside, options are what its schema has let through. */
export function defineMethod<Schema extends z.ZodObject>(method: TypedMethod<Schema>): Method {
  const { separates, scores, ...rest } = method;
  return {
    ...rest,
    ...(scores
      ? { scores: (options) => (typeof scores === 'function' ? scores(options as z.infer<Schema>) : scores) }
      : {}),
    ...(separates ? { separates: (options) => separates(options as z.infer<Schema>) } : {}),
    classIds: (options) => method.classIds(options as z.infer<Schema>),
    create: (options, scene) => method.create(options as z.infer<Schema>, scene),
  };
}

/** Ids 1 to `count`. */
export function idsUpTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
