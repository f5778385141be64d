import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropBand } from '../../src/raster/crop.js';
import type { Band, Raster } from '../../src/raster/raster.js';
import { expandWindow, intersectWindows } from '../../src/raster/window.js';
import { LAYER_KINDS } from '../../src/segment/layers/list.js';
import { METHODS } from '../../src/segment/methods/list.js';
import { PIXEL_METHODS } from '../../src/segment/methods/pixel-list.js';
import { type PreparedRecipe, prepareRecipe } from '../../src/segment/prepare.js';
import { REFINE_STEPS } from '../../src/segment/refine/list.js';
import { createRandom } from '../support/write-scene.js';
import { fitOn, recipeOf, sceneFacts } from './support/recipes.js';

/** Sentinel-2 bands, so that everything can be computed. */
const BANDS = ['coastal', 'blue', 'green', 'red', 'rededge1', 'rededge2', 'rededge3', 'nir', 'nir08', 'swir1', 'swir2'];
const SCENE = sceneFacts({ bandNames: BANDS, dataType: 'uint16' });

const RGB = ['red', 'green', 'blue'];
const TONES = [
  { class: 1, color: '#205020' },
  { class: 2, color: '#806040' },
];
const WORDS: [name: string, segmenter: object][] = [
  ['threshold', { index: 'ndvi', cuts: [0.1, 0.4] }],
  ['index-classes', { index: 'ndvi', breaks: [0, 0.3] }],
  ['quantiles', { index: 'ndvi', classes: 3 }],
  ['otsu', { index: 'ndvi' }],
  ['multi-otsu', { index: 'ndvi', classes: 3 }],
  ['auto-threshold', { band: 'nir', rule: 'li' }],
  ['adaptive', { band: 'nir', rule: 'mean', windowPx: 9 }],
  ['adaptive', { index: 'ndvi', rule: 'gaussian', windowPx: 7 }],
  ['adaptive', { index: 'ndvi', rule: 'otsu', windowPx: 9 }],
  ['k-means', { clusters: 4 }],
  ['fuzzy-c-means', { clusters: 3, bands: RGB }],
  ['gaussian-mixture', { clusters: 3, bands: RGB }],
  ['mean-shift', { bands: RGB }],
  ['land-cover-rules', { rules: [{ class: 1, when: [{ index: 'ndvi', min: 0.2 }] }], fallback: 2 }],
  ['color-range', { of: RGB, rules: [{ class: 1, space: 'hsv', hue: [60, 200] }], rest: 2 }],
  ['color-distance', { of: RGB, colors: TONES, maxDistance: 30, rest: 3 }],
  ['zero-crossing', { band: 'nir', sigmaPx: 1.2 }],
];

/** Methods that need a file, or ids in the scene. */
const ELSEWHERE = ['model', 'network', 'classes'];

const OBJECTS: [name: string, segmenter: object][] = [
  ['felzenszwalb', { of: RGB, scale: 30, minPixels: 4 }],
  ['region-merging', { of: RGB }],
  ['region-growing', { of: RGB }],
  ['flood', { of: RGB, tolerance: 20 }],
  ['split-and-merge', { of: RGB }],
  ['normalized-cut', { of: RGB }],
  ['contours', { band: 'nir' }],
  ['compact-watershed', { band: 'nir', stepPx: 8 }],
  ['slic', { of: RGB, stepPx: 8 }],
  ['hysteresis', { index: 'ndvi', low: 0.1, high: 0.3 }],
  ['canny', { band: 'nir' }],
  ['watershed', { index: 'ndvi', on: 'gradient' }],
];

const LAYERS: [type: string, options: object][] = [
  ['expression', { expression: 'max(ndvi, 0) * nir + (red > green ? 1 : 0)' }],
  ['index', { name: 'kNDVI' }],
  ['biophysical', { variable: 'lai' }],
  ['grey', {}],
  ['mean', { of: RGB }],
  ['normalize', { of: 'nir', method: 'percentile' }],
  ['clahe', { of: 'nir', gridPx: 8 }],
  ['clouds', { shadowPx: 4 }],
  ['gaussian', { of: 'nir', sigmaPx: 1.5 }],
  ['box', { of: 'ndvi', sizePx: 5 }],
  ['median', { of: 'ndvi', sizePx: 3 }],
  ['median', { of: 'nir', sizePx: 5 }],
  ['bilateral', { of: 'nir', sigmaPx: 1.5 }],
  ['mean-shift-filter', { of: ['nir'], radiusPx: 2, maxRounds: 3 }],
  ['morphology', { of: 'nir', operation: 'open', sizePx: 3 }],
  ['hsv', { component: 'hue' }],
  ['lab', { component: 'a' }],
  ['ycbcr', { component: 'cb' }],
  ['pca', { of: RGB }],
  ['gradient', { of: 'nir' }],
  ['laplacian-of-gaussian', { of: 'nir', sigmaPx: 1.2 }],
  ['gabor', { of: 'nir', frequency: 0.25 }],
  ['glcm', { of: 'nir', windowPx: 5, levels: 8 }],
  ['lbp', { of: 'nir' }],
  ['local-entropy', { of: 'nir', windowPx: 5 }],
];

const REFINES: [step: string, options: object][] = [
  ['majority', { sizePx: 3 }],
  ['open', { classes: [2] }],
  ['close', { classes: [2] }],
  ['erode', { classes: [1] }],
  ['dilate', { classes: [1] }],
  ['fill', { maxPixels: 6 }],
  ['remove', { maxPixels: 6 }],
];

const WIDTH = 46;
const HEIGHT = 38;

/** Soft shapes with noise, some of it without data. */
function makeRaster(seed: number): Raster {
  const random = createRandom(seed);
  const [a, b, c] = [4 + 8 * random(), 3 + 9 * random(), 6 * random()];
  const shape = (x: number, y: number) =>
    Math.sin(x / a + c) + Math.cos(y / b) + (Math.hypot(x - 20, y - 18) < 9 ? 1 : 0);
  const bands = BANDS.map((_, k) =>
    Uint16Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
      Math.max(1, 900 + 150 * k + (k > 6 ? 500 : 120) * shape(i % WIDTH, Math.floor(i / WIDTH)) + 200 * random()),
    ),
  );
  const valid = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => Number(i % WIDTH > 2 && random() > 0.04));
  return { window: { col: 0, row: 0, width: WIDTH, height: HEIGHT }, bands, valid };
}

const scaling = { scale: 1e-4, offset: 0 };
const ofSegmenter = (method: string, options: object) => recipeOf({ method, ...options }, 60, { scaling });
const ofLayer = (type: string, options: object) =>
  recipeOf({ method: 'threshold', index: 'ndvi', cuts: [0.2] }, 2, {
    scaling,
    layers: { made: { type, ...options } },
    attributes: { layers: ['made'] },
  });
const ofRefine = (step: string, options: object) =>
  recipeOf({ method: 'threshold', index: 'ndvi', cuts: [0.05, 0.25] }, 3, { scaling, refine: [{ step, ...options }] });

const CASES = [
  ...WORDS.map(([name, options]) => [`method ${name} ${JSON.stringify(options)}`, ofSegmenter(name, options)] as const),
  ...LAYERS.map(([name, options]) => [`layer ${name} ${JSON.stringify(options)}`, ofLayer(name, options)] as const),
  ...REFINES.map(([name, options]) => [`refine ${name} ${JSON.stringify(options)}`, ofRefine(name, options)] as const),
];

/** The bands that a recipe asks for. */
const choose = ({ window, bands, valid }: Raster, { bandNumbers }: PreparedRecipe): Raster => ({
  window,
  bands: bandNumbers.map((number) => bands[number - 1]!),
  valid,
});

describe.each(CASES)('%s', (_, recipe) => {
  const prepared = prepareRecipe(recipe, SCENE);

  it('says of a part of the scene, to the last bit, what it says of the whole there', async () => {
    const raster = choose(makeRaster(3), prepared);
    const params = JSON.parse(JSON.stringify(await fitOn(prepared, raster)));
    const whole = await prepared.segment(raster, params);
    expect(new Set(whole.classes).size).toBeGreaterThan(1);
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.nat(), fc.nat(), async (a, b, c, d) => {
        const [col, row] = [a % WIDTH, b % HEIGHT];
        const core = { col, row, width: 1 + (c % (WIDTH - col)), height: 1 + (d % (HEIGHT - row)) };
        const window = intersectWindows(expandWindow(core, prepared.haloPx), raster.window)!;
        const crop = <T extends Band>(band: T): T => cropBand(band, raster.window, window);
        const part = await prepared.segment(
          { window, bands: raster.bands.map(crop), valid: crop(raster.valid!) },
          params,
        );
        expect(cropBand(part.classes, window, core)).toEqual(cropBand(whole.classes, raster.window, core));
        part.layers.forEach((layer, k) => {
          expect(cropBand(layer, window, core)).toEqual(cropBand(whole.layers[k]!, raster.window, core));
        });
      }),
      { numRuns: 12 },
    );
  });

  it('does not look at what stands in pixels without data', async () => {
    const raster = choose(makeRaster(8), prepared);
    const results = [];
    for (const other of [0, 40_000]) {
      const bands = raster.bands.map((band) => band.map((value, i) => (raster.valid![i] ? value : other)) as Band);
      const changed = { ...raster, bands };
      const params = JSON.parse(JSON.stringify(await fitOn(prepared, changed)));
      const { classes, layers } = await prepared.segment(changed, params);
      expect(classes.every((id, i) => raster.valid![i] === 1 || id === 0)).toBe(true);
      results.push({ params, classes, layers: layers.map((layer) => layer.filter((_, i) => raster.valid![i] === 1)) });
    }
    expect(results[0]).toEqual(results[1]);
  });
});

describe.each(OBJECTS)('method %s', (method, options) => {
  const prepared = prepareRecipe(ofSegmenter(method, options), SCENE);

  it('does not look at what stands in pixels without data, and leaves the rest of a block no worse', async () => {
    const raster = choose(makeRaster(5), prepared);
    const results = [];
    for (const other of [0, 40_000]) {
      const bands = raster.bands.map((band) => band.map((value, i) => (raster.valid![i] ? value : other)) as Band);
      const changed = { ...raster, bands };
      const params = JSON.parse(JSON.stringify(await fitOn(prepared, changed)));
      const block = await prepared.segmentBlock(changed, raster.window, params);
      expect(block.classes.every((id, i) => raster.valid![i] === 1 || id === 0)).toBe(true);
      if (block.objects) {
        // Every pixel of an object has one class, and objects are numbered from 1.
        const classOf = new Map<number, number>();
        block.objects.forEach((object, i) => {
          if (object === 0) return;
          expect(block.classes[i]).toBe(classOf.get(object) ?? block.classes[i]);
          classOf.set(object, block.classes[i]!);
        });
        expect(Math.max(...classOf.keys())).toBe(classOf.size);
        expect(classOf.size).toBeGreaterThan(1);
      } else expect(new Set(block.classes).size).toBeGreaterThan(1);
      results.push(block);
    }
    expect(results[0]).toEqual(results[1]);
  });
});

describe('these tests', () => {
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).sort();
  const tried = (list: readonly (readonly [string, object])[]) => [...new Set(list.map(([name]) => name))].sort();

  it('know every method, layer and step', () => {
    const pixelNames = names(PIXEL_METHODS).filter((name) => !ELSEWHERE.includes(name));
    expect(tried(WORDS)).toEqual(pixelNames);
    expect(tried(OBJECTS)).toEqual(names(METHODS).filter((name) => ![...pixelNames, ...ELSEWHERE].includes(name)));
    expect(tried(LAYERS)).toEqual(names(LAYER_KINDS));
    expect(tried(REFINES)).toEqual(names(REFINE_STEPS));
  });
});
