import { toSceneFacts } from '../run/context.js';
import { fitScene } from '../run/fit-step.js';
import { prepareRecipe } from '../segment/prepare.js';
import type { Recipe } from '../segment/recipe.js';
import type { Scene } from '../tiling/open-scene.js';
import { chooseFeatures, withFeatures } from './choose-features.js';
import { checkPlaced, checkSampled } from './labels/check-labels.js';
import { createLabelMap, type LabelMap } from './labels/label-map.js';
import { countPixels, createPixelChooser } from './labels/label-pixels.js';
import type { Labels } from './labels/load-labels.js';
import { shareQuota } from './labels/share-quota.js';
import { type Part, splitLabels } from './labels/split-labels.js';
import type { ChosenOptions } from './options.js';
import { readSamples, type Samples, type TrainingScene } from './samples.js';
import type { TrainingSet } from './trees/training-set.js';

/** What a model learns from, and what judges it. */
export interface CollectedSamples {
  scenes: TrainingScene[];
  features: string[];
  /** Which labels that hold pixels are learnt from. */
  parts: Map<number, Part>;
  train: LabelledSet;
  holdOut: LabelledSet;
  warnings: string[];
}

/** Samples, and the label that each is of. */
export interface LabelledSet extends TrainingSet {
  labels: Uint32Array;
}

/** @throws InputError where labels and scenes do not go together */
export async function collectSamples(
  open: readonly Scene[],
  { labels, recipe, options }: { labels: Labels; recipe: Recipe; options: ChosenOptions },
  signal?: AbortSignal,
): Promise<CollectedSamples> {
  const features = chooseFeatures(options.features, recipe, toSceneFacts(open[0]));
  const scenes: TrainingScene[] = [];
  for (const scene of open) scenes.push(await prepareScene(scene, { labels, recipe, features }));
  const plan = planSampling(
    labels,
    scenes.map(({ map }) => map),
    options,
  );
  const samples = await readSamples(scenes, createPixelChooser(plan.pixels, plan.quota, options.seed), signal);
  const train = takePart(samples, { plan, labels, part: 'train' });
  const holdOut = takePart(samples, { plan, labels, part: 'holdOut' });
  checkSampled(labels, train.labels);
  const assumed = new Set(scenes.flatMap(({ prepared }) => prepared.warnings));
  const warnings = [...plan.warnings, ...describeEmpty(samples), ...assumed];
  return { scenes, features, parts: plan.parts, train, holdOut, warnings };
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
    const ofClass = placed.filter((label) => labels.classOf[label] === classId);
    for (const part of ['train', 'holdOut'] as const) {
      const own = ofClass.filter((label) => parts.get(label) === part);
      const counts = own.map((label) => pixels[label]);
      const shares = shareQuota(counts, part === 'train' ? options.maxPixels : Math.ceil(options.maxPixels / 2));
      own.forEach((label, i) => {
        quota[label] = shares[i];
      });
    }
    if (ofClass.length === 1 && options.holdout > 0) {
      warnings.push(`${name} has one label alone: it is learnt from, and nothing judges it`);
    }
  });
  return { pixels, quota, parts, warnings };
}

function takePart(
  { features, labels }: Samples,
  { plan, labels: { classOf, legend }, part }: { plan: SamplingPlan; labels: Labels; part: Part },
): LabelledSet {
  const places = Uint32Array.from(labels.keys()).filter((i) => plan.parts.get(labels[i]) === part);
  return {
    features: features.map((values) => Float32Array.from(places, (i) => values[i])),
    labels: Uint32Array.from(places, (i) => labels[i]),
    classOf: Uint8Array.from(places, (i) => classOf[labels[i]]),
    classCount: legend.length,
  };
}

const describeEmpty = ({ empty }: Samples): string[] =>
  empty === 0 ? [] : [`${empty} of the pixels chosen hold no data, or miss a feature, and are left out`];
