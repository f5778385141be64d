import type { Json } from '../raster/json.js';
import type { Raster } from '../raster/raster.js';
import { withoutExcluded } from './exclude.js';
import { findIndex } from './indices/table.js';
import { type MadeLayers, rootSources, standsOn } from './layers/make-layers.js';
import type { Recipe } from './recipe.js';
import type { SceneStack } from './scene-stack.js';
import type { BandRef, OtherScene, Source, WindowColumns } from './segmenter.js';
import type { ScalingFacts } from './sensors/sensor.js';
import { createSourceReader } from './sources.js';

/** Parameters of layers that learn from the scene, by name. */
export type LayerParams = Readonly<Record<string, Json>>;

/** Reads what a recipe looks at, without the pixels that it leaves out. */
export interface RecipeReader {
  /** Number in the stack of every band that is read, by what it is called. */
  bands: Record<string, number>;
  /** What to read, in this order. */
  bandNumbers: number[];
  scaling: ScalingFacts;
  warnings: string[];
  /** How far these look around a pixel, with all that they stand on and what is left out. */
  haloOf(sources: readonly Source[]): number;
  /** True for a layer that says which pixels are left out: it sees all of them. */
  decidesExclusion(layer: string): boolean;
  read(raster: Raster, sources: readonly Source[], params: LayerParams): WindowColumns;
  /** The same with the pixels that are left out. */
  readAll(raster: Raster, sources: readonly Source[], params: LayerParams): WindowColumns;
}

interface ReaderRequest {
  recipe: Recipe;
  stack: SceneStack;
  made: MadeLayers;
  /** All that is looked at, but for what `exclude` looks at. */
  sources: readonly Source[];
  /** What `exclude` looks at, rule by rule. */
  excluded: readonly Source[];
  /** True where the method compares a band's own value with a reflectance. */
  needsReflectance: boolean;
}

/** @throws InputError where the scenes lack a band, naming all that are missing */
export function createRecipeReader(request: ReaderRequest): RecipeReader {
  const { recipe, stack, made, sources, excluded } = request;
  const { layers } = made;
  const roots = rootSources([...sources, ...excluded], layers);
  const bands = findBands(roots, stack);
  const bandNumbers = [...new Set(Object.values(bands))].sort((a, b) => a - b);
  const wantsReflectance =
    request.needsReflectance || [...layers.values()].some((layer) => layer.needsReflectance) || roots.some(isAbsolute);
  const scaling = stack.scaling(wantsReflectance);
  const readAll = createSourceReader({
    bandNumbers,
    findBand: (band, name) => stack.find(band, name)!,
    scaling: (name) => stack.scaling(wantsReflectance, name),
    layers,
  });
  const excludeHaloPx = made.haloOf(excluded) + Math.max(0, ...recipe.exclude.map(({ growPx }) => growPx));
  const deciding = standsOn(excluded, layers);
  return {
    bands,
    bandNumbers,
    scaling,
    // Stored values taken as they are need no scaling, so nothing about it is assumed.
    warnings: scaling.warning && roots.some(({ kind }) => kind !== 'raw') ? [scaling.warning] : [],
    haloOf: (wanted) => made.haloOf(wanted) + excludeHaloPx,
    decidesExclusion: (layer) => deciding.has(layer),
    readAll,
    read: (raster, wanted, params) => {
      if (excluded.length === 0) return readAll(raster, wanted, params);
      return readAll(withoutExcluded(raster, recipe.exclude, readAll(raster, excluded, params).values), wanted, params);
    },
  };
}

/** The bands that a source reads itself. */
export function bandsOf(source: Exclude<Source, { kind: 'layer' }>): readonly BandRef[] {
  return source.kind === 'index' ? findIndex(source.name)!.roles : [source.band];
}

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
  const [first] = missing;
  if (first) throw stack.missing([...first[1]], first[0]);
  return bands;
}

const isAbsolute = (source: Source): boolean => source.kind === 'index' && findIndex(source.name)!.needsReflectance;
