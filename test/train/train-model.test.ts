import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError, UsageError } from '../../src/errors.js';
import { toSceneFacts } from '../../src/run/context.js';
import { createPlan } from '../../src/run/plan.js';
import { prepareRecipe } from '../../src/segment/prepare.js';
import { loadRecipe, parseRecipe } from '../../src/segment/recipe.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { type TrainOptions, type TrainResult, trainModel } from '../../src/train/index.js';
import { type FieldScene, HEIGHT, lonLatOf, toCollection, WIDTH, writeFieldScene } from './train-scene.js';

let made: FieldScene;
let trained: TrainResult;

const train = (name: string, more: Partial<TrainOptions> = {}) =>
  trainModel({
    scenes: [made.scene],
    labels: made.labels,
    out: join(made.folder, name),
    classProperty: 'crop',
    trees: 12,
    ...more,
  });

/** What a trained recipe says of the scene. */
async function map(recipePath: string) {
  const scene = await openScene(made.scene);
  try {
    const prepared = prepareRecipe(await loadRecipe(recipePath), toSceneFacts(scene));
    const window = { col: 0, row: 0, width: WIDTH, height: HEIGHT };
    const { classes } = await prepared.segment(await scene.read(window, { bands: prepared.bandNumbers }), null);
    const options = { workers: 1, memoryMB: 500, overrides: {}, crsOverride: null };
    return { classes, runId: createPlan(scene, prepared, options).runId, prepared };
  } finally {
    await scene.close();
  }
}

const bytesOf = (result: TrainResult) => Object.values(result.files).map((path) => readFileSync(path));

beforeAll(async () => {
  made = await writeFieldScene();
  trained = await train('model');
});

describe('trainModel', () => {
  it('gives a recipe that knows the fields, and says how well', async () => {
    const { classes } = await map(trained.files.recipe);
    const right = classes.reduce((sum, id, i) => sum + Number(id === made.truth[i]), 0);
    expect(right / classes.length).toBeGreaterThan(0.97);
    expect(trained.classes.map(({ id, name }) => `${id} ${name}`)).toEqual(['1 meadow', '2 soil', '3 wood']);
    expect(trained.features).toEqual(['red', 'nir', 'swir1']);
    const { heldOut, outOfBag } = trained.accuracy;
    expect(heldOut?.overallAccuracy).toBeGreaterThan(0.95);
    expect(outOfBag?.overallAccuracy).toBeGreaterThan(0.95);
    expect(heldOut?.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(heldOut?.count);
  });

  it('holds out whole polygons: a quarter of each class', () => {
    for (const { labels, heldOutLabels } of trained.classes) {
      expect(heldOutLabels).toBe(Math.max(1, Math.round((labels + heldOutLabels) / 4)));
    }
    const { pixels, labels } = trained.classes[0];
    // All pixels of a polygon, by the centre rule: 10 × 10, or fewer in the west where data is missing.
    expect(pixels).toBeLessThanOrEqual(100 * labels);
    expect(pixels).toBeGreaterThan(85 * labels);
  });

  it('gives the same bytes again, and others for another seed', async () => {
    const again = bytesOf(await train('again/model'));
    expect(again).toEqual(bytesOf(trained));
    expect(bytesOf(await train('other/model', { seed: 2 }))[0]).not.toEqual(again[0]);
  });

  it('takes no pixel without data and no more than it may', async () => {
    const { classes, warnings } = await train('few', { maxPixels: 60 });
    for (const { pixels, heldOutPixels } of classes) {
      expect(pixels).toBeLessThanOrEqual(60);
      expect(pixels).toBeGreaterThan(50);
      expect(heldOutPixels).toBeLessThanOrEqual(30);
    }
    expect(warnings.join()).toMatch(/pixels chosen hold no data/);
  });

  it('learns from points, from numbers, by boosting, and from indices and layers of a recipe', async () => {
    const features = Array.from({ length: 400 }, (_, i) => {
      const [col, row] = [(7 * i) % WIDTH, (11 * i) % HEIGHT];
      const geometry = { type: 'Point', coordinates: lonLatOf(col + 0.5, row + 0.5) };
      return { type: 'Feature', properties: { code: 10 + made.truth[row * WIDTH + col] }, geometry };
    }).filter(({ properties }) => properties.code > 10);
    const labels = join(made.folder, 'points.geojson');
    writeFileSync(labels, JSON.stringify({ type: 'FeatureCollection', features }));
    const recipe = parseRecipe(
      {
        name: 'base',
        segmenter: { method: 'otsu', index: 'ndvi' },
        layers: { smooth: { type: 'box', of: 'nir', sizePx: 3 } },
        legend: [1, 2, 11].map((id) => ({ id, name: `known ${id}`, color: '#336699' })),
        vectorize: { minPixels: 4 },
      },
      'base.json',
    );
    const more = { labels, classProperty: 'code', model: 'boosting', recipe, features: ['all', 'ndvi'] } as const;
    const result = await train('points', more);
    expect(result.classes.map(({ id, name }) => `${id} ${name}`)).toEqual([
      '11 known 11',
      '12 class 12',
      '13 class 13',
    ]);
    expect(result.features).toEqual(['red', 'nir', 'swir1', 'smooth', 'ndvi']);
    expect(result.accuracy.outOfBag).toBeNull();
    expect(JSON.parse(readFileSync(result.files.recipe, 'utf8'))).toMatchObject({
      layers: { smooth: { of: 'nir' } },
      vectorize: { minPixels: 4 },
      segmenter: { method: 'model', model: './model.onnx' },
    });
    const { classes, prepared } = await map(result.files.recipe);
    expect(prepared.haloPx).toBe(1);
    const right = classes.reduce(
      (sum, id, i) => sum + Number(id === 0 ? made.truth[i] === 0 : id === 10 + made.truth[i]),
      0,
    );
    expect(right / classes.length).toBeGreaterThan(0.95);
  });
});

describe('a recipe of a model', () => {
  it('finds the model from its own folder, wherever that is, and makes another run of another model', async () => {
    const moved = join(made.folder, 'moved');
    mkdirSync(moved);
    for (const name of ['model.onnx', 'model.json', 'recipe.json'])
      copyFileSync(join(trained.folder, name), join(moved, name));
    const first = await map(trained.files.recipe);
    const second = await map(join(moved, 'recipe.json'));
    expect(second.classes).toEqual(first.classes);
    const other = await train('replaced', { seed: 3 });
    copyFileSync(other.files.model, join(moved, 'model.onnx'));
    const third = await map(join(moved, 'recipe.json'));
    expect(third.runId).not.toBe(second.runId);
  });

  it('gives objects their classes as well, by their means', async () => {
    const folder = join(made.folder, 'objects');
    mkdirSync(folder);
    const classify = { method: 'model', model: '../model/model.onnx' };
    const segmenter = { method: 'felzenszwalb', of: ['red', 'nir', 'swir1'], scale: 0.5, minPixels: 20, classify };
    writeFileSync(join(folder, 'objects.json'), JSON.stringify({ name: 'objects', segmenter }));
    const recipe = await loadRecipe(join(folder, 'objects.json'));
    expect(recipe.legend.map(({ name }) => name)).toEqual(['meadow', 'soil', 'wood']);
    const scene = await openScene(made.scene);
    const prepared = prepareRecipe(recipe, toSceneFacts(scene));
    const window = { col: 0, row: 0, width: WIDTH, height: HEIGHT };
    const raster = await scene.read(window, { bands: prepared.bandNumbers });
    const params = await prepared.fit(() => [{ raster, core: window }]);
    const { classes } = await prepared.segmentBlock(raster, window, params);
    await scene.close();
    const right = classes.reduce((sum, id, i) => sum + Number(id === made.truth[i]), 0);
    expect(right / classes.length).toBeGreaterThan(0.9);
  });

  it('is refused where the model is not what the recipe says, is missing, or is none', async () => {
    const folder = join(made.folder, 'wrong');
    mkdirSync(folder);
    const recipe = JSON.parse(readFileSync(trained.files.recipe, 'utf8'));
    const write = (segmenter: object) =>
      writeFileSync(join(folder, 'recipe.json'), JSON.stringify({ ...recipe, segmenter }));
    write({ method: 'model', model: 'model.onnx' });
    const load = () => loadRecipe(join(folder, 'recipe.json'));
    await expect(load()).rejects.toThrow(/model: wanted a file to read, got none \(.+wrong.model\.onnx\)/);
    writeFileSync(join(folder, 'model.onnx'), 'no model');
    await expect(load()).rejects.toThrow(/model: wanted an ONNX file, got .+model\.onnx/);
    copyFileSync(trained.files.model, join(folder, 'model.onnx'));
    await expect(load()).rejects.toThrow(/model: wanted model\.json beside it, or segmenter\.features/);
    write({ method: 'model', model: 'model.onnx', features: ['red', 'nir', 'swir1'] });
    await load();
    write({ method: 'model', model: 'model.onnx', modelSha256: 'a'.repeat(64) });
    await expect(load()).rejects.toThrow(/model: wanted the file of SHA-256 aaaa/);
    write({ method: 'model', model: trained.files.model, features: ['red', 'nir'] });
    await expect(map(join(folder, 'recipe.json'))).rejects.toThrow(InputError);
  });
});

describe('labels that do not go with the scene', () => {
  const square = (col: number, row: number, size: number, crop: string) => ({ col, row, size, properties: { crop } });
  const CASES: [string, ReturnType<typeof square>[], RegExp][] = [
    [
      'outside',
      [square(500, 5, 9, 'a'), square(600, 5, 9, 'b')],
      /labels: wanted some within the scenes, got 2 outside/,
    ],
    ['one class outside', [square(20, 5, 9, 'a'), square(600, 5, 9, 'b')], /some of every class .+, got none of b/],
    ['too few pixels', [square(20, 5, 9, 'a'), square(40, 5, 2, 'b')], /wanted 10 pixels .+, got 4 of b/],
    ['where there is no data', [square(20, 5, 9, 'a'), square(0, 5, 3, 'b')], /wanted 10 pixels .+, got 0 of b/],
    ['one class', [square(20, 5, 9, 'a')], /labels: wanted two classes at least, got a/],
    ['all in dispute', [square(20, 5, 9, 'a'), square(20, 5, 9, 'b')], /labels: wanted some within the scenes, got 2/],
  ];

  it.each(CASES)('are refused in one line: %s', async (name, squares, message) => {
    const labels = join(made.folder, 'faulty.geojson');
    writeFileSync(labels, JSON.stringify(toCollection(squares)));
    await expect(train(`faulty ${name}`, { labels, holdout: 0 })).rejects.toThrow(message);
  });

  it('are refused without the property, or without a file', async () => {
    await expect(train('no', { classProperty: 'corp' })).rejects.toThrow(
      /class property of the labels: wanted corp, got .+crop/,
    );
    await expect(train('no', { labels: 'none.geojson' })).rejects.toThrow(/labels: wanted a file to read, got none/);
  });

  it('are told of where they are left out', async () => {
    const labels = join(made.folder, 'some.geojson');
    const squares = [
      square(20, 5, 20, 'a'),
      square(30, 5, 20, 'b'),
      square(70, 5, 20, 'b'),
      square(999, 5, 20, 'b'),
      { ...square(5, 5, 5, ''), properties: {} },
    ];
    writeFileSync(labels, JSON.stringify(toCollection(squares)));
    const { warnings } = await train('some', { labels });
    expect(warnings).toEqual(
      expect.arrayContaining([
        '1 of 4 labels lie outside, or hold no centre of a pixel',
        '200 pixels lie in labels of different classes and are left out',
        '1 features without crop are left out',
        'a has one label alone: it is learnt from, and nothing judges it',
      ]),
    );
  });

  it('options that make no sense are refused', async () => {
    await expect(train('no', { holdout: 1 })).rejects.toThrow(UsageError);
    await expect(train('no', { trees: 0 })).rejects.toThrow(UsageError);
    await expect(train('no', { features: [] })).rejects.toThrow(UsageError);
    await expect(train('no', { features: ['nor'] })).rejects.toThrow(/wanted bands nor/);
  });
});
