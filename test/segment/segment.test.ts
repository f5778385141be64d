import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Band, Raster } from '../../src/raster/raster.js';
import { prepareRecipe } from '../../src/segment/prepare.js';
import { cropBand, cropRaster, fitAndSegment, rasterOf, recipeOf, sceneFacts } from './support/recipes.js';

const METHODS: [name: string, segmenter: object, classes: number][] = [
  ['threshold', { method: 'threshold', index: 'ndvi', cuts: [-0.2, 0.1, 0.3, 0.5, 0.7] }, 6],
  ['index-classes', { method: 'index-classes', index: 'exg', breaks: [0, 0.2] }, 3],
  ['quantiles', { method: 'index-classes', band: 'nir', quantiles: 4 }, 4],
  ['otsu', { method: 'otsu', index: 'ndwi' }, 2],
  ['multi-otsu', { method: 'multi-otsu', band: 'red', classes: 3 }, 3],
  ['k-means', { method: 'k-means', clusters: 3, indices: ['ndvi'] }, 3],
  [
    'land-cover-rules',
    {
      method: 'land-cover-rules',
      rules: [
        { class: 1, when: [{ index: 'ndwi', min: 0 }] },
        {
          class: 2,
          when: [
            { index: 'ndvi', min: 0.2 },
            { band: 'red', max: 90 },
          ],
        },
      ],
      fallback: 3,
    },
    3,
  ],
  ['classes', { method: 'classes', band: 2 }, 0],
];

const SCENE = sceneFacts({ bandNames: ['red', 'green', 'blue', 'nir'] });
const prepare = (segmenter: object, classes: number) =>
  prepareRecipe(recipeOf(segmenter, classes, { attributes: { indices: ['ndvi', 'gli'], bands: ['nir'] } }), SCENE);

/** Rasters of four bands, some of whose pixels hold no data, with at least one that does. */
const rasters = fc.integer({ min: 1, max: 9 }).chain((width) =>
  fc.integer({ min: 1, max: 9 }).chain((height) => {
    const size = { minLength: width * height, maxLength: width * height };
    const band = fc.array(fc.nat({ max: 255 }), size).map((values) => Uint8Array.from(values));
    const valid = fc.array(fc.nat({ max: 1 }), size).map((flags) => Uint8Array.from(flags).fill(1, 0, 1));
    return fc
      .tuple(fc.tuple(band, band, band, band), fc.option(valid))
      .map(([bands, flags]) => rasterOf(width, bands, flags));
  }),
);

/** The same raster with something defined for every index in its first pixel, so that there is something to fit on. */
function withFirstPixel({ window, bands, valid }: Raster): Raster {
  for (const [k, band] of bands.entries()) band[0] = 50 + 20 * k;
  return { window, bands, valid };
}

/** The bands that a prepared recipe asks for. */
const choose = ({ window, bands, valid }: Raster, bandNumbers: number[]): Raster => ({
  window,
  bands: bandNumbers.map((number) => bands[number - 1]!),
  valid,
});

describe.each(METHODS)('%s', (_, segmenter, classCount) => {
  const prepared = prepare(segmenter, classCount);
  const inputs = rasters.map(withFirstPixel).map((raster) => choose(raster, prepared.bandNumbers));

  it('says of a part what it says of the whole there', async () => {
    await fc.assert(
      fc.asyncProperty(inputs, fc.nat(), fc.nat(), fc.nat(), fc.nat(), async (raster, a, b, c, d) => {
        const { width, height } = raster.window;
        const [col, row] = [a % width, b % height];
        const part = { col, row, width: 1 + (c % (width - col)), height: 1 + (d % (height - row)) };
        const whole = await fitAndSegment(prepared, raster);
        const cropped = cropRaster(raster, col, row, part.width, part.height);
        const ofPart = await prepared.segment(cropped, whole.params);
        expect(ofPart.classes).toEqual(cropBand(whole.classes, width, part));
        for (const [k, layer] of ofPart.layers.entries()) {
          expect(layer).toEqual(cropBand(whole.layers[k]!, width, part));
        }
      }),
    );
  });

  it('gives nodata no class, and every class an entry in the legend', async () => {
    await fc.assert(
      fc.asyncProperty(inputs, async (raster) => {
        const { classes, layers } = await fitAndSegment(prepared, raster);
        const ids = new Set([0, ...prepared.legend.map(({ id }) => id)]);
        expect([...classes].every((id) => ids.has(id))).toBe(true);
        if (raster.valid)
          expect([...classes].filter((_, i) => raster.valid![i] === 0).every((id) => id === 0)).toBe(true);
        expect(layers.map(({ length }) => length)).toEqual([classes.length, classes.length, classes.length]);
      }),
    );
  });

  it('does not look at what stands in pixels without data', async () => {
    await fc.assert(
      fc.asyncProperty(inputs, fc.nat({ max: 255 }), async (raster, other) => {
        fc.pre(raster.valid !== null);
        const overwrite = (band: Band): Band => band.map((v, i) => (raster.valid![i] === 0 ? other : v)) as Band;
        const changed = { ...raster, bands: raster.bands.map(overwrite) };
        expect((await fitAndSegment(prepared, changed)).classes).toEqual(
          (await fitAndSegment(prepared, raster)).classes,
        );
      }),
    );
  });

  it('does not change what it was given', async () => {
    await fc.assert(
      fc.asyncProperty(inputs, async (raster) => {
        const before = raster.bands.map((band) => [...band]);
        await fitAndSegment(prepared, raster);
        expect(raster.bands.map((band) => [...band])).toEqual(before);
      }),
    );
  });
});

describe('a value at a limit', () => {
  const limits = [-0.6, -0.2, 0, 0.2, 0.4, 0.6];

  it('is in the upper class, whatever the rounding of the index', async () => {
    const prepared = prepare({ method: 'index-classes', index: 'ndvi', breaks: limits }, limits.length + 1);
    // (nir - red) / (nir + red) = limit for these whole numbers
    const [red, nir] = [limits.map((limit) => 50 - 50 * limit), limits.map((limit) => 50 + 50 * limit)];
    const bands = [Uint8Array.from(red), new Uint8Array(6).fill(1), new Uint8Array(6).fill(1), Uint8Array.from(nir)];
    const { classes } = await fitAndSegment(prepared, rasterOf(6, bands));
    expect([...classes]).toEqual([2, 3, 4, 5, 6, 7]);
  });
});

describe('indices beside the classes', () => {
  it('are NaN where not defined, and then the class that rests on them is 0', async () => {
    const prepared = prepare({ method: 'index-classes', index: 'ndvi', breaks: [0] }, 2);
    const bands = [
      [0, 10],
      [0, 10],
      [0, 10],
      [0, 30],
    ].map((values) => Uint8Array.from(values));
    const { classes, layers } = await fitAndSegment(prepared, rasterOf(2, bands));
    expect([...classes]).toEqual([0, 2]);
    expect([...layers[0]!]).toEqual([Number.NaN, 0.5]);
  });
});
