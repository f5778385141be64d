import { openScene, type Scene } from '../tiling/open-scene.js';
import { baseRecipe } from './base-recipe.js';
import { type CollectedSamples, collectSamples } from './collect-samples.js';
import { type FittedModel, fitModel } from './fit-model.js';
import { type Labels, loadLabels } from './labels/load-labels.js';
import type { Part } from './labels/split-labels.js';
import { type ModelAccuracy, measureModel } from './measure-model.js';
import { type ChosenOptions, chooseOptions, type TrainOptions } from './options.js';
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
    onProgress('pixels');
    const samples = await collectSamples(open, { labels, recipe, options: chosen }, signal);
    signal?.throwIfAborted();
    onProgress('learn');
    const fitted = fitModel(samples.train, labels.classOf, chosen);
    signal?.throwIfAborted();
    onProgress('judge');
    const accuracy = measureModel(fitted, samples.train, samples.holdOut);
    onProgress('write');
    const { features, scenes, warnings } = samples;
    const files = await writeModel({ options: chosen, recipe, labels, features, fitted, scenes });
    const { hyperparameters, importance } = fitted;
    const classes = describeClasses(labels, samples);
    const { out: folder, model } = chosen;
    return { folder, files, model, classes, features, hyperparameters, importance, accuracy, warnings };
  } finally {
    for (const scene of open) await scene.close();
  }
}

function describeClasses({ legend, classOf }: Labels, samples: CollectedSamples): TrainedClass[] {
  return legend.map((entry, classId) => {
    const labelsOf = (part: Part) =>
      [...samples.parts].filter(([label, of]) => of === part && classOf[label] === classId).length;
    const pixelsOf = (part: Part) => samples[part].classOf.filter((own) => own === classId).length;
    return {
      ...entry,
      labels: labelsOf('train'),
      pixels: pixelsOf('train'),
      heldOutLabels: labelsOf('holdOut'),
      heldOutPixels: pixelsOf('holdOut'),
    };
  });
}
