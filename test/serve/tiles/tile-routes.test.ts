import type { Hono } from 'hono';
import { beforeAll, describe, expect, it } from 'vitest';
import { createStoreApp } from '../../../src/serve/store-app.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { decodeImage } from '../../../src/tiling/sharp.js';
import { mercatorX, mercatorY } from '../../../src/vectorize/formats/pmtiles/mercator.js';
import { makeRedNir } from '../../support/write-scene.js';
import { publish } from '../published.js';

const store = createMemoryStore();
const { app } = createStoreApp(store);
const ORIGIN = 'http://127.0.0.1:8080';
const fetch = (path: string, init: RequestInit = {}) => app.fetch(new Request(new URL(path, ORIGIN), init));
const json = async <T>(path: string): Promise<T> => (await (await fetch(path)).json()) as T;
const RUN = '/collections/crop-health.north';

interface TileJson {
  tilejson: string;
  tiles: string[];
  bounds: [number, number, number, number];
  minzoom: number;
  maxzoom: number;
}

beforeAll(async () => {
  await publish(store, 'north', makeRedNir(90, 60), { vectorsOnly: false });
  await publish(store, 'south', makeRedNir(50, 40), { vectorsOnly: false });
  await publish(store, 'bare', makeRedNir(30, 20));
});

/** The address of the tile over the middle of what a TileJSON tells of. */
function middleTile({ tiles, bounds: [west, south, east, north] }: TileJson, z: number): string {
  const at = (share: number) => String(Math.floor(share * 2 ** z));
  return tiles[0]
    .replace('{z}', String(z))
    .replace('{x}', at(mercatorX((west + east) / 2)))
    .replace('{y}', at(mercatorY((south + north) / 2)));
}

describe('tiles of a run', () => {
  it('are listed, each with a TileJSON', async () => {
    const { tilesets } = await json<{ tilesets: { name: string; tilejson: string }[] }>(`${RUN}/tiles`);
    expect(tilesets.map(({ name }) => name)).toEqual(['vector', 'mask', 'source']);
    for (const { name, tilejson } of tilesets) {
      expect(tilejson).toBe(`${ORIGIN}${RUN}/tiles/${name}`);
      const document = await json<TileJson>(tilejson);
      expect(document.tilejson).toBe('3.0.0');
      expect(document.tiles.every((url) => url.startsWith(tilejson) && /\/\{z\}\/\{x\}\/\{y\}\./.test(url))).toBe(true);
      const [west, south, east, north] = document.bounds;
      expect(west < east && south < north).toBe(true);
      expect(document.maxzoom).toBeGreaterThan(10);
    }
  });

  it('without a mask there is none', async () => {
    const { tilesets } = await json<{ tilesets: { name: string }[] }>('/collections/crop-health.bare/tiles');
    expect(tilesets.map(({ name }) => name)).not.toEqual(['vector', 'mask', 'source']);
    expect((await fetch('/collections/crop-health.bare/tiles/mask')).status).toBe(404);
  });

  it('of the mask show the colours of the legend, and nothing beyond the scene', async () => {
    const { classes } = await json<{ classes: { colour: string }[] }>(`${RUN}/legend`);
    const colours = new Set(classes.map(({ colour }) => colour));
    const document = await json<TileJson>(`${RUN}/tiles/mask`);
    const answer = await fetch(middleTile(document, 14));
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'image/png']);
    const { data, width, height, channels } = await decodeImage(new Uint8Array(await answer.arrayBuffer()), {
      maxPixels: 256 * 256,
    });
    expect([width, height, channels]).toEqual([256, 256, 4]);
    const pixels = Array.from({ length: 256 * 256 }, (_, i) => data.subarray(4 * i, 4 * i + 4));
    expect(new Set(pixels.map((pixel) => pixel[3]))).toEqual(new Set([0, 255]));
    const drawn = pixels.filter((pixel) => pixel[3] === 255);
    const found = new Set(drawn.map((pixel) => `#${Buffer.from(pixel.subarray(0, 3)).toString('hex')}`));
    expect(found.size).toBeGreaterThan(2);
    expect([...found].filter((colour) => !colours.has(colour))).toEqual([]);
  });

  it('are transparent where there is nothing', async () => {
    const answer = await fetch(`${RUN}/tiles/mask/5/0/0.png`);
    const { data } = await decodeImage(new Uint8Array(await answer.arrayBuffer()), { maxPixels: 256 * 256 });
    expect(data.every((value) => value === 0)).toBe(true);
  });

  it('are kept by whoever has them, and known again by their ETag', async () => {
    const url = middleTile(await json<TileJson>(`${RUN}/tiles/mask`), 14);
    const first = await fetch(url);
    expect(first.headers.get('Cache-Control')).toContain('immutable');
    const etag = first.headers.get('ETag')!;
    expect((await fetch(url, { headers: { 'If-None-Match': etag } })).status).toBe(304);
    const plain = await fetch(url.replace(/\?.*/, ''));
    expect([plain.headers.get('ETag'), plain.headers.get('Cache-Control')]).toEqual([etag, 'private, no-cache']);
    const other = await fetch(middleTile(await json<TileJson>('/collections/crop-health.south/tiles/mask'), 14));
    expect(other.headers.get('ETag')).not.toBe(etag);
  });

  it.each([
    '/tiles/mask/14/0/16384.png',
    '/tiles/mask/25/0/0.png',
    '/tiles/mask/1/0/-1.png',
    '/tiles/mask/1/0/01.png',
    '/tiles/mask/1/0/0.mvt',
    '/tiles/mask/1/0/0',
    '/tiles/mask/1e0/0/0.png',
    '/tiles/nothing/1/0/0.png',
    '/tiles/nothing',
    '/tiles/..%2f..%2fmask.tif/1/0/0.png',
  ])('%s is not there', async (path) => {
    const answer = await fetch(`${RUN}${path}`);
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([404, 'application/problem+json']);
  });

  it.each(['/tiles?x=1', '/tiles/mask?x=1', '/tiles/mask/1/0/0.png?x=1', '/legend?x=1'])(
    '%s is refused',
    async (path) => {
      expect((await fetch(`${RUN}${path}`)).status).toBe(400);
    },
  );

  it('of a recipe there are none, and of what is not published neither', async () => {
    for (const id of ['crop-health', 'crop-health.west', '..', 'north']) {
      expect((await fetch(`/collections/${encodeURIComponent(id)}/tiles/mask`)).status).toBe(404);
    }
  });
});

describe('tiles of a run that is replaced', () => {
  it.each(['vector', 'mask', 'source'])('are those of the new one at once: %s', async (name) => {
    await publish(store, 'changing', makeRedNir(90, 60, 1), { vectorsOnly: false });
    const ask = async (app: Hono, path: string) => app.fetch(new Request(new URL(path, ORIGIN)));
    const { app: asked } = createStoreApp(store);
    const document = await ask(asked, `/collections/crop-health.changing/tiles/${name}`);
    const kept = middleTile((await document.json()) as TileJson, 12);
    const before = Buffer.from(await (await ask(asked, kept)).arrayBuffer());
    await publish(store, 'changing', makeRedNir(90, 60, 2), { vectorsOnly: false });
    const answer = await ask(asked, kept);
    expect(answer.headers.get('Cache-Control')).toBe('private, no-cache');
    const after = Buffer.from(await answer.arrayBuffer());
    expect(after.equals(before)).toBe(false);
    const wanted = await (await ask(createStoreApp(store).app, kept)).arrayBuffer();
    expect(after.equals(Buffer.from(wanted))).toBe(true);
  });
});

describe('the description of the API', () => {
  it('has the addresses of tiles and legends', async () => {
    const { paths } = await json<{ paths: Record<string, object> }>('/api');
    const own = Object.keys(paths).filter((path) => /legend|tiles/.test(path));
    expect(own).toEqual(
      ['legend', 'tiles', 'tiles/{name}', 'tiles/{name}/{z}/{x}/{file}'].map(
        (end) => `/collections/{collectionId}/${end}`,
      ),
    );
  });
});

describe('the legend', () => {
  it('has the classes of a run with their areas', async () => {
    const { classes } = await json<{ classes: { id: number; area_m2: number; label: string }[] }>(`${RUN}/legend`);
    const { groups } = await json<{ groups: { key: string; area_m2: number }[] }>(`${RUN}/statistics?by=label`);
    for (const { key, area_m2: area } of groups) {
      expect(classes.find(({ label }) => label === key)?.area_m2).toBeCloseTo(area, 0);
    }
    expect(classes.map(({ id }) => id)).toEqual(classes.map(({ id }) => id).toSorted((a, b) => a - b));
  });

  it('of a recipe adds up its scenes', async () => {
    const areas = async (id: string) => {
      const { classes } = await json<{ classes: { area_m2: number }[] }>(`/collections/${id}/legend`);
      return classes.reduce((sum, one) => sum + one.area_m2, 0);
    };
    const scenes = await Promise.all(['north', 'south', 'bare'].map((scene) => areas(`crop-health.${scene}`)));
    expect(await areas('crop-health')).toBeCloseTo(scenes[0] + scenes[1] + scenes[2], 0);
  });
});
