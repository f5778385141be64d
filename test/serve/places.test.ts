import { describe, expect, it } from 'vitest';
import type { Affine } from '../../src/raster/affine.js';
import { crsFromEpsg } from '../../src/raster/crs.js';
import { parseRecipe } from '../../src/segment/recipe.js';
import { boxAround } from '../../src/serve/collections.js';
import { createFeatureSource } from '../../src/serve/source.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { classesRecipe } from '../run/in-process.js';
import { randomClasses } from '../run/odd-scenes.js';
import { byId, idsOf, info, PAGE, publish, readGeoJson } from './published.js';

const [width, height] = [44, 36];
const PLACES: [name: string, epsg: number, affine: Affine][] = [
  ['degrees, across the antimeridian', 4326, [0.01, 0, 179.8, 0, -0.01, -16]],
  ['degrees, counted from 0 to 360', 4326, [360 / width, 0, 0, 0, -4, 70]],
  ['UTM 1N, across the antimeridian', 32601, [500, 0, 160_000, 0, -500, 60_000]],
  ['around the north pole', 3413, [25_000, 0, -550_000, 0, -25_000, 450_000]],
  ['turned', 32633, [8.66, 5, 545_000, 5, -8.66, 5_340_000]],
];

describe('scenes anywhere', () => {
  it.each(PLACES)('%s: all features are found by id, and by the box of the collection', async (name, epsg, affine) => {
    const store = createMemoryStore();
    const scene = { ...randomClasses(name.length, { width, height, classes: 3 }), crs: crsFromEpsg(epsg), affine };
    await publish(store, 'scene', scene, { recipe: classesRecipe() });
    const all = byId(await readGeoJson(store, 'scene/classes'));
    const source = createFeatureSource(store);
    for (const [id, feature] of [...all].filter((_, i) => i % 3 === 0)) {
      expect(await source.feature('classes.scene', id), id).toEqual(feature);
    }
    const { bboxLonLat } = await info(source, 'classes.scene');
    const found = await source.select('classes', { ...PAGE, bboxLonLat: bboxLonLat! });
    expect(found.matched).toBe(all.size);
    if (!name.includes('across')) return;
    const [west, south, , north] = bboxLonLat!;
    expect(west).toBeGreaterThan(bboxLonLat![2]);
    // What lies to the west and what lies to the east are all there is; some lie on both sides.
    const sides = await Promise.all(
      (
        [
          [west, south, 180, north],
          [-180, south, bboxLonLat![2], north],
        ] as const
      ).map((bbox) => source.select('classes', { ...PAGE, bboxLonLat: bbox })),
    );
    const [left, right] = sides.map((side) => new Set(idsOf(side)));
    expect(new Set([...left, ...right]).size).toBe(all.size);
    expect([left.size, right.size].every((size) => size > 0 && size < all.size)).toBe(true);
    expect([...left].some((id) => right.has(id))).toBe(true);
  });

  it.each([{ simplifyM: 40 }, { simplifyM: 60, smooth: true }, { smooth: true }])(
    'drawn otherwise than their pixels (%o): all are found by id',
    async (vectorize) => {
      const store = createMemoryStore();
      const recipe = parseRecipe({ name: 'classes', segmenter: { method: 'classes' }, vectorize }, 'test');
      await publish(store, 'scene', randomClasses(3, { width, height, classes: 3 }), { recipe });
      const source = createFeatureSource(store);
      const all = await readGeoJson(store, 'scene/classes');
      expect(all.length).toBeGreaterThan(50);
      for (const feature of all) expect(await source.feature('classes.scene', feature.id)).toEqual(feature);
    },
  );
});

describe('the box around boxes', () => {
  it('takes the shorter way around the earth', () => {
    expect(boxAround([])).toBeNull();
    expect(
      boxAround([
        [1, 2, 3, 4],
        [5, -6, 7, 8],
      ]),
    ).toEqual([1, -6, 7, 8]);
    expect(
      boxAround([
        [170, 0, 175, 1],
        [-175, 0, -170, 1],
      ]),
    ).toEqual([170, 0, -170, 1]);
    expect(boxAround([[170, 0, -170, 1]])).toEqual([170, 0, -170, 1]);
    expect(
      boxAround([
        [170, 0, -170, 1],
        [-100, 2, -90, 3],
      ]),
    ).toEqual([170, 0, -90, 3]);
    expect(
      boxAround([
        [-180, 0, 180, 1],
        [170, 0, -170, 1],
      ]),
    ).toEqual([-180, 0, 180, 1]);
  });
});
