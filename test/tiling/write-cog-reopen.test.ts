import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Crs, crsFromEpsg, toLonLat } from '../../src/raster/crs.js';
import type { Band } from '../../src/raster/raster.js';
import { openScene, type Scene } from '../../src/tiling/open-scene.js';
import { halveByMode } from '../../src/tiling/overviews.js';
import { type CogOptions, writeCog } from '../../src/tiling/write-cog.js';

const folder = mkdtempSync(join(tmpdir(), 'cog-reopen-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function reopen(options: CogOptions, bands: readonly Band[]): Promise<Scene> {
  const chunks: Uint8Array[] = [];
  const { width } = options;
  const rows = (row: number, count: number) => bands.map((band) => band.subarray(row * width, (row + count) * width));
  for await (const chunk of writeCog(options, rows)) chunks.push(chunk);
  const path = join(folder, 'written.tif');
  writeFileSync(path, Buffer.concat(chunks));
  return openScene(path);
}

const options: CogOptions = {
  ...{ width: 100, height: 70, dataType: 'uint8', bandCount: 1, affine: [10, 0, 500000, 0, -10, 5200000] },
  crs: crsFromEpsg(32633),
  nodata: 0,
  palette: [{ id: 2, name: 'trees', color: '#1f6f3a' }],
  bandNames: ['class'],
  metadata: { CLASS_2: 'trees' },
  overviews: 'mode',
  blockSizePx: 32,
};

describe('our reader on our files', () => {
  it('finds a class mask as it was written', async () => {
    const mask = Uint8Array.from({ length: 7000 }, (_, i) => (i * i) % 3);
    const scene = await reopen(options, [mask]);
    expect(scene).toMatchObject({
      ...{ width: 100, height: 70, dataType: 'uint8', bandNames: ['class'], nodata: 0, photometric: 'palette' },
      ...{ affine: options.affine, crs: options.crs, metadata: options.metadata },
      blockSize: { width: 32, height: 32 },
      overviews: [
        { width: 50, height: 35 },
        { width: 25, height: 18 },
      ],
    });
    const full = await scene.read({ col: 0, row: 0, width: 100, height: 70 });
    expect(full.bands).toEqual([mask]);
    expect(full.valid).toEqual(mask.map((id) => Number(id !== 0)));
    const half = await scene.read({ col: 0, row: 0, width: 50, height: 35 }, { level: 1 });
    expect(half.bands).toEqual([halveByMode(mask, { width: 100, dataType: 'uint8', nodata: 0 })]);
    await scene.close();
  });

  it('finds a scene of several bands as it was written', async () => {
    const { palette, ...plain } = options;
    const bands = [1, 2, 3, 4].map((k) => Uint16Array.from({ length: 7000 }, (_, i) => (i * 7919 * k) % 65521));
    const names = ['red', 'green', 'blue', 'nir'];
    const scene = await reopen(
      { ...plain, dataType: 'uint16', bandCount: 4, bandNames: names, nodata: null, overviews: 'nearest' },
      bands,
    );
    expect(scene).toMatchObject({ bandCount: 4, bandNames: names, dataType: 'uint16', nodata: null, alphaBand: null });
    expect((await scene.read({ col: 0, row: 0, width: 100, height: 70 })).bands).toEqual(bands);
    await scene.close();
  });

  it.each([
    { epsg: null, proj: '+proj=utm +zone=19 +south +datum=WGS84 +units=m +no_defs' },
    { epsg: null, proj: '+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m +no_defs' },
    { epsg: null, proj: '+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80' },
    {
      epsg: null,
      proj: '+proj=aea +lat_0=23 +lon_0=-96 +lat_1=29.5 +lat_2=45.5 +x_0=0 +y_0=0 +units=us-ft +ellps=GRS80',
    },
    { epsg: null, proj: '+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +a=6371007.181 +b=6371007.181' },
  ] as Crs[])('finds the same place through $proj', async (crs) => {
    const scene = await reopen({ ...options, crs }, [new Uint8Array(7000)]);
    const [lon, lat] = toLonLat(crs)(500000, 5200000);
    const [gotLon, gotLat] = toLonLat(scene.crs!)(500000, 5200000);
    expect(gotLon).toBeCloseTo(lon, 9);
    expect(gotLat).toBeCloseTo(lat, 9);
    await scene.close();
  });
});
