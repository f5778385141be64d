import { toSceneFacts } from '../run/context.js';
import { fitScene } from '../run/fit-step.js';
import { prepareRecipe } from '../segment/prepare.js';
import type { Recipe } from '../segment/recipe.js';
import { openScene, type Scene } from '../tiling/open-scene.js';
import { baseRecipe } from './base-recipe.js';
import { chooseFeatures, withFeatures } from './choose-features.js';
import { type FittedModel, fitModel } from './fit-model.js';
import { checkPlaced, checkSampled } from './labels/check-labels.js';
import { createLabelMap, type LabelMap } from './labels/label-map.js';
import { countPixels, createPixelChooser } from './labels/label-pixels.js';
import { type Labels, loadLabels } from './labels/load-labels.js';
import { shareQuota } from './labels/share-quota.js';
import { type Part, splitLabels } from './labels/split-labels.js';
import { type ModelAccuracy, measureModel } from './measure-model.js';
import { type ChosenOptions, chooseOptions, type TrainOptions } from './options.js';
import { readSamples, type Samples, type TrainingScene } from './samples.js';
import type { TrainingSet } from './trees/training-set.js';
import { type ModelFiles, writeModel } from './write-model.js';

export interface TrainHooks {
  onProgress?: (step: TrainStep) => void;
  signal?: AbortSignal;
}

export type TrainStep = 'labels' | 'pixels' | 'learn' | 'judge' | 'write';

/** A class, and what there was of it. */
export interface TrainedClass {
  id: number;
  name: string;
  color: string;
  /** Labels (polygons or points) that hold pixels, and pixels that were learnt from. */
  labels: number;
  pixels: number;
  heldOutLabels: number;
  heldOutPixels: number;
}

export interface TrainResult {
  folder: string;
  files: ModelFiles;
  model: ChosenOptions['model'];
  classes: TrainedClass[];
  features: string[];
  hyperparameters: FittedModel['hyperparameters'];
  /** Share of each feature in what the trees gained, in the order of the features. */
  importance: number[];
  accuracy: ModelAccuracy;
  warnings: string[];
}

/**
 * Learns classes from labelled places in scenes, judges what was learnt by places held out, and writes a folder with the
 * model (ONNX), its description (STAC) and a recipe that runs it. The same input and seed give the same bytes.
 *
 * @throws InputError where labels and scenes do not go together; UsageError for options that make no sense
 */
export async function trainModel(options: TrainOptions, hooks: TrainHooks = {}): Promise<TrainResult> {
  const chosen = chooseOptions(options);
  const { onProgress = () => {}, signal } = hooks;
  const recipe = baseRecipe(chosen);
  onProgress('labels');
  const labels = await loadLabels(chosen.labels, chosen.classProperty, recipe.legend);
  const open: Scene[] = [];
  try {
    for (const location of chosen.scenes) open.push(await openScene(location, chosen.crs ? { crs: chosen.crs } : {}));
    const features = chooseFeatures(chosen.features, recipe, toSceneFacts(open[0]));
    const scenes = await Promise.all(open.map((scene) => prepareScene(scene, { labels, recipe, features })));
    const plan = planSampling(
      labels,
      scenes.map(({ map }) => map),
      chosen,
    );
    onProgress('pixels');
    const samples = await readSamples(scenes, createPixelChooser(plan.pixels, plan.quota, chosen.seed), signal);
    const parts = { train: takePart(samples, plan.parts, 'train'), holdOut: takePart(samples, plan.parts, 'holdOut') };
    checkSampled(labels, parts.train.labels);
    signal?.throwIfAborted();

    onProgress('learn');
    const set = toTrainingSet(parts.train, labels);
    const fitted = fitModel(set, { labels: parts.train.labels, classOfLabel: labels.classOf }, chosen);
    signal?.throwIfAborted();
    onProgress('judge');
    const accuracy = measureModel(fitted, set, toTrainingSet(parts.holdOut, labels));
    onProgress('write');
    const files = await writeModel({ options: chosen, recipe, labels, features, fitted, scenes });
    return {
      folder: chosen.out,
      files,
      model: chosen.model,
      classes: describeClasses(labels, plan, parts),
      features,
      hyperparameters: fitted.hyperparameters,
      importance: fitted.importance,
      accuracy,
      warnings: [
        ...plan.warnings,
        ...describeEmpty(samples),
        ...new Set(scenes.flatMap((one) => one.prepared.warnings)),
      ],
    };
  } finally {
    for (const scene of open) await scene.close();
  }
}

async function prepareScene(
  scene: Scene,
  { labels, recipe, features }: { labels: Labels; recipe: Recipe; features: readonly string[] },
): Promise<TrainingScene> {
  const prepared = prepareRecipe(withFeatures(recipe, features), toSceneFacts(scene));
  const map = createLabelMap(labels, scene);
  return { scene, prepared, map, params: await fitScene(scene, prepared) };
}

interface SamplingPlan {
  /** Of each label, over all scenes. */
  pixels: Float64Array;
  /** How many of them are taken. */
  quota: Float64Array;
  parts: Map<number, Part>;
  warnings: string[];
}

/** Which labels are learnt from, and how many pixels of each: no class gets more than the most. */
function planSampling(labels: Labels, maps: readonly LabelMap[], options: ChosenOptions): SamplingPlan {
  const { pixels, disputed } = countPixels(maps, labels.count);
  const warnings = checkPlaced(labels, pixels, disputed);
  const placed = [...pixels.keys()].filter((label) => pixels[label] > 0);
  const parts = splitLabels(placed, labels.classOf, { share: options.holdout, seed: options.seed, use: 'split' });
  const quota = new Float64Array(labels.count);
  labels.legend.forEach(({ name }, classId) => {
    for (const part of ['train', 'holdOut'] as const) {
      const own = placed.filter((label) => labels.classOf[label] === classId && parts.get(label) === part);
      const most = part === 'train' ? options.maxPixels : Math.ceil(options.maxPixels / 2);
      const shares = shareQuota(
        own.map((label) => pixels[label]),
        most,
      );
      own.forEach((label, i) => {
        quota[label] = shares[i];
      });
      if (part === 'holdOut' && own.length === 0 && options.holdout > 0) {
        warnings.push(`${name} has one label alone: it is learnt from, and nothing judges it`);
      }
    }
  });
  return { pixels, quota, parts, warnings };
}

function takePart({ features, labels }: Samples, parts: Map<number, Part>, part: Part): Omit<Samples, 'empty'> {
  const places = Uint32Array.from(labels.keys()).filter((i) => parts.get(labels[i]) === part);
  return {
    features: features.map((values) => Float32Array.from(places, (i) => values[i])),
    labels: Uint32Array.from(places, (i) => labels[i]),
  };
}

const toTrainingSet = (samples: Omit<Samples, 'empty'>, { classOf, legend }: Labels): TrainingSet => ({
  features: samples.features,
  classOf: Uint8Array.from(samples.labels, (label) => classOf[label]),
  classCount: legend.length,
});

function describeClasses(
  { legend, classOf }: Labels,
  { parts }: SamplingPlan,
  samples: Record<Part, Omit<Samples, 'empty'>>,
): TrainedClass[] {
  return legend.map(({ id, name, color }, classId) => {
    const labelsOf = (part: Part) =>
      [...parts].filter(([label, of]) => of === part && classOf[label] === classId).length;
    const pixelsOf = (part: Part) => samples[part].labels.filter((label) => classOf[label] === classId).length;
    return {
      id,
      name,
      color,
      labels: labelsOf('train'),
      pixels: pixelsOf('train'),
      heldOutLabels: labelsOf('holdOut'),
      heldOutPixels: pixelsOf('holdOut'),
    };
  });
}

const describeEmpty = ({ empty }: Samples): string[] =>
  empty === 0 ? [] : [`${empty} of the pixels chosen hold no data, or miss a feature, and are left out`];
