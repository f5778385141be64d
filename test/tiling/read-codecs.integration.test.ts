import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScene } from '../../src/tiling/open-scene.js';
import { gdalChecksum } from '../support/gdal-checksum.js';

/** GDAL writes a small image in every layout it knows of the codecs we read, and says what is in it. */
const WRITE = `
import json, sys
import numpy as np
from osgeo import gdal
gdal.UseExceptions()
out = sys.argv[1]
rng = np.random.default_rng(1)
TYPES = {'uint8': gdal.GDT_Byte, 'uint16': gdal.GDT_UInt16, 'int16': gdal.GDT_Int16, 'uint32': gdal.GDT_UInt32,
         'int32': gdal.GDT_Int32, 'float32': gdal.GDT_Float32, 'float64': gdal.GDT_Float64}
DECLARED = gdal.GetDriverByName('GTiff').GetMetadataItem('DMD_CREATIONOPTIONLIST')
cases = []
def make(name, dtype, bands, options, width=75, height=67):
    path = f'{out}/{name}.tif'
    made = gdal.GetDriverByName('GTiff').Create(path, width, height, bands, TYPES[dtype], options)
    y, x = np.mgrid[0:height, 0:width]
    nbits = next((int(o[6:]) for o in options if o.startswith('NBITS')), 99)
    for band in range(bands):
        a = (x * 3 + y * 5 + band * 40) % 200 + rng.integers(0, 9, (height, width))
        if dtype.startswith('float'): a = a * 1.37 - 50.2
        elif dtype.startswith('int'): a = a * 101 - 9000
        elif dtype != 'uint8': a = a * 131
        elif nbits < 8: a = a % 2 ** nbits
        made.GetRasterBand(band + 1).WriteArray(a.astype(dtype))
    made = None
    read = gdal.Open(path)
    cases.append([name, [read.GetRasterBand(i + 1).Checksum() for i in range(bands)]])
turn = 0
for codec in ['NONE', 'DEFLATE', 'LZW', 'PACKBITS', 'ZSTD', 'LERC', 'LERC_DEFLATE', 'LERC_ZSTD', 'WEBP', 'JPEG']:
    if codec not in DECLARED: continue
    for dtype in TYPES:
        if codec in ('WEBP', 'JPEG') and dtype != 'uint8': continue
        for bands in (1, 3, 4):
            for tiled in ('YES', 'NO'):
                for interleave in ('PIXEL', 'BAND'):
                    if codec == 'WEBP' and (bands == 1 or interleave == 'BAND'): continue
                    predictors = [1]
                    if codec in ('DEFLATE', 'LZW', 'ZSTD'): predictors = [2, 3] if 'float' in dtype else [1, 2]
                    for predictor in predictors:
                        turn += 1
                        options = [f'COMPRESS={codec}', f'TILED={tiled}', f'INTERLEAVE={interleave}']
                        options.append('ENDIANNESS=' + ('BIG' if turn % 3 == 0 else 'LITTLE'))
                        if turn % 4 == 0: options.append('BIGTIFF=YES')
                        if predictor > 1: options.append(f'PREDICTOR={predictor}')
                        options += ['BLOCKXSIZE=32', 'BLOCKYSIZE=16'] if tiled == 'YES' else [f'BLOCKYSIZE={[8, 16, 67][turn % 3]}']
                        make(f'{codec}-{dtype}-{bands}-{tiled}-{interleave}-{predictor}', dtype, bands, options)
for bits in (1, 2, 4):
    for bands in (1, 3): make(f'bits{bits}-{bands}', 'uint8', bands, [f'NBITS={bits}', 'COMPRESS=DEFLATE'])
for predictor in (1, 2, 3): make(f'float16-{predictor}', 'float32', 2, ['NBITS=16', 'COMPRESS=DEFLATE', f'PREDICTOR={predictor}'])
make('ycbcr-tiles', 'uint8', 3, ['COMPRESS=JPEG', 'PHOTOMETRIC=YCBCR', 'TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=16'])
make('ycbcr-strips', 'uint8', 3, ['COMPRESS=JPEG', 'PHOTOMETRIC=YCBCR', 'BLOCKYSIZE=16'])
make('sparse', 'uint16', 2, ['SPARSE_OK=TRUE', 'TILED=YES', 'BLOCKXSIZE=16', 'BLOCKYSIZE=16'])
print(json.dumps(cases))
`;

describe('pixels as GDAL writes and reads them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'landquilt-codecs-'));
  let cases: [name: string, sums: number[]][] = [];

  beforeAll(() => {
    const json = execFileSync('/usr/bin/python3', ['-c', WRITE, folder], {
      encoding: 'utf8',
      maxBuffer: 2 ** 24,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    cases = JSON.parse(json.slice(json.indexOf('[')));
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('agree in every layout', async () => {
    expect(cases.length).toBeGreaterThan(300);
    const wrong: unknown[] = [];
    for (const [name, sums] of cases) {
      const scene = await openScene(join(folder, `${name}.tif`));
      const { bands } = await scene.read({ col: 0, row: 0, width: scene.width, height: scene.height });
      await scene.close();
      const got = bands.map(gdalChecksum);
      if (String(got) !== String(sums)) wrong.push([name, got, sums]);
    }
    expect(wrong).toEqual([]);
  });
});
