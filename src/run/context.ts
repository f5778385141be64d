import { InputError, InternalError } from '../errors.js';
import { type Crs, fromLonLat, isGeographic, toLonLat } from '../raster/crs.js';
import type { Json } from '../raster/json.js';
import { measurePixelM } from '../raster/pixel-size.js';
import { placeModels } from '../segment/onnx/model-places.js';
import { type PreparedRecipe, prepareRecipe, type SceneFacts } from '../segment/prepare.js';
import { createRunKeys, type RunKeys } from '../store/keys.js';
import { openStore } from '../store/open-store.js';
import { ObjectMissing, type Store } from '../store/store.js';
import type { Traffic } from '../store/traffic.js';
import { createGrid, type Grid } from '../tiling/grid.js';
import type { Scene } from '../tiling/open-scene.js';
import { openStack } from '../tiling/stack/open-stack.js';
import type { FeatureSchema } from '../vectorize/feature.js';
import { createGround, type Ground } from '../vectorize/ground/ground.js';
import type { Layer } from '../vectorize/layer.js';
import { createTileScratch, type TileScratch } from '../vectorize/tile-scratch.js';
import { layersOf } from './layers.js';
import type { Plan } from './plan.js';
import { loadRunZones, type RunZones } from './zones-step.js';

/** Where a run's work and outputs are; small enough to send to a worker. */
export interface RunLocation {
  /** Folder of the store, or `s3://bucket/prefix`. */
  store: string;
  planKey: string;
}

/** What every step of a run needs, made once a worker. */
export interface RunContext {
  plan: Plan;
  keys: RunKeys;
  store: Store;
  grid: Grid;
  ground: Ground;
  schema: FeatureSchema;
  /** What is measured of every region, in order. */
  layers: readonly Layer[];
  scratch: TileScratch;
  /** The scene, opened at the first need; refused if it is not the one that was planned. */
  scene(): Promise<Scene>;
  /** What was fetched of the scene here so far; null where it lies in files, or was not needed yet. */
  traffic(): Promise<Traffic | null>;
  prepared(): Promise<PreparedRecipe>;
  fitParams(): Promise<Json>;
  /** Areas to measure, in the scene's pixels; null where the run has none. */
  zones(): Promise<RunZones | null>;
  close(): Promise<void>;
}

export async function openRun(location: RunLocation): Promise<RunContext> {
  const store = openStore(location.store);
  const plan = await getJson<Plan>(store, location.planKey);
  return createRunContext(plan, store);
}

export function createRunContext(plan: Plan, store: Store): RunContext {
  const keys = createRunKeys({ runId: plan.runId, sceneId: plan.sceneId, recipe: plan.recipe.name });
  const { crs, affine, width, height, location } = plan.scene;
  const ground = createGround({
    width,
    height,
    affine,
    geographic: isGeographic(crs),
    toLonLat: toLonLat(crs),
    fromLonLat: fromLonLat(crs),
    source: location,
  });
  const layers = layersOf(plan.recipe);
  const scene = once(() => openPlanned(plan));
  const recipe = placeModels(plan.recipe, plan.models);
  const prepared = once(async () => prepareRecipe(recipe, toSceneFacts(await scene()), plan.overrides));
  return {
    plan,
    keys,
    store,
    grid: createGrid(plan.grid),
    ground,
    schema: {
      scene: plan.sceneId,
      recipe: plan.recipe.name,
      datetime: plan.scene.datetime,
      legend: plan.legend,
      layers,
      hasShape: plan.recipe.attributes.shape,
      coordinateDecimals: ground.coordinateDecimals,
    },
    layers,
    scratch: createTileScratch(),
    scene,
    traffic: async () => (await scene.made())?.traffic?.() ?? null,
    prepared,
    fitParams: once(() => getJson<Json>(store, keys.fit)),
    zones: once(() => loadRunZones({ store, keys, indexNames: plan.recipe.attributes.indices }, plan.zones)),
    async close() {
      await (await scene.made())?.close();
    },
  };
}

/** What a recipe may know of a scene; `crs` where the caller knows it better than the file. */
export function toSceneFacts(scene: Scene, crs: Crs | null = scene.crs): SceneFacts {
  const { width, height, affine } = scene;
  const grid = { width, height, pixelSizeM: measurePixelM({ crs, affine, width, height }) };
  const { location, bandCount, bandNames, dataType, metadata, photometric, alphaBand, nodata, scaling, others } = scene;
  const facts = { location, bandCount, bandNames, dataType, metadata, photometric, alphaBand, nodata };
  const beside = Object.entries(others ?? {}).map(([name, other]) => [name, toSceneFacts(other)] as const);
  return { ...facts, grid, fileScaling: scaling, ...(others ? { others: Object.fromEntries(beside) } : {}) };
}

async function openPlanned(plan: Plan): Promise<Scene> {
  const options = { cacheBytes: plan.cacheBytes, ...(plan.crsOverride ? { crs: plan.crsOverride } : {}) };
  const scene = await openStack(plan.scene.location, plan.beside, options);
  if (scene.fingerprint === plan.scene.fingerprint) return scene;
  await scene.close();
  throw new InputError({
    thing: 'scene',
    wanted: 'the file as it was when the run began',
    got: 'another content',
    source: plan.scene.location,
  });
}

/** @throws InternalError where it is not whole, `ObjectMissing` where there is none */
export async function getJson<T>(store: Store, key: string): Promise<T> {
  const text = new TextDecoder().decode(await store.get(key));
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    const facts = { thing: 'work file', wanted: 'complete JSON', got: (cause as Error).message };
    throw new InternalError({ ...facts, source: store.describe(key) }, { cause });
  }
}

/** Null where there is none, or none that is whole. */
export async function findJson<T>(store: Store, key: string): Promise<T | null> {
  if (!(await store.head(key))) return null;
  return getJson<T>(store, key).catch((error) => {
    if (error instanceof InternalError || error instanceof ObjectMissing) return null;
    throw error;
  });
}

export async function putJson(store: Store, key: string, content: unknown): Promise<void> {
  await store.put(key, new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`));
}

/** Made at the first need; a failure is forgotten, so that trying again can succeed. */
export function once<T>(make: () => Promise<T>): (() => Promise<T>) & { made(): Promise<T> | undefined } {
  let made: Promise<T> | undefined;
  const get = () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
  return Object.assign(get, { made: () => made });
}
