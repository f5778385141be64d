import { UsageError } from '../errors.js';
import type { Crs } from '../raster/crs.js';
import type { RecipeOverrides } from '../segment/prepare.js';
import type { Recipe } from '../segment/recipe.js';

export const MODEL_KINDS = ['forest', 'boosting'] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

export interface TrainOptions {
  /** GeoTIFFs, by path or `file://` URL. */
  scenes: readonly string[];
  /** Polygons or points of known class: GeoJSON, FlatGeobuf or GeoParquet, in any CRS. */
  labels: string;
  /** Folder for the model. */
  out: string;
  /** Property that names the class; the first of `class`, `label` and the like that there is, if not given. */
  classProperty?: string;
  /** `forest` if not given. */
  model?: ModelKind;
  /** Bands, indices and layers to look at; `all` stands for all bands, and the layers and indices of the recipe. */
  features?: readonly string[];
  /** Trees of a forest, or rounds of boosting at most (default 100). */
  trees?: number;
  /** Default 1. */
  seed?: number;
  /** Share of each class's labels that only judge the model (default 0.25). */
  holdout?: number;
  /** Pixels of each class to learn from at most (default 5000); half as many to judge by. */
  maxPixels?: number;
  /** Pixels that a leaf holds at least (default 1, for boosting 20). */
  minLeaf?: number;
  /** Layers, bands, scaling, legend and the making of polygons come from it; its segmenter is not used. */
  recipe?: Recipe;
  /** Bands, sensor or scaling that the caller knows better than the files. */
  overrides?: RecipeOverrides;
  /** Used instead of the scenes' own. */
  crs?: Crs;
}

/** The options with every default, but for what has none. */
export type ChosenOptions = TrainOptions &
  Required<Pick<TrainOptions, 'model' | 'features' | 'trees' | 'seed' | 'holdout' | 'maxPixels' | 'minLeaf'>>;

const MOST_TREES = 10_000;

/** @throws UsageError for what makes no sense */
export function chooseOptions(options: TrainOptions): ChosenOptions {
  const model = options.model ?? 'forest';
  const chosen = {
    ...options,
    model,
    features: options.features ?? ['all'],
    trees: options.trees ?? 100,
    seed: options.seed ?? 1,
    holdout: options.holdout ?? 0.25,
    maxPixels: options.maxPixels ?? 5000,
    minLeaf: options.minLeaf ?? (model === 'forest' ? 1 : 20),
  };
  const { holdout } = chosen;
  const check = (isRight: boolean, thing: string, wanted: string, got: unknown): void => {
    if (!isRight) throw new UsageError({ thing, wanted, got: String(got) });
  };
  check(options.scenes.length > 0, 'scene', 'at least one', 'none');
  check(MODEL_KINDS.includes(model), 'model', MODEL_KINDS.join(' or '), model);
  check(holdout >= 0 && holdout <= 0.9, 'holdout', 'a share from 0 to 0.9', holdout);
  for (const [name, most] of [
    ['trees', MOST_TREES],
    ['maxPixels', 10_000_000],
    ['minLeaf', 1_000_000],
  ] as const) {
    const value = chosen[name];
    check(Number.isInteger(value) && value >= 1 && value <= most, name, `a whole number from 1 to ${most}`, value);
  }
  check(Number.isInteger(chosen.seed) && chosen.seed >= 0, 'seed', 'a whole number, at least 0', chosen.seed);
  return chosen;
}
