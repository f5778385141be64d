import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { openArchive } from '../vectorize/formats/pmtiles/read-archive.js';
import { type GivenOptions, interceptStore, keysOf, listKeys, planRun, runInProcess } from './in-process.js';

const scenePath = join(makeFolder('pmtiles'), 'fields.tif');
beforeAll(() => writeTestScene(scenePath, makeRedNir(160, 120)));

async function run(options: GivenOptions, { tileSizePx = 64, path = scenePath } = {}) {
  const store = createMemoryStore();
  const given = await planRun(path, tileSizePx, options);
  try {
    const { keys, plan } = await runInProcess(given, store);
    const read = (name: string) => store.get(keys.output(name));
    return { plan, read, keys: await listKeys(store) };
  } finally {
    await given.scene.close();
  }
}

describe('the tiles of a run', () => {
  it('hold every feature of the GeoJSON at the largest zoom, and say what it is', async () => {
    const { read, plan, keys } = await run({ formats: ['pmtiles', 'geojson'] });
    const archive = await openArchive(await read('regions.pmtiles'));
    const { features } = JSON.parse(new TextDecoder().decode(await read('regions.geojson')));
    const { maxZoom, minZoom } = archive.header;
    const found = new Map<number, unknown>();
    for (const place of archive.places.filter(({ z }) => z === maxZoom)) {
      for (const { id, properties } of await archive.features(place)) found.set(id, properties);
    }
    expect(found.size).toBe(features.length);
    for (const { id, properties } of features) {
      const { perimeter_m, scene, recipe, datetime, ...rest } = properties;
      expect(found.get(id)).toEqual(rest);
    }
    // 10 m at 48° north: a pixel takes 1 to 2 screen pixels at zoom 13; further where there is much to see
    expect(maxZoom).toBeGreaterThanOrEqual(13);
    expect(maxZoom).toBeLessThanOrEqual(16);
    expect(minZoom).toBe(0);
    expect(await archive.metadata()).toMatchObject({
      scene: plan.sceneId,
      recipe: 'crop-health',
      legend: plan.legend,
      vector_layers: [{ id: 'regions', minzoom: 0, maxzoom: maxZoom, fields: { class: 'Number', label: 'String' } }],
    });
    expect(keys.filter((key) => key.includes('tiles.bin'))).toEqual([]);
  });

  it('lie where the scene does', async () => {
    const { read } = await run({ formats: ['pmtiles'] });
    const { header, places } = await openArchive(await read('regions.pmtiles'));
    // UTM 33 north, 545 to 546.6 km east, 5338.8 to 5340 km north
    expect(header.minLon).toBeCloseTo(15.605, 2);
    expect(header.maxLon).toBeCloseTo(15.627, 2);
    expect(header.minLat).toBeCloseTo(48.2, 2);
    expect(header.maxLat).toBeCloseTo(48.212, 2);
    expect(header.centerLon).toBeCloseTo((header.minLon + header.maxLon) / 2, 6);
    const side = 2 ** header.maxZoom;
    const columns = places.filter(({ z }) => z === header.maxZoom).map(({ x }) => x);
    expect(Math.min(...columns)).toBe(Math.floor(((header.minLon + 180) / 360) * side));
    expect(Math.max(...columns)).toBe(Math.floor(((header.maxLon + 180) / 360) * side));
  });

  it('end with the same bytes after a stop while they are written', async () => {
    const wanted = await (await run({ formats: ['pmtiles'] })).read('regions.pmtiles');
    for (const [method, part] of [
      ['putStream', 'tiles.bin'],
      ['getRange', 'tiles.bin'],
      ['putStream', 'regions.pmtiles'],
    ]) {
      const given = await planRun(scenePath, 64, { formats: ['pmtiles'] });
      const store = createMemoryStore();
      const stopping = interceptStore(store, {
        after: (called, key) => {
          if (called === method && key.endsWith(part)) throw new Error('stop');
        },
      });
      try {
        await expect(runInProcess(given, stopping)).rejects.toThrow('stop');
        await runInProcess(given, store);
      } finally {
        await given.scene.close();
      }
      expect(Buffer.compare(await store.get(keysOf(given).output('regions.pmtiles')), wanted)).toBe(0);
    }
  });

  it('are one empty tile where nothing was mapped', async () => {
    const path = join(makeFolder('pmtiles'), 'nothing.tif');
    const bands = [new Uint16Array(400), new Uint16Array(400)];
    await writeTestScene(path, {
      width: 20,
      height: 20,
      dataType: 'uint16',
      bands,
      nodata: 0,
      bandNames: ['red', 'nir'],
    });
    const { read } = await run({ formats: ['pmtiles'] }, { path });
    const archive = await openArchive(await read('regions.pmtiles'));
    expect(archive.places).toEqual([{ z: 0, x: 0, y: 0 }]);
    expect(archive.header.maxZoom).toBe(0);
    expect(await archive.features({ z: 0, x: 0, y: 0 })).toEqual([]);
  });
});
