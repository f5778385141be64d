import { InputError, InternalError } from '../errors.js';
import type { Legend } from '../raster/class-mask.js';
import { cropBand } from '../raster/crop.js';
import type { Json } from '../raster/json.js';
import type { Band, Raster } from '../raster/raster.js';
import { expandWindow, intersectWindows, type Window } from '../raster/window.js';
import type { ScoreName } from './attributes.js';
import { withoutExcluded } from './exclude.js';
import { type FitParams, fitAll, type ReadSample } from './fit.js';
import { findIndex } from './indices/table.js';
import type { Layer } from './layers/layer.js';
import { checkLayers, makeLayers, rootSources } from './layers/make-layers.js';
import { generateLegend } from './legend-colors.js';
import { findMethod } from './methods/list.js';
import { toNamedSource } from './named-source.js';
import type { Recipe } from './recipe.js';
import { createRefiner } from './refine/refine.js';
import { createSceneStack, type SceneStack } from './scene-stack.js';
import type { BandRef, OtherScene, Prediction, SceneBands, Segmenter, Source, WindowColumns } from './segmenter.js';
import type { ScalingFacts, SceneFacts } from './sensors/sensor.js';
import { createSourceReader } from './sources.js';

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
  /** Whether every object is a polygon of its own. */
  separatesObjects: boolean;
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
  /** Classes, and objects where they are separate, of the block `core` and what is seen around it; read with `haloPx`. */
  segmentBlock(raster: Raster, core: Window, params: Json): Promise<SegmentedBlock>;
}

/** A block of a scene, and what its method saw around it. */
export interface SegmentedBlock {
  window: Window;
  classes: Uint8Array;
  /** Number of each pixel's object, from 1; 0 where it belongs to none. Null where objects are not separate. */
  objects: Uint32Array | null;
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
  const sceneBands = describeStack(recipe, scene, { stack, layersOf: () => made.layers });
  const made = makeLayers(recipe.layers, sceneBands);
  const { layers, haloOf } = made;
  const segmenter = findMethod(recipe.segmenter.method)!.create(recipe.segmenter, sceneBands);
  const refiner = createRefiner(recipe.refine);
  const blockPx = segmenter.blockPx ?? null;
  const separatesObjects = segmenter.predictObjects !== undefined;
  if (refiner && separatesObjects) throw refuseRefine(recipe);

  const { attributes } = recipe;
  const measured = [
    ...attributes.indices.map((name): Source => ({ kind: 'index', name })),
    ...attributes.bands.map((band): Source => ({ kind: 'band', band })),
    ...attributes.layers.map((name): Source => ({ kind: 'layer', name })),
  ];
  const excluded = recipe.exclude.map(({ of }) => sceneBands.sourceOf(of));
  const excludeHaloPx = haloOf(excluded) + Math.max(0, ...recipe.exclude.map(({ growPx }) => growPx));
  const sources = [...segmenter.sources, ...measured];
  checkLayers([...sources, ...excluded], layers);
  const roots = rootSources([...sources, ...excluded], layers);
  const scoreNames = scoresOf(recipe);
  const bands = findBands(roots, stack);
  const wantsReflectance =
    [segmenter, ...layers.values()].some((user) => user.needsReflectance) || roots.some(needsReflectance);
  const scaling = stack.scaling(wantsReflectance);
  const bandNumbers = [...new Set(Object.values(bands))].sort((a, b) => a - b);
  const readSources = createSourceReader({
    bandNumbers,
    findBand: (band, name) => stack.find(band, name)!,
    scaling: (name) => stack.scaling(wantsReflectance, name),
    layers,
  });
  const read = (raster: Raster, wanted: readonly Source[], layerParams: Record<string, Json>): WindowColumns => {
    if (excluded.length === 0) return readSources(raster, wanted, layerParams);
    const left = withoutExcluded(raster, recipe.exclude, readSources(raster, excluded, layerParams).values);
    return readSources(left, wanted, layerParams);
  };
  /** Pixels around what a method sees that its layers need. */
  const sourceHaloPx = haloOf(segmenter.sources) + excludeHaloPx;
  const ownHaloPx = segmenter.haloPx + (refiner?.haloPx ?? 0) + sourceHaloPx;
  const measuredHaloPx = haloOf(measured) + excludeHaloPx;
  const fitted = [...layers.values()].some(({ fit }) => fit);
  const unpack = (params: Json): FitParams =>
    fitted ? (params as unknown as FitParams) : { segmenter: params, layers: {} };
  const refine = (classes: Uint8Array, { width, height }: Window) =>
    refiner ? refiner.apply({ classes, width, height }) : classes;

  return {
    recipe,
    legend: recipe.legend.length > 0 ? recipe.legend : generateLegend(),
    sensor: stack.sensor?.name ?? null,
    bands,
    bandNumbers,
    scaling: { scale: scaling.scale, offset: scaling.offset, description: scaling.description },
    haloPx: Math.max(ownHaloPx, measuredHaloPx),
    tileHaloPx: blockPx === null ? Math.max(ownHaloPx, measuredHaloPx) : measuredHaloPx,
    blockPx,
    separatesObjects,
    needsFit: fitted || segmenter.fit !== undefined,
    warnings: [...scalingWarnings(scaling, roots), ...(segmenter.warnings ?? [])],
    findBands: (roles) => {
      const found = roles.map((role) => stack.find(role));
      return found.every((band) => band !== null) ? found : null;
    },
    fit: async (readSample) => {
      const request = {
        segmenter,
        layers,
        haloOf: (wanted: readonly Source[]) => haloOf(wanted) + excludeHaloPx,
        read,
      };
      const params = await fitAll(request, readSample);
      return fitted ? (params as unknown as Json) : params.segmenter;
    },
    columns: (raster, params) => read(raster, segmenter.sources, unpack(params).layers),
    segment: async (raster, params) => {
      const fit = unpack(params);
      const { values, ...rest } = read(raster, sources, fit.layers);
      const own = values.slice(0, segmenter.sources.length);
      const predicted = await predict(segmenter, { values: own, ...rest }, { params: fit.segmenter, scoreNames });
      const layerValues = [...values.slice(own.length).map(toSingle), ...predicted.scores];
      return { classes: refine(predicted.classes, raster.window), layers: layerValues };
    },
    measure: (raster, params) => read(raster, measured, unpack(params).layers).values.map(toSingle),
    segmentBlock: async (raster, core, params) => {
      const fit = unpack(params);
      const whole = read(raster, segmenter.sources, fit.layers);
      const window = intersectWindows(expandWindow(core, ownHaloPx - sourceHaloPx), raster.window)!;
      const seen = cropColumns(whole, window);
      if (segmenter.predictObjects) return { ...(await segmenter.predictObjects(seen, fit.segmenter)), window };
      const classes = await segmenter.predict(seen, fit.segmenter);
      return { classes: refine(classes, window), objects: null, window };
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
    dataBands: Array.from({ length: scene.bandCount }, (_, i) => i + 1).filter((n) => n !== scene.alphaBand),
    canRead,
    sourceOf: (name) => toNamedSource(name, layerNames),
  };
}

/** The scores that a recipe asks for. */
export function scoresOf({ attributes, segmenter }: Recipe): readonly ScoreName[] {
  return attributes.scores ? (findMethod(segmenter.method)?.scores ?? []) : [];
}

async function predict(
  segmenter: Segmenter,
  columns: WindowColumns,
  { params, scoreNames }: { params: Json; scoreNames: readonly ScoreName[] },
): Promise<{ classes: Uint8Array; scores: Float32Array[] }> {
  if (scoreNames.length === 0) return { classes: await segmenter.predict(columns, params), scores: [] };
  const predicted: Partial<Prediction> = (await segmenter.predictScored?.(columns, params)) ?? {};
  const scores = scoreNames.map((name) => predicted[name]);
  if (!predicted.classes || scores.includes(undefined)) {
    throw new InternalError({ thing: 'segmenter', wanted: scoreNames.join(' and '), got: 'not all of it' });
  }
  return { classes: predicted.classes, scores: scores as Float32Array[] };
}

const toSingle = (values: Band): Float32Array => (values instanceof Float32Array ? values : new Float32Array(values));

/** Number in the stack of every band that is read, by what it is called. */
function findBands(roots: readonly Source[], stack: SceneStack): Record<string, number> {
  const bands: Record<string, number> = {};
  const missing = new Map<OtherScene | undefined, Set<BandRef>>();
  for (const source of roots) {
    if (source.kind === 'layer') continue;
    const { scene } = source;
    for (const band of bandsOf(source)) {
      const found = stack.find(band, scene);
      const name = typeof band === 'number' ? `band${band}` : band;
      if (found !== null) bands[scene ? `${scene}.${name}` : name] = found;
      else missing.set(scene, (missing.get(scene) ?? new Set()).add(band));
    }
  }
  for (const [scene, names] of missing) throw stack.missing([...names], scene);
  return bands;
}

const bandsOf = (source: Exclude<Source, { kind: 'layer' }>): readonly BandRef[] =>
  source.kind === 'index' ? findIndex(source.name)!.roles : [source.band];

const needsReflectance = (source: Source): boolean =>
  source.kind === 'index' && findIndex(source.name)!.needsReflectance;

/** Stored values taken as they are need no scaling, so nothing about it is assumed. */
function scalingWarnings({ warning }: ScalingFacts, sources: readonly Source[]): string[] {
  return warning && sources.some(({ kind }) => kind !== 'raw') ? [warning] : [];
}

function refuseRefine({ name, segmenter }: Recipe): InputError {
  const wanted = `no refine where every object is a polygon of its own (${segmenter.method})`;
  return new InputError({ thing: 'recipe: refine', wanted, got: 'both', source: name });
}
