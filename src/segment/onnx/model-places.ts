import { fileNameOf } from '../../store/location.js';
import type { SegmenterOptions } from '../segmenter.js';

interface Modelled {
  segmenter: SegmenterOptions;
}

/** Where models lie, by the SHA-256 of their content. */
export type ModelPlaces = Readonly<Record<string, string>>;

/** A loaded recipe with the names of its models' files alone, the same wherever they lie; and where that is. */
export function nameModels<Recipe extends Modelled>(recipe: Recipe): { recipe: Recipe; models: ModelPlaces } {
  const models: Record<string, string> = {};
  const segmenter = changeModels(recipe.segmenter, (location, sha256) => {
    models[sha256] = location;
    return fileNameOf(location);
  });
  return { recipe: { ...recipe, segmenter }, models };
}

/** The recipe as it was loaded, or with models that lie elsewhere by now. */
export function placeModels<Recipe extends Modelled>(recipe: Recipe, models: ModelPlaces): Recipe {
  return { ...recipe, segmenter: changeModels(recipe.segmenter, (name, sha256) => models[sha256] ?? name) };
}

/** Changes each file that stands beside the SHA-256 of its content, however deep in the options. */
function changeModels<Options>(options: Options, change: (file: string, sha256: string) => string): Options {
  if (Array.isArray(options)) return options.map((option) => changeModels(option, change)) as Options;
  if (typeof options !== 'object' || options === null) return options;
  const { model, modelSha256 } = options as { model?: unknown; modelSha256?: unknown };
  const isNamed = typeof model === 'string' && typeof modelSha256 === 'string';
  const changed = Object.entries(options).map(([key, value]) =>
    key === 'model' && isNamed ? [key, change(model, modelSha256)] : [key, changeModels(value, change)],
  );
  return Object.fromEntries(changed) as Options;
}
