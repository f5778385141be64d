import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { InputError } from '../errors.js';
import { affineDeterminant } from '../raster/affine.js';
import type { Legend } from '../raster/class-mask.js';
import type { Crs } from '../raster/crs.js';
import { hasInstances } from '../segment/instances.js';
import { type ModelPlaces, nameModels } from '../segment/onnx/model-places.js';
import type { PreparedRecipe, RecipeOverrides } from '../segment/prepare.js';
import type { Recipe } from '../segment/recipe.js';
import { createGrid } from '../tiling/grid.js';
import type { Scene } from '../tiling/open-scene.js';
import { IDENTITY_AFFINE } from '../tiling/tiff-georeference.js';
import { layersOf } from './layers.js';
import { planMemory } from './memory.js';
import { planOutputs, type VectorFormat } from './outputs.js';
import type { SceneFacts } from './statistics.js';
import type { ZonesPlan } from './zones-source.js';

/** Everything a run does, decided before the first tile, from the header alone: pure data. */
export interface Plan {
  /** Hash of what went in: scene, recipe, options that change the result or the work files, and our version. */
  runId: string;
  version: string;
  sceneId: string;
  scene: Omit<SceneFacts, 'id' | 'bboxLonLat'> & { fingerprint: string };
  /** Files of the same ground that are read with the scene, by the name that recipes use. */
  beside: Record<string, string>;
  /** Set where the caller knows the CRS better than the file. */
  crsOverride: Crs | null;
  /** With the names of models' files; `models` says where these lie. */
  recipe: Recipe;
  /** The recipe's legend, or a made one where it has none. */
  legend: Legend;
  overrides: RecipeOverrides;
  /** Assumptions made. */
  warnings: string[];
  /** Areas to measure, such as fields; null where there are none. */
  zones: ZonesPlan | null;
  /** Names of the files to publish. */
  outputs: string[];
  grid: { width: number; height: number; tileSizePx: number; overlapPx: number };
  /** Bands to show a person: red, green, blue, or one alone; none where no pictures are made. */
  previewBands: number[];
  /** Every how many pixels the preview takes one. */
  previewStepPx: number;
  /** Where the recipe's models lie, by the SHA-256 of their content: the same run may find them elsewhere. */
  models: ModelPlaces;
  workers: number;
  memoryMB: number;
  /** Decoded blocks that each worker may keep. */
  cacheBytes: number;
}

export interface PlanOptions {
  tileSizePx?: number;
  workers: number;
  memoryMB: number;
  overrides: RecipeOverrides;
  crsOverride: Crs | null;
  zones?: ZonesPlan | null;
  formats?: readonly VectorFormat[] | undefined;
  vectorsOnly?: boolean | undefined;
  /** Write a raster of scores. */
  scores?: boolean | undefined;
}

/** Longest side of the preview pictures. */
const PREVIEW_PX = 1024;

export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/** @throws InputError where the scene cannot be mapped; UsageError where the options don't fit each other */
export function createPlan(scene: Scene, prepared: PreparedRecipe, options: PlanOptions): Plan {
  const crs = options.crsOverride ?? scene.crs;
  if (!crs) {
    throw refuse(scene, 'a coordinate reference system', 'none: name it with --crs EPSG:<code>');
  }
  if (!scene.affine.every(Number.isFinite) || affineDeterminant(scene.affine) === 0) {
    throw refuse(scene, 'an affine from pixels to the map', `[${scene.affine.join(', ')}]`);
  }
  if (IDENTITY_AFFINE.every((value, i) => value === scene.affine[i])) {
    throw refuse(scene, 'a georeference', 'pixels without a place, or with ground control points only (warp it first)');
  }
  const { width, height } = scene;
  const { simplifyM, smooth } = prepared.recipe.vectorize;
  const drawsBorders = simplifyM > 0 || smooth;
  const memory = planMemory({ scene, prepared, layers: layersOf(prepared.recipe), drawsBorders, ...options });
  const grid = createGrid({ width, height, tileSizePx: memory.tileSizePx, overlapPx: prepared.tileHaloPx });
  const { recipe, models } = nameModels(prepared.recipe);
  const content: Omit<Plan, 'runId' | 'models' | 'workers' | 'memoryMB' | 'cacheBytes'> = {
    version: VERSION,
    sceneId: toSceneId(scene.location),
    scene: {
      location: scene.location,
      fingerprint: scene.fingerprint,
      width,
      height,
      bandCount: scene.bandCount,
      dataType: scene.dataType,
      crs,
      affine: scene.affine,
      nodata: scene.nodata,
      datetime: scene.datetime,
    },
    beside: Object.fromEntries(Object.entries(scene.others ?? {}).map(([name, { location }]) => [name, location])),
    crsOverride: options.crsOverride,
    recipe,
    legend: prepared.legend,
    overrides: options.overrides,
    warnings: prepared.warnings,
    zones: options.zones ?? null,
    outputs: planOutputs({
      ...options,
      hasZones: Boolean(options.zones),
      hasInstances: hasInstances(prepared.recipe),
      hasScores: options.scores,
    }),
    grid: { width, height, tileSizePx: grid.tileSizePx, overlapPx: grid.overlapPx },
    previewBands: options.vectorsOnly ? [] : choosePreviewBands(scene, prepared),
    previewStepPx: Math.ceil(Math.max(width, height) / PREVIEW_PX),
  };
  const runId = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
  const { workers, cacheBytes } = memory;
  return { runId, ...content, models, workers, memoryMB: options.memoryMB, cacheBytes };
}

/** The file's name without folder and extension, in characters that are safe in keys and URLs. */
export function toSceneId(location: string): string {
  // Of a URL, what follows the path is no part of the name: it may be a key to the file.
  const path = /^https?:/i.test(location) ? decodeURIComponent(new URL(location).pathname) : location;
  const name = basename(path, extname(path));
  return (
    name
      .normalize('NFC')
      .replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
      .replace(/^[.-]+/, '') || 'scene'
  );
}

/** True colour where the scene has it, else the first band that the recipe reads. */
function choosePreviewBands(scene: Scene, prepared: PreparedRecipe): number[] {
  const rgb = prepared.findBands(['red', 'green', 'blue']);
  if (rgb) return rgb;
  return scene.bandCount >= 3 && scene.photometric === 'rgb' ? [1, 2, 3] : [prepared.bandNumbers[0]];
}

function refuse(scene: Scene, wanted: string, got: string): InputError {
  return new InputError({ thing: 'scene', wanted, got, source: scene.location });
}
