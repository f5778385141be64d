import { describe, expect, it } from 'vitest';
import type { Affine } from '../../src/raster/affine.js';
import { crsFromEpsg } from '../../src/raster/crs.js';
import { BlockCache } from '../../src/tiling/block-cache.js';
import { openScene, type Scene } from '../../src/tiling/open-scene.js';
import { findDatetime, parseMetadata } from '../../src/tiling/tiff-metadata.js';
import { useScratch } from '../support/scratch.js';
import { buildTiff, type TinyTag } from '../support/tiny-tiff.js';

const write = useScratch();
const doubles = (tag: number, ...values: number[]): TinyTag => ({ tag, type: 'double', values });
const geoKeys = (...keys: [key: number, value: number][]): TinyTag => ({
  tag: 34735,
  type: 'short',
  values: [1, 1, 0, keys.length, ...keys.flatMap(([key, value]) => [key, 0, 1, value])],
});

async function headerOf(...tags: TinyTag[]): Promise<Scene> {
  const page = { width: 2, height: 2, dataType: 'uint8', bands: [new Uint8Array(4), new Uint8Array(4)], tags } as const;
  const scene = await openScene(write(buildTiff([{ ...page, bands: [...page.bands] }])));
  await scene.close();
  return scene;
}

describe('georeference', () => {
  const scale = doubles(33550, 10, 20, 0);
  const tie = doubles(33922, 0, 0, 0, 1000, 2000, 0);
  const utm = [
    [1024, 1],
    [3072, 32633],
  ] as [number, number][];

  it.each<[string, TinyTag[], Affine]>([
    ['scale and tiepoint', [scale, tie, geoKeys(...utm)], [10, 0, 1000, 0, -20, 2000]],
    ['a tiepoint inside the image', [scale, doubles(33922, 1, 2, 0, 1000, 2000, 0)], [10, 0, 990, 0, -20, 2040]],
    ['pixel is point', [scale, tie, geoKeys(...utm, [1025, 2])], [10, 0, 995, 0, -20, 2010]],
    ['a rotated matrix', [doubles(34264, 3, 4, 0, 7, 5, -6, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1)], [3, 4, 7, 5, -6, 8]],
    ['points only', [doubles(33922, ...Array.from({ length: 24 }, (_, i) => i)), geoKeys(...utm)], [1, 0, 0, 0, 1, 0]],
    ['nothing', [], [1, 0, 0, 0, 1, 0]],
  ])('of %s', async (_, tags, affine) => {
    expect((await headerOf(...tags)).affine).toEqual(affine);
  });

  it('names the CRS, unless there is nothing it could apply to, or the caller knows better', async () => {
    const { crs } = await headerOf(scale, tie, geoKeys(...utm));
    expect(crs?.epsg).toBe(32633);
    expect((await headerOf(geoKeys(...utm))).crs).toBeNull();
    const path = write(
      buildTiff([
        { width: 1, height: 1, dataType: 'uint8', bands: [new Uint8Array(1)], tags: [scale, tie, geoKeys([1024, 3])] },
      ]),
    );
    await expect(openScene(path)).rejects.toThrow(/got geocentric coordinates \(.*\.tif\)/);
    const scene = await openScene(path, { crs: crsFromEpsg(3857) });
    expect(scene.crs?.epsg).toBe(3857);
    await scene.close();
  });
});

describe('metadata', () => {
  const xml = `<GDALMetadata>
  <Item name="SENSOR">A &amp; B &lt;&#176;&gt;</Item>
  <Item name="DESCRIPTION" sample="1" role="description">near infrared</Item>
  <Item name="STATISTICS_MEAN" sample="0">3</Item>
  <Item name="ACQUISITIONDATETIME" domain="IMAGERY">2018-07-16 10:20:30</Item>
</GDALMetadata>`;

  it('sorts items of the dataset from those of its bands', async () => {
    const scene = await headerOf({ tag: 42112, type: 'ascii', values: xml });
    expect(scene.metadata).toEqual({ SENSOR: 'A & B <°>', ACQUISITIONDATETIME: '2018-07-16 10:20:30' });
    expect(scene.bandNames).toEqual(['', 'near infrared']);
    expect(scene.datetime).toBe('2018-07-16T10:20:30Z');
  });

  it('reads no more than it understands', () => {
    expect(parseMetadata('<Item <Item name="a">x<Item name="b">y</Item>').dataset).toEqual({ b: 'y' });
    expect(parseMetadata(null).dataset).toEqual({});
  });

  it.each<[string, string | null]>([
    ['2019:09:11 11:57:46', '2019-09-11T11:57:46Z'],
    ['2019-09-11T11:57:46.5+02:00', '2019-09-11T11:57:46.5+02:00'],
    ['2019-09-11', '2019-09-11T00:00:00Z'],
    ['2019:02:30 00:00:00', null],
    ['2019:13:01 00:00:00', null],
    ['0000:00:00 00:00:00', null],
    ['yesterday', null],
  ])('takes the time %s as %s', (text, wanted) => {
    expect(findDatetime({}, text)).toBe(wanted);
    expect(findDatetime({ ACQUISITION_DATE_TIME: text }, null)).toBe(wanted);
  });

  it('names the layout', async () => {
    const { blockSize, compression, photometric, bandCount, dataType, nodata } = await headerOf({
      tag: 42113,
      type: 'ascii',
      values: '3',
    });
    expect({ blockSize, compression, photometric, bandCount, dataType, nodata }).toEqual({
      blockSize: { width: 2, height: 2 },
      compression: 'none',
      photometric: 'grey',
      bandCount: 2,
      dataType: 'uint8',
      nodata: 3,
    });
  });
});

describe('the cache of blocks', () => {
  it('keeps what was used last, shares what is on its way, and forgets failures', async () => {
    const cache = new BlockCache<number>({ capacityBytes: 20, sizeOf: () => 10 });
    const loads: string[] = [];
    const get = (key: string) => cache.get(key, async () => loads.push(key));
    await Promise.all([get('a'), get('a')]);
    await get('b');
    await get('a');
    await get('c');
    await get('a');
    await get('b');
    expect(loads.join('')).toBe('abcb');
    expect(cache.bytes).toBe(20);
    await expect(cache.get('d', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await cache.get('d', async () => 4)).toBe(4);
  });
});
