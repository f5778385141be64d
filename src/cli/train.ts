import { UsageError } from '../errors.js';
import { loadRecipe } from '../segment/recipe.js';
import { MODEL_KINDS, type ModelKind, type TrainOptions } from '../train/options.js';
import type { TrainStep } from '../train/train-model.js';
import { type Call, type Command, JSON_OPTION, requiredText, wholeNumber } from './command.js';
import { prepareOutFolder } from './out-folder.js';
import { BAND_OPTIONS, readCrs, readOverrides } from './run-options.js';
import { formatTraining } from './training-text.js';

const STEPS: Record<TrainStep, string> = {
  labels: 'placing the labels',
  pixels: 'reading pixels',
  learn: 'learning',
  judge: 'judging',
  write: 'writing',
};

export const trainCommand: Command = {
  name: 'train',
  arguments: '<scene…> --labels <file> --out <folder>',
  summary: 'Learn classes from labelled polygons or points; gives a model and a recipe that runs it.',
  options: {
    labels: {
      type: 'string',
      value: 'file',
      help: 'polygons or points of known class: GeoJSON, FlatGeobuf or GeoParquet',
    },
    out: { type: 'string', value: 'folder', help: 'where model.onnx, model.json and recipe.json go' },
    'class-property': {
      type: 'string',
      value: 'name',
      help: 'property that names the class (default: class, label, …)',
    },
    model: { type: 'string', value: 'kind', help: `${MODEL_KINDS.join(' or ')} (default: ${MODEL_KINDS[0]})` },
    features: {
      type: 'string',
      value: 'name,…',
      help: "bands, indices and layers to look at; all: all bands and the recipe's layers (default)",
    },
    trees: { type: 'string', value: 'N', help: 'trees of the forest, or rounds of boosting at most (default: 100)' },
    'min-leaf': { type: 'string', value: 'N', help: 'pixels a leaf holds at least (default: 1; for boosting 20)' },
    'max-pixels': { type: 'string', value: 'N', help: 'pixels of each class to learn from at most (default: 5000)' },
    holdout: { type: 'string', value: 'share', help: 'share of the labels that only judge the model (default: 0.25)' },
    seed: { type: 'string', value: 'N', help: 'another number, another draw of labels, pixels and trees (default: 1)' },
    recipe: {
      type: 'string',
      value: 'name|file',
      help: 'layers, bands, legend and polygon options come from this recipe',
    },
    crs: { type: 'string', value: 'EPSG:n', help: "used instead of the scenes' own coordinate reference system" },
    ...BAND_OPTIONS,
    json: JSON_OPTION,
  },
  notes: [
    'Labels are held out as a whole, never single pixels, and judge the model at the end. The same labels, scenes and seed',
    'give the same model. Map a scene with it: landquilt run <scene> --recipe <folder>/recipe.json',
  ],
  async run(call, io) {
    const options = await readTrainOptions(call);
    await prepareOutFolder(options.out);
    const onProgress = (step: TrainStep) => {
      if (!call.json) io.stderr.write(`${STEPS[step]}\n`);
    };
    const { trainModel } = await import('../train/train-model.js');
    const result = await trainModel(options, { onProgress, ...(io.signal ? { signal: io.signal } : {}) });
    io.stdout.write(call.json ? `${JSON.stringify(result)}\n` : formatTraining(result));
  },
};

async function readTrainOptions(call: Call): Promise<TrainOptions> {
  const recipe = call.text('recipe');
  const crs = readCrs(call);
  const given = {
    classProperty: call.text('class-property'),
    model: readModelKind(call),
    features: readFeatures(call),
    trees: wholeNumber(call, 'trees'),
    minLeaf: wholeNumber(call, 'min-leaf'),
    maxPixels: wholeNumber(call, 'max-pixels'),
    holdout: readShare(call, 'holdout'),
    seed: wholeNumber(call, 'seed', 0),
    crs,
  };
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  if (call.positionals.length === 0) throw new UsageError({ thing: 'scene', wanted: 'at least one', got: 'none' });
  return {
    ...said,
    scenes: call.positionals,
    labels: requiredText(call, 'labels', 'a file of polygons or points'),
    out: requiredText(call, 'out', 'a folder for the model'),
    overrides: readOverrides(call),
    ...(recipe === undefined ? {} : { recipe: await loadRecipe(recipe) }),
  };
}

function readModelKind(call: Call): ModelKind | undefined {
  const text = call.text('model');
  const kind = MODEL_KINDS.find((name) => name === text);
  if (text === undefined || kind) return kind;
  throw new UsageError({ thing: '--model', wanted: MODEL_KINDS.join(' or '), got: text || 'nothing' });
}

function readFeatures(call: Call): string[] | undefined {
  const text = call.text('features');
  if (text === undefined) return undefined;
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '')) return names;
  throw new UsageError({
    thing: '--features',
    wanted: 'names with commas between them, as red,nir,ndvi',
    got: text || 'nothing',
  });
}

function readShare(call: Call, name: string): number | undefined {
  const text = call.text(name);
  if (text === undefined) return undefined;
  const share = Number(text);
  if (text.trim() !== '' && share >= 0 && share <= 0.9) return share;
  throw new UsageError({ thing: `--${name}`, wanted: 'a share from 0 to 0.9', got: text || 'nothing' });
}
