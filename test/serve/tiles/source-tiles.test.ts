import { beforeAll, describe, expect, it } from 'vitest';
import { applyAffine } from '../../../src/raster/affine.js';
import { toLonLat } from '../../../src/raster/crs.js';
import type { RunStatistics } from '../../../src/run/statistics.js';
import { createStoreApp } from '../../../src/serve/store-app.js';
import { halvePicture } from '../../../src/serve/tiles/pictures.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { decodeImage } from '../../../src/tiling/sharp.js';
import { mercatorX, mercatorY } from '../../../src/vectorize/formats/pmtiles/mercator.js';
import type { TestScene } from '../../support/write-scene.js';
import { publish } from '../published.js';

const store = createMemoryStore();
const { app } = createStoreApp(store);
const fetch = (path: string) => app.fetch(new Request(`http://127.0.0.1:8080/collections/crop-health.field${path}`));

/** A dark scene with a bright square from pixel 400, 200 to 900, 500; its first 100 columns hold nothing. */
function makeSquareScene(width: number, height: number): TestScene {
  const red = new Uint16Array(width * height).fill(500);
  const nir = new Uint16Array(width * height).fill(3000);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      if (col < 100) red[row * width + col] = 0;
      if (col >= 400 && col < 900 && row >= 200 && row < 500) red[row * width + col] = 2500;
    }
  }
  return { width, height, dataType: 'uint16', bands: [red, nir], nodata: 0, bandNames: ['red', 'nir'] };
}

let statistics: RunStatistics;

beforeAll(async () => {
  await publish(store, 'field', makeSquareScene(2500, 700), { vectorsOnly: false, formats: ['fgb'] });
  statistics = JSON.parse(new TextDecoder().decode(await store.get('field/crop-health/statistics.json')));
});

describe('source tiles', () => {
  it('are of a picture whose pixels are every so many of the scene', async () => {
    expect(statistics.preview).toEqual({ stepPx: 3 });
    const { tilesets } = (await (await fetch('/tiles')).json()) as { tilesets: { name: string }[] };
    expect(tilesets.map(({ name }) => name)).toEqual(['vector', 'mask', 'source']);
  });

  it.each([10, 12, 13])('show what is where it is on the ground, at zoom %d', async (z) => {
    const { crs, affine } = statistics.scene;
    const project = toLonLat(crs);
    /** Place in the tile of a pixel of the scene. */
    const side = 256 * 2 ** z;
    const worldOf = (col: number, row: number): [number, number] => {
      const [lon, lat] = project(...applyAffine(affine, col, row));
      return [mercatorX(lon) * side, mercatorY(lat) * side];
    };
    // One tile that holds a corner of the square.
    const [left, top] = worldOf(400, 200);
    const tile = { x: Math.floor(left / 256), y: Math.floor(top / 256) };
    const answer = await fetch(`/tiles/source/${z}/${tile.x}/${tile.y}.png`);
    const { data } = await decodeImage(new Uint8Array(await answer.arrayBuffer()), { maxPixels: 256 * 256 });
    const isBright = (x: number, y: number): boolean => data[4 * (256 * y + x)] > 128;
    const isDrawn = (x: number, y: number): boolean => data[4 * (256 * y + x) + 3] > 0;
    // Pixels of the tile that one of the picture takes, and one more.
    const tolerance = 1 + Math.ceil((worldOf(3, 0)[0] - worldOf(0, 0)[0]) * 1.1);
    const [x, y] = [Math.floor(left) - 256 * tile.x, Math.floor(top) - 256 * tile.y];
    const inside = (value: number): number => Math.max(0, Math.min(255, value));
    expect(isBright(inside(x + tolerance), inside(y + tolerance))).toBe(true);
    expect(isBright(inside(x - tolerance), inside(y + tolerance))).toBe(false);
    expect(isBright(inside(x + tolerance), inside(y - tolerance))).toBe(false);
    const [edge, middle] = worldOf(100, 350).map(Math.floor);
    const [edgeX, edgeY] = [edge - 256 * tile.x, inside(middle - 256 * tile.y)];
    if (edgeX - tolerance >= 0 && edgeX + tolerance < 256) {
      expect([isDrawn(edgeX - tolerance, edgeY), isDrawn(edgeX + tolerance, edgeY)]).toEqual([false, true]);
    }
  });
});

describe('a picture of half the size', () => {
  it('has the mean of what is not transparent', () => {
    const opaque = [10, 20, 30, 255];
    const none = [200, 200, 200, 0];
    const halved = halvePicture({
      width: 2,
      height: 2,
      data: Uint8Array.from([...opaque, ...none, ...opaque, ...none]),
    });
    expect(halved).toEqual({ width: 1, height: 1, data: Uint8Array.from([10, 20, 30, 128]) });
    expect(halvePicture({ width: 1, height: 1, data: Uint8Array.from(none) }).data).toEqual(new Uint8Array(4));
  });

  it('repeats an odd edge', () => {
    const data = Uint8Array.from([0, 0, 0, 255, 100, 100, 100, 255, 50, 50, 50, 255]);
    expect(halvePicture({ width: 3, height: 1, data })).toEqual({
      ...{ width: 2, height: 1 },
      data: Uint8Array.from([50, 50, 50, 255, 50, 50, 50, 255]),
    });
  });
});
