import { beforeAll, describe, expect, it } from 'vitest';
import { createFeatureSource } from '../../src/serve/source.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import type { Store } from '../../src/store/store.js';
import { interceptStore, listKeys } from '../run/in-process.js';
import { makeRedNir } from '../support/write-scene.js';
import { byId, info, PAGE, publish, readGeoJson } from './published.js';

const NAMES = ['run.json', 'statistics.json', 'regions.fgb'];
const PLACE = 'field/crop-health';
const ID = 'crop-health.field';
const old = createMemoryStore();
const fresh = createMemoryStore();

beforeAll(async () => {
  await publish(old, 'field', makeRedNir(60, 60));
  await publish(fresh, 'field', makeRedNir(64, 60, 7));
});

async function copyOf(store: Store, names = NAMES): Promise<Store> {
  const copy = createMemoryStore();
  await copyInto(copy, store, names);
  return copy;
}

async function copyInto(target: Store, from: Store, names: readonly string[]): Promise<void> {
  for (const name of names) await target.put(`${PLACE}/${name}`, await from.get(`${PLACE}/${name}`));
}

/** What publishing does, in order; each step is done when it returns. */
async function publishingSteps(store: Store): Promise<(() => void)[]> {
  const [pointer, statistics, file] = await Promise.all(NAMES.map((name) => fresh.get(`${PLACE}/${name}`)));
  const claim = { ...JSON.parse(new TextDecoder().decode(pointer)), state: 'publishing' };
  const put = (name: string, content: Uint8Array) => () => void store.put(`${PLACE}/${name}`, content);
  return [
    put('run.json', bytes(JSON.stringify(claim))),
    put('regions.fgb', file),
    put('statistics.json', statistics),
    put('run.json', pointer),
  ];
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('a run that is replaced while it is read', () => {
  it.each([1, 2, 3, 5])(
    'is answered whole, as it was or as it is: a step of publishing every %i calls',
    async (every) => {
      const [before, after] = [byId(await readGeoJson(old, PLACE)), byId(await readGeoJson(fresh, PLACE))];
      const seen = { before: 0, after: 0, none: 0 };
      for (let first = 0; first < 20; first++) {
        const store = await copyOf(old);
        const steps = await publishingSteps(store);
        let calls = 0;
        const changing = interceptStore(store, {
          before: () => {
            if (calls++ >= first && (calls - first) % every === 0) steps.shift()?.();
          },
        });
        const source = createFeatureSource(changing, { refreshMs: 1e9 });
        const answer = (await source.collection(ID)) && (await source.select(ID, PAGE).catch((error: Error) => error));
        if (answer === null || answer instanceof Error) {
          // Not there for as long as it is being published.
          if (answer) expect(answer.message).toMatch(/^(collection|answer): wanted/);
          seen.none++;
          continue;
        }
        const found = byId(answer.features);
        const isOld = found.size === before.size;
        expect(found).toEqual(isOld ? before : after);
        seen[isOld ? 'before' : 'after']++;
      }
      expect(seen.before).toBeGreaterThan(0);
      expect(seen.none).toBeLessThan(16);
    },
  );

  it('that is gone is none, and not an error of ours', async () => {
    const store = await copyOf(old);
    const source = createFeatureSource(store, { refreshMs: 1e9 });
    expect((await info(source, ID)).featureCount).toBeGreaterThan(10);
    await store.deletePrefix('field/');
    await expect(source.select(ID, PAGE)).rejects.toThrow(
      'collection: wanted one that is published, got crop-health.field',
    );
  });

  it('is not shown while it is being published', async () => {
    const store = await copyOf(old);
    const pointer = JSON.parse(new TextDecoder().decode(await store.get(`${PLACE}/run.json`)));
    await store.put(`${PLACE}/run.json`, bytes(JSON.stringify({ ...pointer, state: 'publishing' })));
    expect(await createFeatureSource(store).collections()).toEqual([]);
  });

  it('again and again is given up, and says so', async () => {
    const store = await copyOf(old);
    let count = 0;
    const restless = interceptStore(store, {
      after: (method, key) => {
        if (method === 'getRange' && key.endsWith('.fgb')) void copyInto(store, count++ % 2 ? old : fresh, NAMES);
      },
    });
    const source = createFeatureSource(restless);
    await source.collections();
    await expect(source.select(ID, PAGE)).rejects.toThrow(/wanted/);
  });
});

describe('files that are missing or broken', () => {
  const breaks: [name: string, (content: Uint8Array) => Uint8Array | null][] = [
    ['regions.fgb', () => null],
    ['statistics.json', () => null],
    ['regions.fgb', (content) => content.slice(0, 100)],
    ['regions.fgb', () => bytes('no such file')],
    ['regions.fgb', (content) => content.map((byte, i) => (i >= 12 && i < 300 ? 255 - byte : byte))],
    ['statistics.json', () => bytes('{"runId": ')],
    ['statistics.json', () => bytes('[]')],
    ['statistics.json', () => bytes('{"runId": "another"}')],
    ['run.json', () => bytes('{}')],
    ['run.json', () => bytes('\0')],
  ];

  it.each(breaks)('%s: leave the run out, and no other', async (name, change) => {
    const store = await copyOf(old);
    for (const own of NAMES) await store.put(`sound/crop-health/${own}`, await store.get(`${PLACE}/${own}`));
    const content = change(await store.get(`${PLACE}/${name}`));
    if (content) await store.put(`${PLACE}/${name}`, content);
    else await store.deletePrefix(`${PLACE}/${name}`);
    const source = createFeatureSource(store);
    expect((await source.collections()).map(({ id }) => id)).toEqual(['crop-health', 'crop-health.sound']);
    expect((await source.select('crop-health.sound', PAGE)).features.length).toBeGreaterThan(10);
  });

  it('behind the header: one clear error, whatever byte is another', async () => {
    const whole = await old.get(`${PLACE}/regions.fgb`);
    const [west, south, , north] = (await info(createFeatureSource(old), ID)).bboxLonLat!;
    const middle = [west, south, west + 0.004, north] as const;
    const question = { ...PAGE, bboxLonLat: middle };
    const expected = byId((await createFeatureSource(old).select(ID, question)).features);
    let errors = 0;
    for (let at = 1000; at < whole.length; at += 997) {
      const store = await copyOf(old);
      const broken = whole.map((byte, i) => (i >= at && i < at + 40 ? 255 : byte));
      await store.put(`${PLACE}/regions.fgb`, broken);
      const answer = createFeatureSource(store).select(ID, question);
      const error = await answer.then(
        () => null,
        (cause: Error) => cause,
      );
      if (error) {
        expect(error.message).toMatch(/^published file: wanted .*regions\.fgb\)$/);
        errors++;
      } else expect((await answer).features.length).toBeLessThanOrEqual(expected.size);
    }
    expect(errors).toBeGreaterThan(3);
  });

  it('in places that are none of ours are not looked at', async () => {
    const store = createMemoryStore();
    const content = await old.get(`${PLACE}/run.json`);
    const places = [
      '.landquilt/crop-health',
      'a/b/c',
      'field/Crop Health',
      '../crop-health',
      '.hidden/crop-health',
      'a b/x',
    ];
    for (const place of places) await store.put(`${place}/run.json`, content);
    await store.put('run.json', content);
    expect(await createFeatureSource(store).collections()).toEqual([]);
    expect((await listKeys(store)).length).toBe(7);
  });
});
