import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Affine } from '../../../src/raster/affine.js';
import { crsFromEpsg } from '../../../src/raster/crs.js';
import { createStoreApp } from '../../../src/serve/store-app.js';
import { chooseLevel } from '../../../src/serve/tiles/raster-levels.js';
import { createWarpedScene } from '../../../src/serve/tiles/warp.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { openScene } from '../../../src/tiling/open-scene.js';
import { decodeImage } from '../../../src/tiling/sharp.js';
import { mercatorX, mercatorY } from '../../../src/vectorize/formats/pmtiles/mercator.js';
import type { TilePlace } from '../../../src/vectorize/formats/pmtiles/tile-id.js';
import { classesRecipe } from '../../run/in-process.js';
import { gdal } from '../../support/gdal.js';
import { makeFolder, type TestScene } from '../../support/write-scene.js';
import { areaOf, decodeTile } from '../../vectorize/formats/pmtiles/read-archive.js';
import { publish } from '../published.js';

const folder = makeFolder('tiles');
const store = createMemoryStore();
const { app } = createStoreApp(store);
const fetch = (path: string) => app.fetch(new Request(`http://127.0.0.1:8080${path}`));
const HALF_WORLD_M = Math.PI * 6378137;

/** Blobs of four classes, and a corner without any. */
function makeBlobs(width: number, height: number, place: Pick<TestScene, 'crs' | 'affine'>): TestScene {
  const classes = Uint8Array.from({ length: width * height }, (_, i) => {
    const [col, row] = [i % width, Math.floor(i / width)];
    if (col + row < 150) return 0;
    return 1 + Math.floor(2 * (1 + Math.sin(col / 23 + row / 57) * Math.cos(row / 31 - col / 91)) - 1e-9);
  });
  return { width, height, dataType: 'uint8', bands: [classes], nodata: 0, ...place };
}

const at = (epsg: number, ...affine: Affine) => ({ crs: crsFromEpsg(epsg), affine });

const SCENES: Record<string, TestScene> = {
  utm: makeBlobs(1300, 900, at(32633, 10, 0, 545000, 0, -10, 5340000)),
  'utm-turned': makeBlobs(700, 800, at(32633, 8, 3, 545000, 3, -8, 5340000)),
  degrees: makeBlobs(900, 700, at(4326, 0.0002, 0, 10, 0, -0.0001, 62)),
  mercator: makeBlobs(1100, 600, at(3857, 20, 0, 1e6, 0, -20, 6e6)),
  europe: makeBlobs(1200, 1200, at(3035, 100, 0, 4e6, 0, -100, 3.2e6)),
  'utm-south': makeBlobs(600, 600, at(32733, 20, 0, 7e5, 0, -20, 6.2e6)),
  fiji: makeBlobs(700, 600, at(4326, 0.002, 0, 179.3, 0, -0.002, -16)),
};

interface TileJson {
  bounds: [west: number, south: number, east: number, north: number];
  minzoom: number;
  maxzoom: number;
}

beforeAll(async () => {
  for (const [name, scene] of Object.entries(SCENES)) {
    const options = { recipe: classesRecipe(), crs: scene.crs ?? null, vectorsOnly: false, formats: ['fgb'] } as const;
    await publish(store, name, scene, { ...options, formats: ['fgb'] });
    writeFileSync(join(folder, `${name}.tif`), await store.get(`${name}/classes/mask.tif`));
  }
}, 300_000);

const describeTiles = async (name: string, kind: string): Promise<TileJson> =>
  (await (await fetch(`/collections/classes.${name}/tiles/${kind}`)).json()) as TileJson;

/** The tile of a zoom over a place between the borders of what is described; over the antimeridian at its west. */
function tileOver({ bounds: [west, south, east, north] }: TileJson, z: number, share: number): TilePlace {
  const tile = (world: number): number => Math.min(2 ** z - 1, Math.floor(world * 2 ** z));
  const longitude = west === -180 && east === 180 ? 179.3 + share * 0.69 : west + share * (east - west);
  return { z, x: tile(mercatorX(longitude)), y: tile(mercatorY(south + share * (north - south))) };
}

/** Classes of a tile by the colours of the legend. */
async function readMaskTile(name: string, { z, x, y }: TilePlace): Promise<Uint8Array> {
  const legend = (await (await fetch(`/collections/classes.${name}/legend`)).json()) as {
    classes: { id: number; colour: string }[];
  };
  const idOf = new Map(legend.classes.map(({ id, colour }) => [colour, id]));
  const answer = await fetch(`/collections/classes.${name}/tiles/mask/${z}/${x}/${y}.png`);
  const { data } = await decodeImage(new Uint8Array(await answer.arrayBuffer()), { maxPixels: 256 * 256 });
  return Uint8Array.from({ length: 256 * 256 }, (_, i) => {
    if (data[4 * i + 3] === 0) return 0;
    return idOf.get(`#${Buffer.from(data.subarray(4 * i, 4 * i + 3)).toString('hex')}`)!;
  });
}

/** The overview that we take: GDAL goes by the size of the whole picture instead, which differs near a limit. */
async function overviewOf(name: string, z: number): Promise<string> {
  const mask = await openScene(join(folder, `${name}.tif`));
  await mask.close();
  const { scene } = JSON.parse(new TextDecoder().decode(await store.get(`${name}/classes/statistics.json`)));
  const levels = [mask, ...mask.overviews].map(({ width, height }, i) => ({
    width,
    height,
    stepPx: 2 ** i,
    offsetPx: 0,
  }));
  const level = chooseLevel(levels, createWarpedScene(scene).zeroScale / 2 ** z);
  return level === 0 ? 'NONE' : String(level - 1);
}

/** The same tile, warped by GDAL. */
async function warpByGdal(name: string, { z, x, y }: TilePlace): Promise<Uint8Array> {
  const side = (2 * HALF_WORLD_M) / 2 ** z;
  const left = -HALF_WORLD_M + x * side;
  const top = HALF_WORLD_M - y * side;
  const target = join(folder, `${name}-${z}-${x}-${y}.tif`);
  gdal('gdalwarp', [
    ...['-ovr', await overviewOf(name, z)],
    ...['-q', '-overwrite', '-t_srs', 'EPSG:3857', '-r', 'near', '-et', '0', '-dstnodata', '0'],
    ...['-te', left, top - side, left + side, top].map(String),
    ...['-ts', '256', '256', join(folder, `${name}.tif`), target],
  ]);
  const scene = await openScene(target);
  const { bands } = await scene.read({ col: 0, row: 0, width: 256, height: 256 });
  await scene.close();
  return bands[0] as Uint8Array;
}

describe.each(Object.keys(SCENES))('mask tiles of %s', (name) => {
  it('are as GDAL warps them', async () => {
    const document = await describeTiles(name, 'mask');
    let isDrawn = false;
    for (let z = document.maxzoom; z >= Math.max(0, document.maxzoom - 6); z--) {
      for (const share of [0.45, 0.9]) {
        const place = tileOver(document, z, share);
        const [ours, theirs] = [await readMaskTile(name, place), await warpByGdal(name, place)];
        const different = [...ours.keys()].filter((i) => ours[i] !== theirs[i]);
        isDrawn ||= theirs.some((id) => id > 0);
        expect(different.length / ours.length, JSON.stringify(place)).toBeLessThan(0.005);
        expect(different.filter((i) => !isAround(theirs, i, ours[i]))).toEqual([]);
      }
    }
    expect(isDrawn).toBe(true);
  }, 120_000);
});

/** Whether a class is among the neighbours of a pixel: it is beside a border. */
function isAround(classes: Uint8Array, i: number, id: number): boolean {
  const [col, row] = [i % 256, Math.floor(i / 256)];
  for (let y = Math.max(0, row - 1); y <= Math.min(255, row + 1); y++) {
    for (let x = Math.max(0, col - 1); x <= Math.min(255, col + 1); x++) if (classes[256 * y + x] === id) return true;
  }
  return false;
}

describe('vector tiles', () => {
  it('are read by GDAL, feature by feature', async () => {
    const document = await describeTiles('utm', 'vector');
    for (let z = document.minzoom; z <= document.maxzoom; z += 2) {
      const { x, y } = tileOver(document, z, 0.5);
      const answer = await fetch(`/collections/classes.utm/tiles/vector/${z}/${x}/${y}.mvt`);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      mkdirSync(join(folder, String(z), String(x)), { recursive: true });
      const path = join(folder, String(z), String(x), `${y}.mvt`);
      writeFileSync(path, bytes);
      const { stdout, stderr } = gdal('ogrinfo', [
        '-al',
        '-oo',
        'CLIP=NO',
        '-oo',
        `X=${x}`,
        '-oo',
        `Y=${y}`,
        '-oo',
        `Z=${z}`,
        `MVT:${path}`,
      ]);
      expect(stderr).toBe('');
      expect(stdout).toContain('Layer name: regions');
      const features = decodeTile(bytes);
      expect(Number(/Feature Count: (\d+)/.exec(stdout)?.[1])).toBe(features.length);
      const labels = [...stdout.matchAll(/label \(String\) = (.*)/g)].map(([, label]) => label);
      expect(labels).toEqual(features.map(({ properties }) => properties.label));
      expect(features.every((feature) => areaOf(feature) > 0)).toBe(true);
    }
  });
});
