import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { generateLegend } from '../../../src/segment/legend-colors.js';
import { findQuantiles } from '../../../src/segment/methods/index-classes.js';
import { prepareRecipe } from '../../../src/segment/prepare.js';
import { loadRecipe } from '../../../src/segment/recipe.js';
import { fitAndSegment, prepareFor, rasterOf, sceneFacts } from '../support/recipes.js';

describe('classes', () => {
  const segment = async (band: Uint8Array | Uint16Array | Float32Array, valid: Uint8Array | null = null) =>
    (await prepareFor({ method: 'classes' }, 0).segment(rasterOf(band.length, [band], valid), null)).classes;

  it('takes ids as they are', async () => {
    expect([...(await segment(Uint8Array.of(0, 1, 255)))]).toEqual([0, 1, 255]);
    expect([...(await segment(Uint16Array.of(0, 1, 255)))]).toEqual([0, 1, 255]);
    expect([...(await segment(Float32Array.of(0, 7, Number.NaN)))]).toEqual([0, 7, 0]);
  });

  it.each([Uint16Array.of(256), Float32Array.of(1.5), Float32Array.of(-1)])('refuses %j', async (band) => {
    await expect(segment(band)).rejects.toThrow(InputError);
    expect([...(await segment(band, Uint8Array.of(0)))]).toEqual([0]);
  });

  it('has a legend for every id where the recipe has none', () => {
    const { legend } = prepareFor({ method: 'classes' }, 0);
    expect(legend[6]).toMatchObject({ id: 7, name: 'class 7' });
    expect(new Set(generateLegend().map(({ color }) => color)).size).toBe(255);
  });
});

describe('index-classes by quantiles', () => {
  it('interpolates as numpy does', () => {
    expect(findQuantiles(Float64Array.of(4, 1, 3, 2), 4)).toEqual([1.75, 2.5, 3.25]);
  });
});

describe('land-cover-rules', () => {
  const rules = [
    { class: 1, when: [{ index: 'mndwi', min: 0 }], ifPresent: true },
    { class: 2, when: [{ index: 'ndwi', min: 0 }], unless: ['swir1'] },
    {
      class: 3,
      when: [
        { index: 'ndvi', min: 0.5 },
        { index: 'ndmi', min: 0, optional: true },
      ],
    },
  ];
  const segmenter = { method: 'land-cover-rules', rules, fallback: 4 };
  //                 water  leaf  soil  dark
  const red = Uint8Array.of(20, 10, 60, 0);
  const green = Uint8Array.of(40, 20, 50, 0);
  const nir = Uint8Array.of(5, 90, 70, 0);
  const swir = Uint8Array.of(2, 30, 90, 0);

  it('takes the first rule that holds, and gives no class where none could be asked', async () => {
    const prepared = prepareFor(segmenter, 4, { bandNames: ['red', 'green', 'nir', 'swir1'] });
    expect(prepared.warnings).toEqual([]);
    expect([...(await fitAndSegment(prepared, rasterOf(4, [red, green, nir, swir]))).classes]).toEqual([1, 3, 4, 0]);
  });

  it('makes do without a band', async () => {
    const prepared = prepareFor(segmenter, 4, { bandNames: ['red', 'green', 'nir'] });
    expect(prepared.warnings).toEqual([]);
    expect([...(await fitAndSegment(prepared, rasterOf(4, [red, green, nir]))).classes]).toEqual([2, 3, 4, 0]);
  });

  it('holds from min on, and below max', async () => {
    const rule = { class: 1, when: [{ band: 1, min: 10, max: 20 }] };
    const prepared = prepareFor({ method: 'land-cover-rules', rules: [rule], fallback: 2 }, 2);
    expect([...(await fitAndSegment(prepared, rasterOf(4, [Uint8Array.of(9, 10, 19, 20)]))).classes]).toEqual([
      2, 1, 1, 2,
    ]);
  });

  it('says which rule is left out', () => {
    const prepared = prepareFor(segmenter, 4, { bandNames: ['red', 'nir'] });
    expect(prepared.warnings).toEqual(['rule 2 (class 2) is left out: the scene has not the bands for ndwi']);
  });

  it('asks for what it needs where no rule is left', async () => {
    expect(() => prepareFor(segmenter, 4, { bandNames: ['red', 'blue'] })).toThrow('wanted bands green, nir');
  });
});

describe('the recipes of the package', () => {
  // Reflectances of water, bare soil, a growing crop and a wood, in the order of the bands.
  const bandNames = ['blue', 'green', 'red', 'nir', 'swir1'];
  const bands = [
    [0.05, 0.09, 0.05, 0.02],
    [0.06, 0.12, 0.08, 0.04],
    [0.03, 0.16, 0.06, 0.02],
    [0.02, 0.22, 0.26, 0.35],
    [0.01, 0.32, 0.22, 0.16],
  ].map((values) => Float32Array.from(values));

  const classify = async (name: string, present: readonly string[]) => {
    const scene = sceneFacts({ bandNames: [...present], dataType: 'float32' });
    const prepared = prepareRecipe(await loadRecipe(name), scene);
    const read = prepared.bandNumbers.map((number) => bands[bandNames.indexOf(present[number - 1]!)]!);
    const { classes } = await fitAndSegment(prepared, rasterOf(4, read));
    return [...classes].map((id) => prepared.legend.find((entry) => entry.id === id)!.name);
  };

  it.each([[bandNames], [bandNames.slice(0, 4)], [['green', 'red', 'nir']]])(
    'land-cover-rules with %j',
    async (present) => {
      expect(await classify('land-cover-rules', present)).toEqual([
        'Water',
        'Built-up or bare',
        'Crops, grass or shrubs',
        'Dense vegetation or forest',
      ]);
    },
  );

  it('water, and none where there is none', async () => {
    expect(await classify('water', bandNames)).toEqual(['Water', 'Land', 'Land', 'Land']);
    const dry = rasterOf(
      3,
      bands.filter((_, k) => k === 1 || k === 3).map((band) => band.slice(1)),
    );
    const prepared = prepareRecipe(
      await loadRecipe('water'),
      sceneFacts({ bandNames: ['green', 'nir'], dataType: 'float32' }),
    );
    expect([...(await fitAndSegment(prepared, dry)).classes]).toEqual([1, 1, 1]);
  });

  it('land-cover-rules takes neither snow for water nor cloud for either', async () => {
    const prepared = prepareRecipe(
      await loadRecipe('land-cover-rules'),
      sceneFacts({ bandNames, dataType: 'float32' }),
    );
    //            snow  cloud dark water
    const values = [
      [0.9, 0.72, 0.02],
      [0.9, 0.7, 0.02],
      [0.9, 0.7, 0.01],
      [0.8, 0.74, 0.005],
      [0.1, 0.48, 0.003],
    ];
    const read = prepared.bandNumbers.map((number) => Float32Array.from(values[number - 1]!));
    expect([...(await fitAndSegment(prepared, rasterOf(3, read))).classes]).toEqual([2, 3, 1]);
  });

  it('land-cover-rules reads 8-bit values as shares of 255, and says so', async () => {
    const prepared = prepareRecipe(await loadRecipe('land-cover-rules'), sceneFacts({ bandNames }));
    expect(prepared.scaling.scale).toBe(1 / 255);
    expect(prepared.warnings).toHaveLength(1);
  });

  it('crop-health', async () => {
    expect(await classify('crop-health', bandNames)).toEqual([
      'Water or snow',
      'Bare, built-up or cloud',
      'Dense, healthy green',
      'Dense, healthy green',
    ]);
  });
});
