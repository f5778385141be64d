import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growPixels } from '../../src/segment/exclude.js';
import { prepareRecipe } from '../../src/segment/prepare.js';
import { fitAndSegment, rasterOf, recipeOf, sceneFacts } from './support/recipes.js';

const SCENE = sceneFacts({ bandNames: ['red', 'nir', 'scl'] });
const SEGMENTER = { method: 'threshold', band: 'red', cuts: [10] };

const segmentWith = async (exclude: object[], scl: number[], valid: Uint8Array | null = null) => {
  const prepared = prepareRecipe(recipeOf(SEGMENTER, 2, { exclude }), SCENE);
  const red = Uint8Array.from({ length: scl.length }, (_, i) => (i % 2) * 50);
  const { classes } = await fitAndSegment(prepared, rasterOf(scl.length, [red, Uint8Array.from(scl)], valid));
  return [...classes];
};

describe('pixels that a recipe leaves out', () => {
  it.each([
    [{ values: [3, 8] }, [1, 2, 0, 2, 0, 2]],
    [{ bits: [3] }, [1, 2, 1, 2, 0, 0]],
    [{ above: 8 }, [1, 2, 1, 2, 1, 0]],
    [{ below: 4 }, [0, 0, 0, 2, 1, 2]],
    [{ below: 1, above: 8 }, [0, 2, 1, 2, 1, 0]],
  ])('by %j have no class', async (rule, expected) => {
    expect(await segmentWith([{ of: 'scl', ...rule }], [0, 1, 3, 4, 8, 9])).toEqual(expected);
  });

  it('add up, and to those without data', async () => {
    const rules = [
      { of: 'scl', values: [1] },
      { of: 'scl', values: [4] },
    ];
    expect(await segmentWith(rules, [0, 1, 3, 4, 8, 9], Uint8Array.of(1, 1, 1, 1, 1, 0))).toEqual([1, 0, 1, 0, 1, 0]);
  });

  it('take their neighbours with them, and widen what a tile reads', async () => {
    const exclude = [{ of: 'scl', values: [9], growPx: 2 }];
    expect(await segmentWith(exclude, [0, 0, 0, 0, 9, 0])).toEqual([1, 2, 0, 0, 0, 0]);
    expect(prepareRecipe(recipeOf(SEGMENTER, 2, { exclude }), SCENE).haloPx).toBe(2);
  });

  it('are not learnt from', async () => {
    const recipe = recipeOf({ method: 'otsu', band: 'red' }, 2, { exclude: [{ of: 'scl', values: [9] }] });
    const red = Uint8Array.of(10, 12, 60, 62, 255, 255);
    const raster = rasterOf(6, [red, Uint8Array.of(0, 0, 0, 0, 9, 9)]);
    const { params, classes } = await fitAndSegment(prepareRecipe(recipe, SCENE), raster);
    expect((params as { threshold: number }).threshold).toBeLessThan(60);
    expect([...classes]).toEqual([1, 1, 2, 2, 0, 0]);
  });

  it('may be decided by a layer that learns from the scene, which then sees all pixels', async () => {
    const layers = { even: { type: 'normalize', of: 'red', method: 'z-score' } };
    const exclude = [{ of: 'even', above: 1.5 }];
    const recipe = recipeOf({ method: 'otsu', layer: 'even' }, 2, { layers, exclude });
    const raster = rasterOf(7, [Uint8Array.of(10, 10, 10, 60, 62, 61, 255)]);
    const { classes } = await fitAndSegment(prepareRecipe(recipe, SCENE), raster);
    expect([...classes]).toEqual([1, 1, 1, 2, 2, 2, 0]);
  });

  it('may be clouds that a layer finds', async () => {
    const bandNames = ['blue', 'green', 'red', 'nir', 'swir1', 'swir2'];
    const exclude = [{ of: 'clouds', values: [2, 4] }];
    const layers = { clouds: { type: 'clouds', shadowPx: 2 } };
    const recipe = recipeOf({ method: 'threshold', index: 'ndvi', cuts: [0.2] }, 2, {
      exclude,
      layers,
      scaling: { scale: 0.01, offset: 0 },
    });
    // green field, cloud, dark field beside it, dark field far from it, water
    const pixels = [
      [5, 8, 5, 40, 20, 10],
      [5, 8, 5, 40, 20, 10],
      [60, 60, 60, 65, 50, 40],
      [2, 3, 3, 8, 6, 4],
      [5, 8, 5, 40, 20, 10],
      [2, 3, 3, 8, 6, 4],
      [6, 5, 3, 1, 1, 1],
    ];
    const bands = bandNames.map((_, k) => Uint8Array.from(pixels, (pixel) => pixel[k]!));
    const prepared = prepareRecipe(recipe, sceneFacts({ bandNames }));
    expect(prepared.haloPx).toBe(2);
    expect([...(await fitAndSegment(prepared, rasterOf(7, bands))).classes]).toEqual([2, 2, 0, 0, 2, 2, 1]);
  });
});

describe('growPixels', () => {
  it('sets what lies within the radius of what is set', () => {
    const flags = fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(flags, fc.integer({ min: 1, max: 12 }), fc.nat({ max: 6 }), (values, width, radius) => {
        const set = Uint8Array.from(values.slice(0, values.length - (values.length % width)), (value) =>
          Number(value === 0),
        );
        const expected = Array.from(set, (_, i) =>
          Number(
            set.some((flag, j) => {
              const [dx, dy] = [(i % width) - (j % width), Math.floor(i / width) - Math.floor(j / width)];
              return flag === 1 && dx * dx + dy * dy <= radius * radius;
            }),
          ),
        );
        expect([...growPixels(set, width, radius)]).toEqual(expected);
      }),
    );
  });
});
