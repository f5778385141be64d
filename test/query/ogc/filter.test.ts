import { describe, expect, it } from 'vitest';
import { createMemorySource, makeSquare } from '../memory-source.js';
import { asker } from './ask.js';

const squares = Array.from({ length: 20 }, (_, id) =>
  makeSquare(id, [15.64, 48.19], id === 19 ? { area_m2: null } : {}),
);
const ask = asker(createMemorySource({ fields: squares }));
const ITEMS = '/collections/fields/items';
const count = async (query: Record<string, string>): Promise<number> =>
  (await ask(`${ITEMS}?${new URLSearchParams(query)}`)).json.numberMatched;

describe('filter', () => {
  it.each([
    ["label = 'Water'", 7],
    ["label = 'Water' AND area_m2 > 1100", 3],
    ["CASEI(label) LIKE CASEI('w%')", 7],
    ['area_m2 > 1100 OR area_m2 <= 1100', 19],
    ['area_m2 IS NULL', 1],
    ['NOT area_m2 > 0', 0],
    ['class IN (1, 2) AND area_m2 BETWEEN 1000 AND 1031.5', 3],
    ["T_INTERSECTS(datetime, INTERVAL('2026-01-01', '..'))", 20],
    ['S_WITHIN(geometry, BBOX(15.6, 48.1, 15.6435, 48.2))', 8],
    ['id < 3', 3],
    ['TRUE', 20],
    [' ', 20],
  ])('%s', async (filter, matched) => {
    expect(await count({ filter })).toBe(matched);
  });

  it('says the same in JSON', async () => {
    const filter = JSON.stringify({
      op: 'and',
      args: [
        { op: '=', args: [{ property: 'label' }, 'Water'] },
        { op: '>', args: [{ property: 'area_m2' }, 1100] },
      ],
    });
    expect(await count({ filter, 'filter-lang': 'cql2-json' })).toBe(3);
  });

  it('holds together with all else that is asked', async () => {
    expect(
      await count({ filter: 'area_m2 > 1100', label: 'Water', datetime: '2026-06-01', bbox: '15.6,48.1,15.7,48.3' }),
    ).toBe(3);
  });
});

describe('queryables', () => {
  it('are a schema of every name that a filter may use', async () => {
    const { headers, json } = await ask('/collections/fields/queryables');
    expect(headers.get('Content-Type')).toBe('application/schema+json');
    expect(json.$id).toBe('https://maps.example/collections/fields/queryables');
    expect(Object.keys(json.properties)).toEqual(['geometry', 'id', 'class', 'label', 'area_m2', 'scene', 'datetime']);
    expect(json.properties.area_m2).toEqual({ title: 'Area', type: 'number', 'x-ogc-unit': 'm2' });
    expect(json.properties.label.enum).toEqual(['Water', 'Forest', 'Field']);
    for (const name of Object.keys(json.properties))
      expect(await count({ filter: `${name} IS NOT NULL` })).toBeGreaterThan(0);
  });
});

describe('sortby', () => {
  it('sorts by several columns, up and down', async () => {
    const { json } = await ask(`${ITEMS}?sortby=label,-area_m2&limit=3&filter=area_m2%3E0`);
    expect(json.features.map(({ id }: { id: number }) => id)).toEqual([17, 14, 11]);
    const plus = await ask(`${ITEMS}?sortby=+label,-area_m2&limit=3&filter=area_m2%3E0`);
    expect(plus.json.features).toEqual(json.features);
  });
});

describe('statistics', () => {
  const groupsOf = async (query: string) => (await ask(`/collections/fields/statistics?${query}`)).json.groups;

  it('are of all features, or of those that are asked for', async () => {
    expect(await groupsOf('')).toEqual([{ key: null, count: 20, area_m2: 20_000 - 1000 + 171 * 10.5, pixels: 0 }]);
    expect(await groupsOf('filter=id%3C2&datetime=2026-06-01')).toEqual([
      { key: null, count: 2, area_m2: 2010.5, pixels: 0 },
    ]);
    expect(await groupsOf('label=Water&bbox=0,0,1,1')).toEqual([]);
  });

  it('are those of groups, which add up', async () => {
    for (const by of ['label', 'scene', 'month']) {
      const groups = await groupsOf(`by=${by}`);
      expect(groups.reduce((sum: number, { count: one }: { count: number }) => sum + one, 0)).toBe(20);
    }
    expect((await groupsOf('by=month'))[0].key).toBe('2026-06');
  });

  it('refuse what cannot be understood', async () => {
    for (const query of ['by=colour', 'limit=1', 'bbox=1'])
      expect((await ask(`/collections/fields/statistics?${query}`)).status).toBe(400);
  });
});
