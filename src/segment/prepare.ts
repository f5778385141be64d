import { InputError, InternalError } from '../errors.js';
import type { Legend } from '../raster/class-mask.js';
import type { Json } from '../raster/json.js';
import type { Band, Raster } from '../raster/raster.js';
import type { ScoreName } from './attributes.js';
import { type BandFinder, createBandFinder } from './find-bands.js';
import { findIndex } from './indices/table.js';
import { generateLegend } from './legend-colors.js';
import { findMethod } from './methods/list.js';
import type { Recipe } from './recipe.js';
import { suggest } from './recipe-problems.js';
import { findScaling } from './scaling.js';
import type { BandRef, Columns, Prediction, Segmenter, Source } from './segmenter.js';
import { findSensor, SENSOR_NAMES, SENSORS } from './sensors/list.js';
import type { ScalingFacts, SceneFacts, SensorProfile } from './sensors/sensor.js';
import { createSourceReader } from './sources.js';

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
  /** Scene bands (1-based) that are used, by role; those asked for by number are called `band3`. */
  bands: Record<string, number>;
  /** What to read, in this order. */
  bandNumbers: number[];
  /** Reflectance = value · scale + offset. */
  scaling: { scale: number; offset: number; description: string };
  haloPx: number;
  needsFit: boolean;
  /** Assumptions made. */
  warnings: string[];
  /** Scene bands (1-based) of these roles, or null where one of them is not there. */
  findBands(roles: readonly string[]): number[] | null;
  /** Parameters from a decimated read of the whole scene (`bandNumbers`, in order); null where none are needed. */
  fit(sample: Raster): Json;
  /**
   * Classes of a window, 0 where there is no data or where what the method looks at is not defined (0/0).
   * `layers` are what the recipe wants measured: its indices, its bands, then the scores of `scoresOf`; NaN where not
   * defined; where the class is 0 their value means nothing.
   */
  segment(raster: Raster, params: Json): { classes: Uint8Array; layers: Float32Array[] };
}

/**
 * Finds the bands, the scaling and the method that a recipe needs in a scene.
 * @throws InputError naming what is missing and what the scene has
 */
export function prepareRecipe(recipe: Recipe, scene: SceneFacts, overrides: RecipeOverrides = {}): PreparedRecipe {
  const sensor = chooseSensor(recipe, scene, overrides);
  const finder = createBandFinder(scene, sensor, { ...recipe.bands, ...overrides.bands }, recipe.name);
  const segmenter = createSegmenter(recipe, scene, finder);
  const { attributes } = recipe;
  const measured = [
    ...attributes.indices.map((name): Source => ({ kind: 'index', name })),
    ...attributes.bands.map((band): Source => ({ kind: 'band', band })),
  ];
  const sources = [...segmenter.sources, ...measured];
  const scoreNames = scoresOf(recipe);
  const bands = findBands(sources, finder);
  const scaling = findScaling({
    scene,
    sensor,
    said: overrides.scaling ?? recipe.scaling,
    needsReflectance: segmenter.needsReflectance === true || sources.some(needsReflectance),
  });
  const bandNumbers = [...new Set(Object.values(bands))].sort((a, b) => a - b);
  const read = createSourceReader({ bandNumbers, findBand: (band) => finder.find(band)!, scaling });
  const columnsOf = (raster: Raster) => read(raster, segmenter.sources);
  return {
    recipe,
    legend: recipe.legend.length > 0 ? recipe.legend : generateLegend(),
    sensor: sensor?.name ?? null,
    bands,
    bandNumbers,
    scaling: { scale: scaling.scale, offset: scaling.offset, description: scaling.description },
    haloPx: segmenter.haloPx,
    needsFit: segmenter.fit !== undefined,
    warnings: [...scalingWarnings(scaling, sources), ...(segmenter.warnings ?? [])],
    findBands: (roles) => {
      const found = roles.map((role) => finder.find(role));
      return found.every((band) => band !== null) ? found : null;
    },
    fit: (sample) => segmenter.fit?.(columnsOf(sample)) ?? null,
    segment: (raster, params) => {
      const { values, ...rest } = read(raster, sources);
      const own = values.slice(0, segmenter.sources.length);
      const predicted = predict(segmenter, { values: own, ...rest }, { params, scoreNames });
      return { classes: predicted.classes, layers: [...values.slice(own.length).map(toSingle), ...predicted.scores] };
    },
  };
}

/** The scores that a recipe asks for. */
export function scoresOf({ attributes, segmenter }: Recipe): readonly ScoreName[] {
  return attributes.scores ? (findMethod(segmenter.method)?.scores ?? []) : [];
}

function predict(
  segmenter: Segmenter,
  columns: Columns,
  { params, scoreNames }: { params: Json; scoreNames: readonly ScoreName[] },
): { classes: Uint8Array; scores: Float32Array[] } {
  if (scoreNames.length === 0) return { classes: segmenter.predict(columns, params), scores: [] };
  const predicted: Partial<Prediction> = segmenter.predictScored?.(columns, params) ?? {};
  const scores = scoreNames.map((name) => predicted[name]);
  if (!predicted.classes || scores.includes(undefined)) {
    throw new InternalError({ thing: 'segmenter', wanted: scoreNames.join(' and '), got: 'not all of it' });
  }
  return { classes: predicted.classes, scores: scores as Float32Array[] };
}

const toSingle = (values: Band): Float32Array => (values instanceof Float32Array ? values : new Float32Array(values));

function chooseSensor(recipe: Recipe, scene: SceneFacts, overrides: RecipeOverrides): SensorProfile | null {
  const name = overrides.sensor ?? recipe.sensor;
  if (!name) return SENSORS.find((sensor) => sensor.recognises(scene)) ?? null;
  const sensor = findSensor(name);
  if (sensor) return sensor;
  const wanted = `one of ${SENSOR_NAMES.join(', ')}`;
  throw new InputError({ thing: 'sensor', wanted, got: `${name}${suggest(name, SENSOR_NAMES)}`, source: recipe.name });
}

function createSegmenter(recipe: Recipe, scene: SceneFacts, finder: BandFinder): Segmenter {
  const dataBands = Array.from({ length: scene.bandCount }, (_, i) => i + 1).filter((n) => n !== scene.alphaBand);
  const canRead = (source: Source) => bandsOf(source).every((band) => finder.find(band) !== null);
  return findMethod(recipe.segmenter.method)!.create(recipe.segmenter, { dataBands, canRead });
}

function findBands(sources: readonly Source[], finder: BandFinder): Record<string, number> {
  const wanted = [...new Set(sources.flatMap(bandsOf))];
  const missing = wanted.filter((band) => finder.find(band) === null);
  if (missing.length > 0) throw finder.missing(missing);
  return Object.fromEntries(
    wanted.map((band) => [typeof band === 'number' ? `band${band}` : band, finder.find(band)!]),
  );
}

const bandsOf = (source: Source): readonly BandRef[] =>
  source.kind === 'index' ? findIndex(source.name)!.roles : [source.band];

const needsReflectance = (source: Source): boolean =>
  source.kind === 'index' && findIndex(source.name)!.needsReflectance;

/** Stored values taken as they are need no scaling, so nothing about it is assumed. */
function scalingWarnings({ warning }: ScalingFacts, sources: readonly Source[]): string[] {
  return warning && sources.some(({ kind }) => kind !== 'raw') ? [warning] : [];
}
