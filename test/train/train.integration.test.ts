import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { processScene } from '../../src/scene.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import { openScene, type Scene } from '../../src/tiling/open-scene.js';
import { baseRecipe } from '../../src/train/base-recipe.js';
import { type CollectedSamples, collectSamples, type LabelledSet } from '../../src/train/collect-samples.js';
import { fitModel } from '../../src/train/fit-model.js';
import { type TrainResult, trainModel } from '../../src/train/index.js';
import { createLabelMap } from '../../src/train/labels/label-map.js';
import { type Labels, loadLabels } from '../../src/train/labels/load-labels.js';
import { chooseOptions, MODEL_KINDS, type ModelKind, type TrainOptions } from '../../src/train/options.js';
import { predictEnsemble } from '../../src/train/trees/ensemble.js';
import { GEO_PYTHON } from '../support/geo-python.js';
import { hasSharedData, sharedPath } from '../support/shared-data.js';
import { makeFolder } from '../support/write-scene.js';

const judge = <T>(...args: string[]): T =>
  JSON.parse(
    execFileSync(GEO_PYTHON, [join(import.meta.dirname, 'judge.py'), ...args], { maxBuffer: 2 ** 28 }).toString(),
  ) as T;

/** How far below scikit-learn's a share of right pixels may be: so much it varies with the seed. */
const MARGIN = 0.03;

describe.skipIf(!hasSharedData)('models of land use in Slovenia, from three dates', () => {
  const folder = makeFolder('judge');
  const dates = [0, 1, 2].map((i) => join(folder, `date-${i}.tif`));
  const trained = {} as Record<ModelKind, TrainResult>;
  let labels: Labels;
  let samples: CollectedSamples;
  const optionsOf = (model: ModelKind): TrainOptions => ({
    scenes: dates,
    labels: join(folder, 'labels.geojson'),
    out: join(folder, model),
    classProperty: 'LULC_NAME',
    features: ['all', 'ndvi', 'ndmi'],
    holdout: 0.4,
    maxPixels: 100_000,
    model,
  });

  const dump = (name: string, { features, classOf }: LabelledSet) => {
    writeFileSync(
      join(folder, `${name}.features`),
      Buffer.concat(features.map((values) => Buffer.from(values.buffer))),
    );
    writeFileSync(join(folder, `${name}.classes`), classOf);
  };

  beforeAll(async () => {
    judge('scenes', sharedPath('labelled/eolearn-slovenia-s2'), folder);
    for (const model of MODEL_KINDS) trained[model] = await trainModel(optionsOf(model));
    const options = chooseOptions(optionsOf('forest'));
    const recipe = baseRecipe(options);
    labels = await loadLabels(options.labels, options.classProperty, recipe.legend);
    const scenes: Scene[] = [];
    for (const date of dates) scenes.push(await openScene(date));
    samples = await collectSamples(scenes, { labels, recipe, options });
    for (const scene of scenes) await scene.close();
    dump('train', samples.train);
    dump('holdOut', samples.holdOut);
    writeFileSync(join(folder, 'facts.json'), JSON.stringify({ models: MODEL_KINDS, width: samples.features.length }));
  }, 300_000);

  it('know polygons held out as well as the models of scikit-learn do', () => {
    const theirs = judge<Record<ModelKind, number>>('sklearn', folder);
    for (const model of MODEL_KINDS) {
      const ours = trained[model].accuracy.heldOut?.overallAccuracy ?? 0;
      console.log(`${model}: ours ${ours.toFixed(3)}, scikit-learn ${theirs[model].toFixed(3)}`);
      expect(ours).toBeGreaterThan(theirs[model] - MARGIN);
    }
  });

  it('are well-formed ONNX, and give the same classes in another runtime, with one thread or two', () => {
    type Answer = { classes: number[]; sums: number[]; metadata: Record<string, string> };
    const answers = judge<Record<ModelKind, Answer>>('onnx', folder);
    for (const model of MODEL_KINDS) {
      const { ensemble } = fitModel(samples.train, labels.classOf, chooseOptions(optionsOf(model)));
      const { classes } = predictEnsemble(ensemble, samples.holdOut.features);
      const { legend } = labels;
      expect(answers[model].classes).toEqual(Array.from(classes, (classId) => legend[classId].id));
      expect(Math.max(...answers[model].sums.map((sum) => Math.abs(sum - 1)))).toBeLessThan(1e-5);
      expect(JSON.parse(answers[model].metadata.features)).toEqual(samples.features);
    }
  });

  it('are described as STAC and its extension for models ask', () => {
    for (const { files } of Object.values(trained)) {
      const checker = join(import.meta.dirname, 'check-item.py');
      const found = execFileSync('/usr/bin/python3', [checker, files.item, sharedPath('reference/stac')]).toString();
      expect(found).toBe('');
    }
  });

  it('map each date as they judged themselves: the map has the confusion of the polygons held out', async () => {
    for (const model of MODEL_KINDS) {
      const recipe = await loadRecipe(trained[model].files.recipe);
      const confusion = labels.legend.map(() => labels.legend.map(() => 0));
      for (const date of dates) {
        const scene = await openScene(date);
        const out = join(folder, 'runs');
        const { folder: results } = await processScene({ scene, recipe, out, workers: 1, tileSizePx: 64 });
        const mask = await openScene(join(results, 'mask.tif'));
        const { width, height } = mask;
        const [given] = (await mask.read({ col: 0, row: 0, width, height })).bands;
        const map = createLabelMap(labels, scene);
        map.paint(0).forEach((owner, at) => {
          if (owner <= 0 || samples.parts.get(owner - 1) !== 'holdOut') return;
          confusion[labels.classOf[owner - 1]][labels.legend.findIndex(({ id }) => id === given[at])]++;
        });
        await mask.close();
        await scene.close();
      }
      expect(confusion).toEqual(trained[model].accuracy.heldOut?.confusion);
    }
  });
});
