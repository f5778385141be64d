import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileFilter } from '../../src/query/cql2/compile.js';
import { parseCql2Text } from '../../src/query/cql2/parse-text.js';
import type { Filterable } from '../../src/query/cql2/predicate.js';
import { boxToGeometry, relateShapes } from '../../src/query/cql2/shapes.js';
import type { BboxLonLat, Feature, FeatureSource } from '../../src/query/feature-source.js';
import { createFeatureSource } from '../../src/serve/source.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { makeRedNir } from '../support/write-scene.js';
import { byId, idsOf, info, PAGE, publish, readGeoJson } from './published.js';

const store = createMemoryStore();
let source: FeatureSource;
/** By brute force: all of both scenes. */
let all: Feature[];
let north: Feature[];

beforeAll(async () => {
  await publish(store, 'north', makeRedNir(120, 90));
  const south = makeRedNir(70, 80, 2);
  await publish(store, 'south', { ...south, affine: [10, 0, 545_300, 0, -10, 5_339_400] });
  source = createFeatureSource(store);
  north = await readGeoJson(store, 'north/crop-health');
  all = [
    ...(await readGeoJson(store, 'north/crop-health', (id) => `north.${id}`)),
    ...(await readGeoJson(store, 'south/crop-health', (id) => `south.${id}`)),
  ];
});

const meets = ({ geometry }: Feature, bbox: BboxLonLat): boolean =>
  relateShapes('s_intersects', geometry!, boxToGeometry(bbox));

/** Somewhere in or around the scenes, of any size, most of them small. */
const boxes = fc
  .tuple(fc.nat(999), fc.nat(999), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }))
  .map(([x, y, width, height]): BboxLonLat => {
    const [west, south] = [15.602 + x * 1.8e-5, 48.199 + y * 1.3e-5];
    return [west, south, west + width * 2e-5, south + height * 2e-5];
  });

describe('collections', () => {
  it('are one for each recipe and one for each run', async () => {
    const found = await source.collections();
    expect(found.map(({ id }) => id)).toEqual(['crop-health', 'crop-health.north', 'crop-health.south']);
    expect(found.map(({ featureCount }) => featureCount)).toEqual([
      all.length,
      north.length,
      all.length - north.length,
    ]);
    const { columns, interval, bboxLonLat, title } = await info(source, 'crop-health');
    expect(title).toBe('Crop health');
    expect(columns.map(({ name }) => name)).toEqual(Object.keys(all[0].properties));
    expect(columns.find(({ name }) => name === 'label')?.values).toContain('Dense, healthy green');
    expect(columns.find(({ name }) => name === 'ndvi_mean')).toMatchObject({
      type: 'number',
      description: 'Mean of ndvi',
    });
    expect(interval).toEqual([null, null]);
    const positions = all.flatMap(({ geometry }) =>
      (geometry!.coordinates as number[][][]).flat(geometry!.type === 'Polygon' ? 1 : 2),
    );
    for (const [x, y] of positions as unknown as number[][]) {
      expect(x >= bboxLonLat![0] && x <= bboxLonLat![2] && y >= bboxLonLat![1] && y <= bboxLonLat![3]).toBe(true);
    }
    expect(await source.collection('crop-health.east')).toBeNull();
  });

  it('change their etag with their content, and no other', async () => {
    const own = createMemoryStore();
    await publish(own, 'one', makeRedNir(40, 40));
    await publish(own, 'two', makeRedNir(40, 40, 2));
    const watched = createFeatureSource(own, { refreshMs: 0 });
    const etags = async () => Object.fromEntries((await watched.collections()).map(({ id, etag }) => [id, etag]));
    const before = await etags();
    expect(await etags()).toEqual(before);
    await publish(own, 'two', makeRedNir(40, 40, 3));
    const after = await etags();
    expect(after['crop-health.one']).toBe(before['crop-health.one']);
    expect(after['crop-health.two']).not.toBe(before['crop-health.two']);
    expect(after['crop-health']).not.toBe(before['crop-health']);
  });
});

describe('features', () => {
  it('are those of the GeoJSON, all of them, to the last digit', async () => {
    const found = await source.select('crop-health.north', PAGE);
    expect(found).toMatchObject({ matched: north.length, next: null });
    expect(byId(found.features)).toEqual(byId(north));
    expect(byId((await source.select('crop-health', PAGE)).features)).toEqual(byId(all));
  });

  it('of a box are those whose outline meets it', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(boxes, async (bboxLonLat) => {
        const found = await source.select('crop-health', { ...PAGE, bboxLonLat });
        const wanted = all.filter((feature) => meets(feature, bboxLonLat));
        expect(idsOf(found).sort()).toEqual(wanted.map(({ id }) => id).sort());
        expect(found.matched).toBe(wanted.length);
        count += wanted.length;
      }),
      { numRuns: 60 },
    );
    expect(count).toBeGreaterThan(500);
  });

  it('that a filter is true for, alone and with a box', async () => {
    const filter = ({ property }: Filterable) => (property('area_m2') as number) > 300;
    await fc.assert(
      fc.asyncProperty(boxes, async (bboxLonLat) => {
        const found = await source.select('crop-health', { ...PAGE, bboxLonLat, filter });
        const wanted = all.filter((one) => (one.properties.area_m2 as number) > 300 && meets(one, bboxLonLat));
        expect(idsOf(found).sort()).toEqual(wanted.map(({ id }) => id).sort());
      }),
      { numRuns: 15 },
    );
  });

  it('that a filter by place is true for, with and without a box', async () => {
    await fc.assert(
      fc.asyncProperty(boxes, boxes, async (place, bboxLonLat) => {
        const filter = compileFilter(parseCql2Text(`S_INTERSECTS(geometry, BBOX(${place.join()})) AND pixels > 1`), {
          has: () => true,
          names: () => [],
        });
        const near = all.filter((one) => (one.properties.pixels as number) > 1 && meets(one, place));
        const found = await source.select('crop-health', { ...PAGE, filter });
        expect(idsOf(found).sort()).toEqual(near.map(({ id }) => id).sort());
        const both = await source.select('crop-health', { ...PAGE, filter, bboxLonLat });
        expect(idsOf(both).sort()).toEqual(
          near
            .filter((one) => meets(one, bboxLonLat))
            .map(({ id }) => id)
            .sort(),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('come in pages of any size, each once and in the same order', async () => {
    const bboxLonLat: BboxLonLat = [15.61, 48.2, 15.616, 48.205];
    const filter = ({ property }: Filterable) => property('class') === 4;
    for (const question of [{}, { bboxLonLat }, { filter }, { bboxLonLat, filter }]) {
      const whole = await source.select('crop-health', { ...PAGE, ...question });
      expect(whole.features.length).toBeGreaterThan(5);
      for (const limit of [1 + Math.floor(whole.features.length / 7), whole.features.length - 1]) {
        const paged: Feature[] = [];
        for (let offset: number | null = 0; offset !== null; ) {
          const page = await source.select('crop-health', { ...PAGE, ...question, offset, limit });
          expect(page.matched).toBe(whole.features.length);
          expect(page.features.length).toBeLessThanOrEqual(limit);
          paged.push(...page.features);
          offset = page.next;
        }
        expect(paged).toEqual(whole.features);
      }
    }
  });

  it('end a page where their text would be longer than asked for, with one at least', async () => {
    const { features, next, matched } = await source.select('crop-health', { ...PAGE, limitBytes: 20_000 });
    const text = (some: Feature[]) => some.reduce((sum, one) => sum + Buffer.byteLength(JSON.stringify(one)), 0);
    expect(text(features)).toBeLessThanOrEqual(20_000);
    expect(features.length).toBeGreaterThan(3);
    expect([next, matched]).toEqual([features.length, all.length]);
    const { features: more } = await source.select('crop-health', { ...PAGE, limit: features.length + 1 });
    expect(text(more)).toBeGreaterThan(20_000);
    const least = await source.select('crop-health', { ...PAGE, limitBytes: 1 });
    expect([least.features.length, least.next]).toEqual([1, 1]);
    const sizes = all.map((one) => text([one])).sort((a, b) => b - a);
    const sortBy = [{ property: 'perimeter_m', isDescending: true }];
    const large = await source.select('crop-health', { ...PAGE, limit: 100, sortBy, limitBytes: sizes[0] - 1 });
    expect(text(large.features) < sizes[0] || large.features.length === 1).toBe(true);
  });

  it('in an order that is asked for, over all scenes', async () => {
    const pick = (name: string) => (one: Feature) => one.properties[name] as number;
    const inOrder = async (sortBy: { property: string; isDescending: boolean }[], more = {}) =>
      (await source.select('crop-health', { ...PAGE, limit: 10_000, sortBy, ...more })).features;
    const areas = all.map(pick('area_m2')).sort((a, b) => b - a);
    const largest = await inOrder([{ property: 'area_m2', isDescending: true }]);
    expect(largest.map(pick('area_m2'))).toEqual(areas);
    const page = await inOrder([{ property: 'area_m2', isDescending: true }], { offset: 7, limit: 9 });
    expect(page).toEqual(largest.slice(7, 16));
    const both = await inOrder([
      { property: 'label', isDescending: false },
      { property: 'pixels', isDescending: true },
    ]);
    for (let i = 1; i < both.length; i++) {
      const [a, b] = [both[i - 1].properties, both[i].properties];
      expect(a.label! < b.label! || (a.label === b.label && a.pixels! >= b.pixels!)).toBe(true);
    }
    expect(both).toHaveLength(all.length);
    await expect(inOrder([{ property: 'colour', isDescending: false }])).rejects.toThrow(
      /sortby: wanted one of .*, got colour/,
    );
  });

  it('are found by id, every one, and none else', async () => {
    for (const feature of north.filter((_, i) => i % 5 === 0)) {
      expect(await source.feature('crop-health.north', feature.id)).toEqual(feature);
    }
    for (const feature of all.filter((_, i) => i % 9 === 0)) {
      expect(await source.feature('crop-health', feature.id)).toEqual(feature);
    }
    const ids = new Set(north.map(({ id }) => id));
    const free = Array.from({ length: 200 }, (_, i) => String(i)).filter((id) => !ids.has(id));
    for (const id of [...free.slice(0, 20), '10800', '99999999999', '1.0', '-1', '01', 'north.1', '', 'x', '1e3']) {
      expect(await source.feature('crop-health.north', id), id).toBeNull();
    }
    for (const id of ['5', 'west.5', 'north.', '.5', 'north.x']) {
      expect(await source.feature('crop-health', id), id).toBeNull();
    }
  });
});

describe('totals', () => {
  it('are those of the features', async () => {
    const bboxLonLat: BboxLonLat = [15.61, 48.2, 15.616, 48.205];
    const groups = await source.aggregate('crop-health', { bboxLonLat, by: 'label' });
    const own = all.filter((feature) => meets(feature, bboxLonLat));
    expect(groups.map(({ key }) => key)).toEqual([...new Set(own.map(({ properties }) => properties.label))].sort());
    for (const { key, count, areaM2, pixels, means } of groups) {
      const some = own.filter(({ properties }) => properties.label === key).map(({ properties }) => properties);
      const sum = (value: (one: (typeof some)[0]) => number) => some.reduce((total, one) => total + value(one), 0);
      expect([count, pixels]).toEqual([some.length, sum((one) => one.pixels as number)]);
      expect(areaM2).toBeCloseTo(
        sum((one) => one.area_m2 as number),
        3,
      );
      const weighted = sum((one) => (one.area_m2 as number) * (one.ndvi_mean as number));
      expect(means.ndvi_mean).toBeCloseTo(weighted / areaM2, 9);
    }
    const scenes = await source.aggregate('crop-health', { by: 'scene' });
    expect(scenes.map(({ key, count }) => [key, count])).toEqual([
      ['north', north.length],
      ['south', all.length - north.length],
    ]);
    expect(await source.aggregate('crop-health', { by: 'month' })).toMatchObject([{ key: null, count: all.length }]);
    expect(await source.aggregate('crop-health', {})).toMatchObject([{ key: null, count: all.length }]);
  });
});
