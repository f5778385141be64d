import { InputError, InternalError } from '../errors.js';
import type { Legend } from '../raster/class-mask.js';
import { cropBand } from '../raster/crop.js';
import type { Json } from '../raster/json.js';
import type { Band, Raster } from '../raster/raster.js';
import { expandWindow, intersectWindows, type Window } from '../raster/window.js';
import type { ScoreName } from './attributes.js';
import { type FitParams, fitAll, type ReadSample } from './fit.js';
import type { Layer } from './layers/layer.js';
import { checkLayers, type MadeLayers, makeLayers } from './layers/make-layers.js';
import { generateLegend } from './legend-colors.js';
import { findMethod } from './methods/list.js';
import { toNamedSource } from './named-source.js';
import type { Recipe } from './recipe.js';
import { bandsOf, createRecipeReader } from './recipe-reader.js';
import { createRefiner } from './refine/refine.js';
import { createSceneStack, type SceneStack } from './scene-stack.js';
import type { ObjectPrediction, Prediction, SceneBands, Segmenter, Source, WindowColumns } from './segmenter.js';
import type { SceneFacts } from './sensors/sensor.js';

export type { ReadSample, SamplePiece } from './fit.js';
export type { SceneFacts } from './sensors/sensor.js';

/** What the caller knows better than the recipe and the scene. */
export interface RecipeOverrides {
  bands?: Record<string, string | number>;
  sensor?: string;
  scaling?: { scale: number; offset: number };
}

/** A recipe made ready for one scene. */
export interface PreparedRecipe {
  recipe: Recipe;
  /** The recipe's legend, or one of 255 made names where it has none. */
  legend: Legend;
  /** Sensor profile found or named. */
  sensor: string | null;
  /** Bands (1-based, those of scenes beside it going on) that are used, by role; asked for by number they are called `band3`. */
  bands: Record<string, number>;
  /** What to read, in this order. */
  bandNumbers: number[];
  /** Reflectance = value · scale + offset. */
  scaling: { scale: number; offset: number; description: string };
  /** How far around a pixel is looked at, or around a block, with all layers and refinements. */
  haloPx: number;
  /** How far around a tile has to be read, which is less where blocks are read by themselves. */
  tileHaloPx: number;
  /** Set where the scene is segmented in squares of its own; `segmentBlock` then gives the classes. */
  blockPx: number | null;
  /** What the method needs in each worker beside what it reads, in bytes. */
  workBytes: number;
  needsFit: boolean;
  /** Assumptions made. */
  warnings: string[];
  /** Scene bands (1-based) of these roles, or null where one of them is not there. */
  findBands(roles: readonly string[]): number[] | null;
  /** Parameters from a sample of the whole scene (`bandNumbers`, in order); null where none are needed. */
  fit(readSample: ReadSample): Promise<Json>;
  /** What the method reads of a window, in its order. Right as far as `haloPx` from the window's edges. */
  columns(raster: Raster, params: Json): WindowColumns;
  /**
   * Classes of a window, 0 where there is no data or where what the method looks at is not defined (0/0).
   * `layers` are what the recipe wants measured: its indices, its bands, its layers, then the scores of `scoresOf`; NaN
   * where not defined; where the class is 0 their value means nothing. Right as far as `haloPx` from the window's edges.
   */
  segment(raster: Raster, params: Json): Promise<{ classes: Uint8Array; layers: Float32Array[] }>;
  /** What is measured alone, where `blockPx` is set. Right as far as `haloPx` from the window's edges. */
  measure(raster: Raster, params: Json): Float32Array[];
  /** What has to be read to segment the block `core`. */
  blockWindow(core: Window): Window;
  /** Classes, and objects where they are separate, of the block `core` and what is seen around it; read with `blockWindow`. */
  segmentBlock(raster: Raster, core: Window, params: Json): Promise<SegmentedBlock>;
}

/** A block of a scene, and what its method saw around it. */
export interface SegmentedBlock {
  window: Window;
  classes: Uint8Array;
  /** Number of each pixel's object, from 1; 0 where it belongs to none. Null where objects are not separate. */
  objects: Uint32Array | null;
  /** Those that the recipe asks for, as in `scoresOf`. */
  scores: Float32Array[];
}

/**
 * Finds the bands, the scaling and the method that a recipe needs in a scene.
 * @throws InputError naming what is missing and what the scene has
 */
export function prepareRecipe(recipe: Recipe, scene: SceneFacts, overrides: RecipeOverrides = {}): PreparedRecipe {
  const stack = createSceneStack(scene, {
    recipeName: recipe.name,
    bands: { ...recipe.bands, ...overrides.bands },
    sensor: overrides.sensor ?? recipe.sensor,
    scaling: overrides.scaling ?? recipe.scaling,
  });
  let made: MadeLayers = { layers: new Map(), haloOf: () => 0 };
  const sceneBands = describeStack(recipe, scene, { stack, layersOf: () => made.layers });
  made = makeLayers(recipe.layers, sceneBands);
  const { layers } = made;
  const segmenter = findMethod(recipe.segmenter.method)!.create(recipe.segmenter, sceneBands);
  const refiner = createRefiner(recipe.refine);
  if (refiner && segmenter.predictObjects) throw refuseRefine(recipe);

  const measured = measuredSources(recipe);
  const sources = [...segmenter.sources, ...measured];
  const excluded = recipe.exclude.map(({ of }) => sceneBands.sourceOf(of));
  checkLayers([...sources, ...excluded], layers);
  const needsReflectance = segmenter.needsReflectance === true;
  const reader = createRecipeReader({ recipe, stack, made, sources, excluded, needsReflectance });
  const { read, scaling } = reader;
  const scoreNames = scoresOf(recipe);
  const blockPx = segmenter.blockPx ?? null;
  /** How far a method sees around a pixel or a block, and how far its layers look beyond. */
  const seenPx = segmenter.haloPx + (refiner?.haloPx ?? 0);
  /** Of a block, what the refinements look at, and what is read to know that. */
  const keptOf = (core: Window): Window => expandWindow(core, refiner?.haloPx ?? 0);
  const seenAround = (keep: Window): Window => segmenter.seenAround?.(keep) ?? expandWindow(keep, segmenter.haloPx);
  const measuredHaloPx = reader.haloOf(measured);
  const haloPx = Math.max(seenPx + reader.haloOf(segmenter.sources), measuredHaloPx);
  const fitsLayers = [...layers.values()].some(({ fit }) => fit);
  const unpack = (params: Json): FitParams =>
    fitsLayers ? (params as unknown as FitParams) : { segmenter: params, layers: {} };
  const refine = (classes: Uint8Array, { width, height }: Window) =>
    refiner ? refiner.apply({ classes, width, height }) : classes;

  return {
    recipe,
    legend: recipe.legend.length > 0 ? recipe.legend : generateLegend(),
    sensor: stack.sensor?.name ?? null,
    bands: reader.bands,
    bandNumbers: reader.bandNumbers,
    scaling: { scale: scaling.scale, offset: scaling.offset, description: scaling.description },
    haloPx,
    tileHaloPx: blockPx === null ? haloPx : measuredHaloPx,
    blockPx,
    workBytes: segmenter.workBytes ?? 0,
    needsFit: fitsLayers || segmenter.fit !== undefined,
    warnings: [...reader.warnings, ...(segmenter.warnings ?? [])],
    findBands: (roles) => {
      const found = roles.map((role) => stack.find(role));
      return found.every((band) => band !== null) ? found : null;
    },
    fit: async (readSample) => {
      const params = await fitAll({ segmenter, layers, reader }, readSample);
      return fitsLayers ? (params as unknown as Json) : params.segmenter;
    },
    columns: (raster, params) => read(raster, segmenter.sources, unpack(params).layers),
    segment: async (raster, params) => {
      const fit = unpack(params);
      const { values, ...rest } = read(raster, sources, fit.layers);
      const own = values.slice(0, segmenter.sources.length);
      const predicted = await predict(segmenter, { values: own, ...rest }, fit.segmenter, scoreNames);
      const layerValues = [...values.slice(own.length).map(toSingle), ...predicted.scores];
      return { classes: refine(predicted.classes, raster.window), layers: layerValues };
    },
    measure: (raster, params) => read(raster, measured, unpack(params).layers).values.map(toSingle),
    blockWindow: (core) => expandWindow(seenAround(keptOf(core)), reader.haloOf(segmenter.sources)),
    segmentBlock: async (raster, core, params) => {
      const fit = unpack(params);
      const whole = read(raster, segmenter.sources, fit.layers);
      const keep = intersectWindows(keptOf(core), raster.window)!;
      const window = intersectWindows(seenAround(keep), raster.window)!;
      const seen = { ...cropColumns(whole, window), keep };
      const { objects, ...predicted } = await predict(segmenter, seen, fit.segmenter, scoreNames);
      return { ...predicted, classes: refine(predicted.classes, window), objects, window };
    },
  };
}

function cropColumns({ values, valid, window }: WindowColumns, to: Window): WindowColumns {
  return {
    length: to.width * to.height,
    values: values.map((column) => cropBand(column, window, to)),
    valid: valid && cropBand(valid, window, to),
    window: to,
  };
}

/** What a recipe wants measured of every region. */
function measuredSources({ attributes }: Recipe): Source[] {
  return [
    ...attributes.indices.map((name): Source => ({ kind: 'index', name })),
    ...attributes.bands.map((band): Source => ({ kind: 'band', band })),
    ...attributes.layers.map((name): Source => ({ kind: 'layer', name })),
  ];
}

/** What a method and the layers may ask of the scenes. */
function describeStack(
  { layers }: Recipe,
  scene: SceneFacts,
  { stack, layersOf }: { stack: SceneStack; layersOf: () => ReadonlyMap<string, Layer> },
): SceneBands {
  const layerNames = Object.keys(layers);
  const canRead = (source: Source): boolean =>
    source.kind === 'layer'
      ? (layersOf().get(source.name)?.sources.every(canRead) ?? false)
      : bandsOf(source).every((band) => stack.find(band, source.scene) !== null);
  return {
    ...(scene.grid ? { grid: scene.grid } : {}),
    dataBands: Array.from({ length: scene.bandCount }, (_, i) => i + 1).filter((n) => n !== scene.alphaBand),
    canRead,
    sourceOf: (name) => toNamedSource(name, layerNames),
  };
}

/** The scores that a recipe asks for. */
export function scoresOf({ attributes, segmenter }: Recipe): readonly ScoreName[] {
  return attributes.scores ? (findMethod(segmenter.method)?.scores?.(segmenter) ?? []) : [];
}

/** Classes, objects where the method keeps them apart, and the scores that are asked for. */
async function predict(
  segmenter: Segmenter,
  columns: WindowColumns,
  params: Json,
  scoreNames: readonly ScoreName[],
): Promise<Omit<SegmentedBlock, 'window'>> {
  const predicted: Partial<Prediction & ObjectPrediction> = segmenter.predictObjects
    ? await segmenter.predictObjects(columns, params)
    : scoreNames.length === 0
      ? { classes: await segmenter.predict(columns, params) }
      : ((await segmenter.predictScored?.(columns, params)) ?? {});
  const { classes, objects = null } = predicted;
  const scores = scoreNames.map((name) => predicted[name]);
  if (!classes || scores.includes(undefined)) {
    throw new InternalError({ thing: 'segmenter', wanted: scoreNames.join(' and '), got: 'not all of it' });
  }
  return { classes, objects, scores: scores as Float32Array[] };
}

const toSingle = (values: Band): Float32Array => (values instanceof Float32Array ? values : new Float32Array(values));

function refuseRefine({ name, segmenter }: Recipe): InputError {
  const wanted = `no refine where every object is a polygon of its own (${segmenter.method})`;
  return new InputError({ thing: 'recipe: refine', wanted, got: 'both', source: name });
}
