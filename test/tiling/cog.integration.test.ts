import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Band, createBand } from '../../src/raster/raster.js';
import { halveByMode } from '../../src/tiling/overviews.js';
import { type CogOptions, type ReadRows, writeCog } from '../../src/tiling/write-cog.js';

const folder = mkdtempSync(join(tmpdir(), 'cog-judge-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Verdict {
  /** What GDAL had to say while it read everything. */
  messages: string[];
  /** Findings of GDAL's COG validator, block leaders and trailers included. */
  errors: string[];
  warnings: string[];
  epsg: string | null;
  proj: string;
  transform: number[];
  metadata: Record<string, string>;
  structure: Record<string, string>;
  bands: { description: string; nodata: number | null; palette: number[][] | null; sha256: string[] }[];
}

const JUDGE = `
import hashlib, json, sys
from osgeo import gdal
from osgeo_utils.samples import validate_cloud_optimized_geotiff as cog
gdal.UseExceptions()
messages = []
gdal.PushErrorHandler(lambda kind, code, text: messages.append(text))
warnings, errors, _ = cog.validate(sys.argv[1], full_check=True)
ds = gdal.Open(sys.argv[1])
srs = ds.GetSpatialRef()
def palette(band):
    table = band.GetColorTable()
    return table and [list(table.GetColorEntry(i)) for i in range(8)]
def level_hashes(band):
    levels = [band] + [band.GetOverview(i) for i in range(band.GetOverviewCount())]
    return [hashlib.sha256(level.ReadRaster()).hexdigest() for level in levels]
print(json.dumps({
    'messages': messages, 'errors': errors, 'warnings': warnings,
    'epsg': srs and srs.GetAuthorityCode(None), 'proj': srs and srs.ExportToProj4(),
    'transform': ds.GetGeoTransform(), 'metadata': ds.GetMetadata(), 'structure': ds.GetMetadata('IMAGE_STRUCTURE'),
    'bands': [{'description': b.GetDescription(), 'nodata': b.GetNoDataValue(), 'palette': palette(b),
               'sha256': level_hashes(b)} for b in map(ds.GetRasterBand, range(1, ds.RasterCount + 1))],
}))`;

async function judge(options: CogOptions, readRows: ReadRows): Promise<Verdict> {
  const path = join(folder, 'judged.tif');
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeCog(options, readRows)) chunks.push(chunk);
  writeFileSync(path, Buffer.concat(chunks));
  const verdict: Verdict = JSON.parse(execFileSync('/usr/bin/python3', ['-c', JUDGE, path]).toString());
  expect(verdict).toMatchObject({ messages: [], errors: [], warnings: [] });
  return verdict;
}

const UTM33 = { epsg: 32633, proj: '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs' };
const maskOptions: CogOptions = {
  width: 1300,
  height: 1100,
  dataType: 'uint8',
  bandCount: 1,
  affine: [10, 0, 500000, 0, -10, 5200000],
  crs: UTM33,
  nodata: 0,
  palette: [
    { id: 1, name: 'water', color: '#0080ff' },
    { id: 3, name: 'trees & shrubs', color: '#00ff00' },
  ],
  bandNames: ['class'],
  metadata: { CLASS_1: 'water', CLASS_3: 'trees & "shrubs" <green>' },
  overviews: 'mode',
};

const rowsOf =
  (bands: readonly Band[], width: number): ReadRows =>
  (row, count) =>
    bands.map((band) => band.subarray(row * width, (row + count) * width));

const sha256 = ({ buffer, byteOffset, byteLength }: Band): string =>
  createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');

/** Blobs of a few classes with some single pixels between. */
const someMask = (width: number, height: number): Uint8Array =>
  Uint8Array.from({ length: width * height }, (_, i) => {
    const [col, row] = [i % width, Math.floor(i / width)];
    return (i * 7919) % 13 === 0 ? 1 : (Math.floor(col / 37) + Math.floor(row / 53)) % 4;
  });

describe('GDAL on a class mask we wrote', () => {
  it.each([
    [1, 1],
    [511, 511],
    [512, 513],
    [513, 512],
    [1025, 1025],
    [2500, 700],
  ])('finds every pixel of every level, %i × %i', async (width, height) => {
    const mask = someMask(width, height);
    const verdict = await judge({ ...maskOptions, width, height }, rowsOf([mask], width));
    const wanted = [sha256(mask)];
    for (let [level, w, h] = [mask as Band, width, height]; Math.max(w, h) > 512; ) {
      level = halveByMode(level, { width: w, dataType: 'uint8', nodata: 0 });
      wanted.push(sha256(level));
      [w, h] = [Math.ceil(w / 2), Math.ceil(h / 2)];
    }
    expect(verdict.bands[0]!.sha256).toEqual(wanted);
  });

  it('finds colours, names, nodata and the layout', async () => {
    const mask = someMask(1300, 1100);
    const { bands, metadata, structure, transform } = await judge(maskOptions, rowsOf([mask], 1300));
    expect(bands[0]).toMatchObject({ description: 'class', nodata: 0 });
    expect(bands[0]!.palette!.slice(0, 4)).toEqual([
      [0, 0, 0, 0],
      [0, 128, 255, 255],
      [0, 0, 0, 255],
      [0, 255, 0, 255],
    ]);
    expect(metadata).toEqual({ AREA_OR_POINT: 'Area', ...maskOptions.metadata });
    expect(structure).toMatchObject({ LAYOUT: 'COG', COMPRESSION: 'DEFLATE' });
    expect(transform).toEqual([500000, 10, 0, 5200000, 0, -10]);
  });

  it('reads a BigTIFF alike', async () => {
    const rows = rowsOf([someMask(1300, 1100)], 1300);
    const big = await judge({ ...maskOptions, bigTiff: 'always' }, rows);
    expect(big).toEqual(await judge(maskOptions, rows));
  });
});

describe('GDAL on a scene we wrote', () => {
  it.each(['uint8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64'] as const)('of %s', async (dataType) => {
    const [width, height] = [700, 530];
    const bands = [3, 5, 7].map((k) => {
      const band = createBand(dataType, width * height);
      for (let i = 0; i < band.length; i++) band[i] = (i * i * k) % 64007;
      return band;
    });
    const { palette, ...plain } = maskOptions;
    const names = ['red', 'green', 'blue'];
    const options: CogOptions = { ...plain, width, height, dataType, bandCount: 3, nodata: -1, bandNames: names };
    if (dataType.startsWith('u')) options.nodata = 7;
    const verdict = await judge({ ...options, overviews: 'nearest' }, rowsOf(bands, width));
    expect(verdict.bands.map(({ sha256: [full] }) => full)).toEqual(bands.map(sha256));
    expect(verdict.bands.map(({ description, nodata }) => [description, nodata])).toEqual(
      names.map((name) => [name, options.nodata]),
    );
  });
});

describe('GDAL on where our files lie', () => {
  const tiny: CogOptions = { ...maskOptions, width: 4, height: 4 };
  const rows: ReadRows = () => [new Uint8Array(16)];

  it.each([
    [32633, UTM33.proj],
    [4326, '+proj=longlat +datum=WGS84 +no_defs'],
    [3857, '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs'],
    [26914, '+proj=utm +zone=14 +datum=NAD83 +units=m +no_defs'],
    [
      2154,
      '+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +units=m +no_defs',
    ],
  ])('knows EPSG:%i', async (epsg, proj) => {
    expect((await judge({ ...tiny, crs: { epsg, proj } }, rows)).epsg).toBe(String(epsg));
  });

  // Each string is as GDAL itself writes it, so that the round trip must give it back to the letter.
  it.each([
    '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs',
    '+proj=utm +zone=19 +south +ellps=GRS80 +units=m +no_defs',
    '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +units=m +no_defs',
    '+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +units=m +no_defs',
    '+proj=lcc +lat_1=46.8 +lat_0=46.8 +lon_0=2.3 +k_0=0.99987742 +x_0=600000 +y_0=2200000 +datum=WGS84 +units=m +no_defs',
    '+proj=aea +lat_0=23 +lon_0=-96 +lat_1=29.5 +lat_2=45.5 +x_0=0 +y_0=0 +datum=NAD83 +units=us-ft +no_defs',
    '+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m +no_defs',
    '+proj=stere +lat_0=-90 +lat_ts=-71 +lon_0=0 +x_0=0 +y_0=0 +ellps=WGS84 +units=m +no_defs',
    '+proj=stere +lat_0=90 +lon_0=0 +k=0.994 +x_0=2000000 +y_0=2000000 +datum=WGS84 +units=m +no_defs',
    '+proj=sterea +lat_0=52.156160556 +lon_0=5.387638889 +k=0.9999079 +x_0=155000 +y_0=463000 +ellps=bessel +units=m +no_defs',
    '+proj=merc +lat_ts=30 +lon_0=100 +x_0=0 +y_0=0 +ellps=WGS84 +units=m +no_defs',
    '+proj=cea +lat_ts=30 +lon_0=0 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs',
    '+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs',
    '+proj=longlat +ellps=clrk66 +no_defs',
    '+proj=longlat +ellps=intl +towgs84=-87,-98,-121,0,0,0,0 +no_defs',
    '+proj=utm +zone=32 +ellps=bessel +towgs84=598.1,73.7,418.2,0.202,0.045,-2.455,6.7 +units=m +no_defs',
  ])('understands %s', async (proj) => {
    expect((await judge({ ...tiny, crs: { epsg: null, proj } }, rows)).proj).toBe(proj);
  });

  it('takes what keys cannot say for nothing else', async () => {
    const proj = '+proj=omerc +lat_0=46.95 +lonc=7.44 +alpha=90 +ellps=bessel';
    const verdict = await judge({ ...tiny, crs: { epsg: null, proj } }, rows);
    expect([verdict.epsg, verdict.proj]).toEqual([null, '']);
  });

  it.each([
    ['turned', [8, 6, 500000, 6, -8, 5200000]],
    ['south up', [10, 0, 500000, 0, 10, 5200000]],
    ['mirrored', [-10, 0, 500000, 0, -10, 5200000]],
  ] as [string, CogOptions['affine']][])('places a %s image', async (_, affine) => {
    const [a, b, c, d, e, f] = affine;
    expect((await judge({ ...tiny, affine }, rows)).transform).toEqual([c, a, b, f, d, e]);
  });

  it('finds no place where there is none', async () => {
    const verdict = await judge({ ...tiny, affine: [1, 0, 0, 0, 1, 0], crs: null }, rows);
    expect([verdict.epsg, verdict.transform]).toEqual([null, [0, 1, 0, 0, 0, 1]]);
  });
});
