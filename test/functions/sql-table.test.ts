import { beforeEach, describe, expect, it } from 'vitest';
import { enterInTable, listTableColumns, TABLE_PREFIX } from '../../functions/sql-table.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import type { Store } from '../../src/store/store.js';

let store: Store;
beforeEach(() => {
  store = createMemoryStore();
});

const put = (key: string, json: object) => store.put(key, new TextEncoder().encode(JSON.stringify(json)));
const FILES = [{ name: 'regions.parquet', bytes: 5 }];

/** As publishing leaves a run, as far as the table asks. */
async function publish(
  sceneId: string,
  datetime: string | null,
  { runId = 'r1', files = FILES, state = 'published' } = {},
) {
  await put(`${sceneId}/water/run.json`, { runId, state, files });
  await put(`${sceneId}/water/statistics.json`, { runId, scene: { datetime } });
  return { runId, sceneId, recipe: 'water' };
}

async function entries(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { key } of store.list(TABLE_PREFIX)) {
    found[key.slice(TABLE_PREFIX.length)] = new TextDecoder().decode(await store.get(key));
  }
  return found;
}

describe('a run in the table of SQL', () => {
  it('is an object of its recipe and month that says where the file is', async () => {
    await enterInTable(store, await publish('lake', '2026-06-30T23:59:59.999Z'));
    await enterInTable(store, await publish('see', '2026-07-01T01:00:00+02:00'));
    expect(await entries()).toEqual({
      'recipe=water/month=2026-06/link-lake=': `${store.describe('lake/water/regions.parquet')}\n`,
      'recipe=water/month=2026-06/link-see=': `${store.describe('see/water/regions.parquet')}\n`,
    });
  });

  it('is in the first month there is where nobody knows when it was', async () => {
    await enterInTable(store, await publish('lake', null));
    expect(Object.keys(await entries())).toEqual(['recipe=water/month=1970-01/link-lake=']);
  });

  it('is there once, however often it is entered, and moves with its time', async () => {
    const run = await publish('lake', '2026-06-01T00:00:00Z');
    for (let i = 0; i < 3; i++) await enterInTable(store, run);
    // Names that begin as this one does.
    for (const other of ['lake.', 'lake-2', 'lake.txt', 'la'])
      await enterInTable(store, await publish(other, '2026-06-02T00:00:00Z'));
    await enterInTable(store, await publish('lake', '2026-08-01T00:00:00Z', { runId: 'r2' }));
    expect(Object.keys(await entries())).toEqual([
      'recipe=water/month=2026-06/link-la=',
      'recipe=water/month=2026-06/link-lake-2=',
      'recipe=water/month=2026-06/link-lake.=',
      'recipe=water/month=2026-06/link-lake.txt=',
      'recipe=water/month=2026-08/link-lake=',
    ]);
  });

  it('goes when the scene is published without GeoParquet', async () => {
    await enterInTable(store, await publish('lake', '2026-06-01T00:00:00Z'));
    expect(await enterInTable(store, await publish('lake', '2026-06-01T00:00:00Z', { files: [] }))).toBeNull();
    expect(await entries()).toEqual({});
  });

  it('is not entered where another run has its place, or none is published', async () => {
    const run = await publish('lake', '2026-06-01T00:00:00Z');
    expect(await enterInTable(store, { ...run, runId: 'r0' })).toBeNull();
    await publish('lake', '2026-06-01T00:00:00Z', { state: 'publishing' });
    expect(await enterInTable(store, run)).toBeNull();
    expect(await enterInTable(store, { ...run, sceneId: 'nowhere' })).toBeNull();
    expect(await entries()).toEqual({});
  });
});

it('the table has every column once, under small letters, and none that it is partitioned by', async () => {
  const names = (await listTableColumns(['Moisture_mean', 'ndvi_mean'])).map(({ name }) => name);
  const small = names.map((name) => name.toLowerCase());
  expect(new Set(small).size).toBe(names.length);
  expect(small).toEqual(
    expect.arrayContaining(['id', 'class', 'datetime', 'ndvi_mean', 'moisture_mean', 'compactness']),
  );
  for (const name of ['recipe', 'month']) expect(small).not.toContain(name);
});
