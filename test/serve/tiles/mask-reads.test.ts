import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createStoreApp } from '../../../src/serve/store-app.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { recordStore } from '../../../src/store/recording-store.js';
import { writeCog } from '../../../src/tiling/write-cog.js';
import { mercatorX, mercatorY } from '../../../src/vectorize/formats/pmtiles/mercator.js';
import { createRandom, makeRedNir, type TestScene } from '../../support/write-scene.js';
import { publish } from '../published.js';

const { store, calls } = recordStore(createMemoryStore());
const RUN = '/collections/crop-health.field';
const SIDE_PX = 2000;
/** Noise can hardly be packed: a block of 512² of it takes about this. */
const BLOCK_BYTES = 512 * 512 * 0.5;

interface TileJson {
  bounds: [west: number, south: number, east: number, north: number];
  maxzoom: number;
}

/** A run whose mask is pure noise, many times as long as its header. */
beforeAll(async () => {
  const scene: TestScene = { ...makeRedNir(SIDE_PX, 4), affine: [10, 0, 545000, 0, -10 * (SIDE_PX / 4), 5340000] };
  await publish(store, 'field', scene, { vectorsOnly: false });
  const statistics = JSON.parse(new TextDecoder().decode(await store.get('field/crop-health/statistics.json')));
  statistics.scene = { ...statistics.scene, height: SIDE_PX, affine: [10, 0, 545000, 0, -10, 5340000] };
  await store.put('field/crop-health/statistics.json', new TextEncoder().encode(JSON.stringify(statistics)));
  const random = createRandom(7);
  const mask = writeCog(
    {
      ...{ width: SIDE_PX, height: SIDE_PX, dataType: 'uint8', bandCount: 1, nodata: 0, overviews: 'mode' },
      ...{ affine: statistics.scene.affine, crs: statistics.scene.crs, palette: statistics.classes },
    },
    (_, count) => [Uint8Array.from({ length: SIDE_PX * count }, () => 1 + Math.floor(5 * random()))],
  );
  await store.putStream('field/crop-health/mask.tif', mask);
});

const open = () => {
  const { app } = createStoreApp(store);
  return (path: string) => app.fetch(new Request(`http://127.0.0.1:8080${path}`));
};

describe('what is read for a tile of a mask', () => {
  it('is its blocks of the overview that fits, with few reads', async () => {
    const fetch = open();
    const { bounds, maxzoom } = (await (await fetch(`${RUN}/tiles/mask`)).json()) as TileJson;
    const [west, south, east, north] = bounds;
    const ask = async (z: number): Promise<{ reads: number; bytes: number }> => {
      const at = (share: number) => Math.floor(share * 2 ** z);
      const [x, y] = [at(mercatorX((west + east) / 2)), at(mercatorY((south + north) / 2))];
      calls.length = 0;
      expect((await fetch(`${RUN}/tiles/mask/${z}/${x}/${y}.png`)).status).toBe(200);
      const reads = calls.filter(({ method, key }) => method.startsWith('get') && key.endsWith('mask.tif'));
      return { reads: reads.length, bytes: reads.reduce((sum, { bytes }) => sum + bytes, 0) };
    };
    const size = (await store.head('field/crop-health/mask.tif'))!.size;
    expect(size).toBeGreaterThan(10 * BLOCK_BYTES);
    // The header comes with the first.
    const first = await ask(maxzoom);
    expect(first.reads).toBeLessThanOrEqual(4);
    expect(first.bytes).toBeLessThan(4 * BLOCK_BYTES + 2 ** 16);
    expect(await ask(maxzoom)).toEqual({ reads: 0, bytes: 0 });
    for (let z = maxzoom - 1; z >= 0; z--) {
      const { reads, bytes } = await ask(z);
      expect(reads, `zoom ${z}`).toBeLessThanOrEqual(4);
      expect(bytes, `zoom ${z}`).toBeLessThan(9 * BLOCK_BYTES);
    }
    // The smallest overview is one block, which is known by now.
    expect(await ask(3)).toEqual({ reads: 0, bytes: 0 });
  });
});

describe('any place of the pyramid', () => {
  const fetch = open();
  const part = fc.oneof(fc.nat({ max: 40 }).map(String), fc.nat().map(String), fc.string({ maxLength: 6 }));
  const place = fc.oneof(
    fc.tuple(part, part, part),
    fc.integer({ min: 0, max: 24 }).chain((z) => {
      const tile = fc.integer({ min: 0, max: 2 ** z - 1 }).map(String);
      return fc.tuple(fc.constant(String(z)), tile, tile);
    }),
  );

  it.each(['vector', 'mask', 'source'])('has a tile, or none: %s', async (name) => {
    const ending = name === 'vector' ? 'mvt' : 'png';
    await fc.assert(
      fc.asyncProperty(place, async ([z, x, y]) => {
        const path = [z, x, `${y}.${ending}`].map(encodeURIComponent).join('/');
        expect([200, 204, 404]).toContain((await fetch(`${RUN}/tiles/${name}/${path}`)).status);
      }),
      { numRuns: 150 },
    );
  });
});
