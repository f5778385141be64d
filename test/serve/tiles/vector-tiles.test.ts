import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Feature } from '../../../src/query/feature-source.js';
import { NotThere } from '../../../src/query/ogc/problem.js';
import { createRunFinder } from '../../../src/serve/find-runs.js';
import { createDecoder } from '../../../src/serve/found-feature.js';
import { createReaders } from '../../../src/serve/run-reader.js';
import { createStoreApp } from '../../../src/serve/store-app.js';
import { readTileFeatures, type TileLimits } from '../../../src/serve/tiles/read-tile-features.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { recordStore } from '../../../src/store/recording-store.js';
import { mercatorX, mercatorY } from '../../../src/vectorize/formats/pmtiles/mercator.js';
import type { TilePlace } from '../../../src/vectorize/formats/pmtiles/tile-id.js';
import { makeRedNir } from '../../support/write-scene.js';
import {
  areaOf,
  decodeTile,
  type OpenArchive,
  openArchive,
  type ReadFeature,
} from '../../vectorize/formats/pmtiles/read-archive.js';
import { publish } from '../published.js';

const recorded = recordStore(createMemoryStore());
const { store } = recorded;
const { app } = createStoreApp(store);
const fetch = (path: string, init: RequestInit = {}) => app.fetch(new Request(`http://127.0.0.1:8080${path}`, init));
const tiles = (run: string): string => `/collections/crop-health.${run}/tiles/vector`;
const pathOf = (run: string, { z, x, y }: TilePlace): string => `${tiles(run)}/${z}/${x}/${y}.mvt`;

interface TileJson {
  bounds: [west: number, south: number, east: number, north: number];
  minzoom: number;
  maxzoom: number;
  vector_layers: { id: string; fields: Record<string, string> }[];
}

const describeTiles = async (run: string): Promise<TileJson> => (await (await fetch(tiles(run))).json()) as TileJson;

async function bytesOf(answer: Response): Promise<Uint8Array> {
  return new Uint8Array(await answer.arrayBuffer());
}

/** All tiles of a zoom that a box in degrees meets. */
function placesIn([west, south, east, north]: TileJson['bounds'], z: number): TilePlace[] {
  const at = (share: number): number => Math.floor(share * 2 ** z);
  const [left, top] = [at(mercatorX(west)), at(mercatorY(north))];
  const [right, bottom] = [at(mercatorX(east)), at(mercatorY(south))];
  const across = right - left + 1;
  return Array.from({ length: across * (bottom - top + 1) }, (_, i) => ({
    ...{ z, x: left + (i % across), y: top + Math.floor(i / across) },
  }));
}

/** A screen pixel has 64 square units. */
const isNoDot = (feature: ReadFeature): boolean => areaOf(feature) > 64;

let archive: OpenArchive;

beforeAll(async () => {
  const scene = makeRedNir(240, 180);
  await publish(store, 'drawn', scene);
  await publish(store, 'packed', scene, { formats: ['fgb', 'pmtiles'] });
  archive = await openArchive(await store.get('packed/crop-health/regions.pmtiles'));
});

describe('vector tiles of an archive', () => {
  it('are those of the archive, packed as they lie there or unpacked', async () => {
    for (const place of archive.places.filter((_, i) => i % 5 === 0)) {
      const wanted = (await archive.bytes(place))!;
      const packed = await fetch(pathOf('packed', place), { headers: { 'Accept-Encoding': 'gzip, br' } });
      expect(packed.headers.get('Content-Encoding')).toBe('gzip');
      expect(packed.headers.get('Content-Type')).toBe('application/vnd.mapbox-vector-tile');
      expect(gunzipSync(await bytesOf(packed)).equals(wanted)).toBe(true);
      for (const headers of [{}, { 'Accept-Encoding': 'gzip;q=0, br' }]) {
        const plain = await fetch(pathOf('packed', place), { headers });
        expect([plain.headers.get('Content-Encoding'), plain.headers.get('Vary')]).toEqual([null, 'Accept-Encoding']);
        expect(Buffer.from(await bytesOf(plain)).equals(wanted)).toBe(true);
      }
    }
  });

  it('are described as the archive is', async () => {
    const { minZoom, maxZoom } = archive.header;
    const { vector_layers: layers } = (await archive.metadata()) as TileJson;
    const document = await describeTiles('packed');
    expect(document).toMatchObject({ minzoom: minZoom, maxzoom: maxZoom, vector_layers: layers });
  });
});

describe('vector tiles that are drawn', () => {
  it('are those of an archive of the same map', async () => {
    const { maxzoom, minzoom } = await describeTiles('drawn');
    expect(minzoom).toBe(0);
    const below = archive.places.filter(({ z }) => z < Math.min(maxzoom, archive.header.maxZoom));
    expect(below.length).toBeGreaterThan(10);
    for (const place of below.filter((_, i) => i % 3 === 0)) {
      const drawn = decodeTile(await bytesOf(await fetch(pathOf('drawn', place))));
      const wanted = await archive.features(place);
      expect(drawn.length).toBe(wanted.length);
      // Which of equally small ones stands for its neighbours depends on how areas are rounded.
      expect(drawn.filter(isNoDot)).toEqual(wanted.filter(isNoDot));
    }
  });

  it('have every feature at the largest zoom, with its properties', async () => {
    const { maxzoom, bounds, vector_layers: layers } = await describeTiles('drawn');
    const { features } = JSON.parse(new TextDecoder().decode(await store.get('drawn/crop-health/regions.geojson')));
    const places = placesIn(bounds, maxzoom);
    const found = new Map<number, Record<string, unknown>>();
    for (const place of places) {
      for (const { id, properties } of decodeTile(await bytesOf(await fetch(pathOf('drawn', place))))) {
        found.set(id, properties);
      }
    }
    expect(found.size).toBe(features.length);
    for (const { id, properties } of features) {
      const wanted = Object.entries(properties).filter(([name, value]) => name in layers[0].fields && value !== null);
      expect(found.get(id)).toEqual(Object.fromEntries(wanted));
    }
    expect(Object.keys(layers[0].fields)).toEqual(expect.arrayContaining(['class', 'label', 'area_m2', 'ndvi_mean']));
  });

  it('are empty where there is nothing', async () => {
    for (const run of ['drawn', 'packed']) {
      const answer = await fetch(`${tiles(run)}/5/0/0.mvt`);
      expect([answer.status, await answer.text()]).toEqual([204, '']);
    }
  });

  it('end where they have shown all', async () => {
    for (const run of ['drawn', 'packed']) {
      const { maxzoom } = await describeTiles(run);
      expect((await fetch(`${tiles(run)}/${maxzoom + 1}/0/0.mvt`)).status).toBe(404);
    }
  });

  it('are read by ranges, once', async () => {
    const place = archive.places.find(({ z }) => z === archive.header.maxZoom - 1)!;
    const { app: fresh } = createStoreApp(store);
    const ask = () => fresh.fetch(new Request(`http://127.0.0.1:8080${pathOf('drawn', place)}`));
    await ask();
    recorded.calls.length = 0;
    await ask();
    const read = recorded.calls.filter(({ method }) => method.startsWith('get'));
    expect(read).toEqual([]);
  });
});

describe('features of a tile with too many', () => {
  const world = { z: 0, x: 0, y: 0 };
  const never = AbortSignal.timeout(60_000);
  const limits = { features: 1e6, bytes: 1e9, candidates: 1e6 };

  async function readFeatures(more: Partial<TileLimits>) {
    const { runs } = await createRunFinder(store).find();
    const run = runs.find(({ sceneId }) => sceneId === 'drawn')!;
    const reader = createReaders(store, 1e6).open(run);
    const found = await readTileFeatures(reader, world, never, { ...limits, ...more });
    const decoder = createDecoder(run);
    const features = found.map((feature) => ({
      position: feature.position,
      bytes: feature.bytes.length,
      box: boxSize(decoder.geometry(feature)!),
    }));
    expect(features.map(({ position }) => position)).toEqual(
      features.map(({ position }) => position).toSorted((a, b) => a - b),
    );
    return features;
  }

  const boxSize = ({ type, coordinates }: NonNullable<Feature['geometry']>): number => {
    const positions = coordinates.flat(type === 'Polygon' ? 1 : 2) as number[][];
    const [lons, lats] = [0, 1].map((axis) => positions.map((position) => position[axis]));
    return (Math.max(...lons) - Math.min(...lons)) * (Math.max(...lats) - Math.min(...lats));
  };

  it('are the largest, in order of the file', async () => {
    const all = await readFeatures({});
    const few = await readFeatures({ features: 50 });
    expect(few.length).toBe(50);
    const least = Math.min(...few.map(({ box }) => box));
    const largest = all.map(({ box }) => box).toSorted((a, b) => b - a);
    expect(least).toBeCloseTo(largest[49], 12);
  });

  it('have no more bytes than may be read', async () => {
    const all = await readFeatures({});
    const few = await readFeatures({ bytes: 20_000 });
    const bytes = few.reduce((sum, feature) => sum + feature.bytes, 0);
    expect(bytes).toBeLessThanOrEqual(20_000);
    expect(bytes + Math.min(...all.map((feature) => feature.bytes))).toBeGreaterThan(15_000);
    // What is too large alone is left out, and others are not.
    const largest = Math.max(...all.map((feature) => feature.bytes));
    const without = await readFeatures({ bytes: largest - 1 });
    expect(without.some((feature) => feature.bytes === largest)).toBe(false);
    expect(without.length).toBeGreaterThan(1);
  });

  it('are refused where even their boxes are too many', async () => {
    await expect(readFeatures({ candidates: 100 })).rejects.toThrow(NotThere);
  });
});
