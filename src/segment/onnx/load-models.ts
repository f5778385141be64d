import { InputError } from '../../errors.js';
import type { Legend } from '../../raster/class-mask.js';
import { isRemote, resolveLocation } from '../../store/location.js';
import type { SegmenterOptions } from '../segmenter.js';
import { loadModelDescription } from './describe-model.js';
import { type ModelHere, withRemoteModel } from './model-file.js';
import { makeLegend } from './model-legend.js';
import { NETWORK_METHOD } from './network/answers.js';
import { loadNetwork } from './network/load-network.js';
import { MODEL_METHOD, readPixelModel } from './pixel-model.js';
import { hashModel, readModel } from './session.js';

interface Modelled {
  segmenter: SegmenterOptions;
  legend: Legend;
}

/**
 * A recipe with all that is to be known of its model's files: where it lies, the SHA-256 of the content, what the model reads
 * and its classes. So a run that is planned from it is another one when the model changes, and no worker looks at these
 * files but the model again. The model's legend stands where the recipe has none. Names are taken from `folder`. A recipe
 * without a model is given back as it is.
 *
 * @throws InputError where a file is missing, what has to be known of it is, or the recipe and the model do not go together
 */
export async function loadModels<Recipe extends Modelled>(recipe: Recipe, folder: string): Promise<Recipe> {
  const { segmenter } = recipe;
  const inner = segmenter.classify as SegmenterOptions | undefined;
  if (inner?.method === MODEL_METHOD) {
    const { options, legend } = await loadPixelModel(inner, recipe.legend, folder);
    return { ...recipe, segmenter: { ...segmenter, classify: options }, legend };
  }
  const load = LOADERS[segmenter.method];
  if (!load) return recipe;
  const { options, legend } = await load(segmenter, recipe.legend, folder);
  return { ...recipe, segmenter: options, legend };
}

type Loader = (
  options: SegmenterOptions,
  said: Legend,
  folder: string,
) => Promise<{ options: SegmenterOptions; legend: Legend }>;

const LOADERS: Readonly<Record<string, Loader>> = {
  [MODEL_METHOD]: loadPixelModel,
  [NETWORK_METHOD]: (options, said, folder) =>
    withModel(options, folder, async ({ location, path, sha256: modelSha256 }) => {
      const spec = { ...(await loadNetwork(options, { path, modelSha256 })), model: location };
      const legend = said.length > 0 ? said : makeLegend(spec.classes, spec.rest);
      const ids = [...spec.classes.map(({ id }) => id), spec.rest].filter((id) => id > 0);
      checkLegend(legend, [...new Set(ids)], location);
      return { options: { ...options, model: location, modelSha256, spec }, legend };
    }),
};

async function loadPixelModel(...[options, said, folder]: Parameters<Loader>): ReturnType<Loader> {
  return withModel(options, folder, async ({ location, path, sha256: modelSha256 }) => {
    const model = readPixelModel(await loadModelDescription(path));
    const features = options.features ?? model.features;
    if (!features) {
      const wanted = 'model.json beside it, or segmenter.features in the recipe';
      throw new InputError({ thing: 'model', wanted, got: 'neither', source: location });
    }
    const legend = said.length > 0 ? said : model.legend;
    const classes = options.classes ?? (model.legend.length > 0 ? model.legend : legend).map(({ id }) => id);
    checkLegend(legend, classes as number[], location);
    return { options: { ...options, model: location, modelSha256, features, classes }, legend };
  });
}

/** Hands out the model that options name, on this machine. */
async function withModel<Made>(
  options: SegmenterOptions,
  folder: string,
  use: (model: ModelHere) => Promise<Made>,
): Promise<Made> {
  const location = resolveLocation(folder, options.model as string);
  const checked = (model: ModelHere): Promise<Made> => {
    const { modelSha256: wanted = model.sha256 } = options;
    if (wanted === model.sha256) return use(model);
    const facts = { thing: 'model', wanted: `the file of SHA-256 ${wanted}`, got: model.sha256 };
    throw new InputError({ ...facts, source: location });
  };
  if (isRemote(location)) return withRemoteModel(location, checked);
  return checked({ location, path: location, sha256: hashModel(await readModel(location)) });
}

function checkLegend(legend: Legend, classes: readonly number[], source: string): void {
  const missing = classes.filter((id) => !legend.some((entry) => entry.id === id));
  if (missing.length === 0 || legend.length === 0) return;
  const wanted = `an entry for every class of the model (${classes.join(', ')})`;
  throw new InputError({ thing: 'recipe: legend', wanted, got: `none for ${missing.join(', ')}`, source });
}
