import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { prepareRecipe } from '../../../src/segment/prepare.js';
import { parseRecipe } from '../../../src/segment/recipe.js';
import { rasterOf, recipeOf, sceneFacts } from '../support/recipes.js';

const SCENE = sceneFacts({ bandNames: ['red', 'green', 'blue', 'nir'], dataType: 'float32' });

const recipeWith = (layers: Record<string, object>, layer: string) =>
  recipeOf({ method: 'threshold', layer, cuts: [0] }, 2, { layers, attributes: { layers: [layer] } });

/** The last layer, of pixels of red, green, blue and near infrared. */
async function compute(layers: Record<string, object>, pixels: readonly number[][], scene = SCENE): Promise<number[]> {
  const prepared = prepareRecipe(recipeWith(layers, Object.keys(layers).at(-1)!), scene);
  const bands = prepared.bandNumbers.map((number) => Float32Array.from(pixels, (pixel) => pixel[number - 1]!));
  const { layers: measured } = await prepared.segment(rasterOf(pixels.length, bands, null), null);
  return [...measured[0]!];
}

const text = (expression: string) => ({ type: 'expression', expression });
const of = async (expression: string, pixel: number[]): Promise<number> =>
  (await compute({ value: text(expression) }, [pixel]))[0]!;

const PIXEL = [0.125, 0.25, 0.0625, 0.5];

describe('an expression', () => {
  it.each([
    ['(nir - red) / (nir + red + 0.5) * 1.5', (0.375 / 1.125) * 1.5],
    ['NDVI + ndvi', 1.2],
    ['b1 + b4', 0.625],
    ['1 + 2 * 3 - 4 / 2 + red * 0', 5],
    ['-nir^2', -0.25],
    ['2 ** 3 ** 2 + 0 * red', 512],
    ['nir > red && green > red ? 10 : 20', 10],
    ['nir < red || !(green > red)', 0],
    ['where(red >= 0.125, max(nir, green, 2), 7)', 2],
    ['clamp(nir * 10, 0, 1) + abs(-red)', 1.125],
    ['sqrt(green) + pow(nir, 3) + exp(0 * red) + log10(red / red * 1000)', 0.5 + 0.125 + 1 + 3],
    ['log(red) + cos(red - red) + sin(nir - nir) + atan2(0 * red, 1)', Math.log(0.125) + 1],
    ["'nir' - 'red'", 0.375],
    ['red == 0.125 && red != 0.25 && red <= 0.125', 1],
  ])('%s', async (expression, value) => {
    expect(await of(expression, PIXEL)).toBeCloseTo(value, 6);
  });

  it('reads other layers, which may be expressions', async () => {
    const layers = { bright: text('(red + green + blue) / 3'), contrast: text('(nir - bright) / (nir + bright)') };
    const bright = 0.4375 / 3;
    expect((await compute(layers, [PIXEL]))[0]).toBeCloseTo((0.5 - bright) / (0.5 + bright), 6);
  });

  it('has no value for 0/0, x/0, roots of less than nothing, and where a band has none', async () => {
    expect(await of('(red - red) / (nir - nir)', PIXEL)).toBeNaN();
    expect(await of('nir / (red - red)', PIXEL)).toBeNaN();
    expect(await of('sqrt(red - nir)', PIXEL)).toBeNaN();
    expect(await of('(red - nir)^0.3', PIXEL)).toBeNaN();
    const gap = [Number.NaN, ...PIXEL.slice(1)];
    for (const expression of [
      'red + nir',
      'where(nir > 0, nir, red)',
      'nir > 0 || red > 0',
      'red^0',
      'red < 1 ? 1 : 2',
    ]) {
      expect(await of(expression, gap), expression).toBeNaN();
    }
  });

  it('looks past what it does not choose', async () => {
    expect(await of('red - red == 0 ? 5 : nir / (red - red)', PIXEL)).toBe(5);
    expect(await of('red > 1 && nir / (red - red) > 2', PIXEL)).toBe(0);
    expect(await of('red < 1 || nir / (red - red) > 2', PIXEL)).toBe(1);
  });

  it('keeps reflectance below zero', async () => {
    expect(await of('red * 2', [-0.25, 0, 0, 0])).toBe(-0.5);
  });

  it.each([
    ['nir +', 'wanted a number, a name or (, got the end after character 5'],
    ['(nir - red', 'wanted ), got the end after character 10'],
    ['nir red', 'wanted an operator or the end, got red at character 5'],
    ['nir @ red', 'got @ at character 5'],
    ['foo(nir)', 'wanted a function: min, max'],
    ['pow(nir)', 'wanted 2 arguments of pow, got 1 at character 1'],
    ['1 < nir < 2', 'wanted && between two comparisons, got < at character 9'],
    ['3 + 4', 'wanted a band, an index or a layer to look at'],
    ['', 'layers.value.expression'],
    [`${'('.repeat(70)}nir${')'.repeat(70)}`, 'wanted at most 64 levels'],
    [`${'-'.repeat(100)}nir`, 'wanted at most 64 levels'],
    [`nir${' + nir'.repeat(1000)}`, 'expression'],
    [Array.from({ length: 33 }, (_, i) => `x${i}`).join(' + '), 'wanted at most 32 names, got 33'],
  ])('refuses %j', (expression, problem) => {
    const recipe = { ...recipeWith({}, 'value'), layers: { value: text(expression) } };
    const parse = () => parseRecipe(recipe, 'x.json');
    expect(parse).toThrow(InputError);
    expect(parse).toThrow(problem);
  });

  it('says which name it does not know', () => {
    const prepare = () => prepareRecipe(recipeWith({ value: text('nir + redd') }, 'value'), SCENE);
    expect(prepare).toThrow('redd at character 7 (did you mean red?)');
    const missing = () => prepareRecipe(recipeWith({ value: text('nir + swir1') }, 'value'), SCENE);
    expect(missing).toThrow('wanted bands swir1');
  });

  it('reads another scene', async () => {
    const scene = { ...SCENE, others: { before: { ...SCENE, location: 'before.tif' } } };
    const prepared = prepareRecipe(
      recipeWith({ value: text('before.nir - nir + before.ndvi + before.b1') }, 'value'),
      scene,
    );
    expect(prepared.bandNumbers).toEqual([4, 5, 8]);
    const bands = [0.5, 0.25, 0.75].map((value) => Float32Array.of(value));
    const { layers } = await prepared.segment(rasterOf(1, bands, null), null);
    expect(layers[0]![0]).toBe(0.25 + 0.5 + 0.25);
  });

  it('says the same of a pixel wherever it lies', async () => {
    const value = fc.float({ min: -1, max: 2, noDefaultInfinity: true });
    const pixels = fc.array(fc.array(value, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(pixels, async (list) => {
        const expression = 'exp(nir) * red^0.3 - (green > blue ? ndvi : sin(blue)) + min(red, nir)';
        const together = await compute({ value: text(expression) }, list);
        for (const [i, pixel] of list.entries()) expect(await of(expression, pixel)).toBe(together[i]);
      }),
      { numRuns: 5 },
    );
  });
});

describe('an index as a layer', () => {
  it('has the constants it is given', async () => {
    const savi = await compute({ value: { type: 'index', name: 'SAVI', constants: { L: 0.25 } } }, [PIXEL]);
    expect(savi[0]).toBeCloseTo((1.25 * 0.375) / 0.875, 6);
    const linear = await compute({ value: { type: 'index', name: 'kNDVI', kernel: 'linear' } }, [PIXEL]);
    expect(linear[0]).toBeCloseTo(0.375 / 0.625, 6);
    const plain = await compute({ value: { type: 'index', name: 'exg' } }, [PIXEL]);
    expect(plain[0]).toBeCloseTo((0.5 - 0.125 - 0.0625) / 0.4375, 6);
  });

  it('is refused constants that it has not', () => {
    const recipe = {
      ...recipeWith({}, 'value'),
      layers: { value: { type: 'index', name: 'savi', constants: { C1: 2 } } },
    };
    expect(() => parseRecipe(recipe, 'x.json')).toThrow('layers.value.constants: wanted only L, which savi has');
  });
});
