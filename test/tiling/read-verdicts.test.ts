import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { gdalChecksum } from '../support/gdal-checksum.js';
import { hasSharedData, sharedPath } from '../support/shared-data.js';

/** Files that GDAL opens and we refuse, and why; anything else must agree with it. */
const REFUSED: Record<string, RegExp> = {
  // Its last block is missing. GDAL finds out when it reads there.
  'tiff/rasterio/corrupt.tif': /wanted a file of \d+ bytes/,
  // Which way the instrument scans is only in an extension of the text.
  'tiff/rasterio/goes.tif': /got the projection Geostationary_Satellite/,
};

/** Where we knowingly see less, or more, than GDAL does. */
const OVERVIEWS_IN_ANOTHER_FILE = new Set(['tiff/rio-tiler/201404_13SED190110_201404_0x1500m_CL_1.tif']);
/** Its nodata value, -10000, cannot occur in its bytes. */
const NODATA_OUT_OF_RANGE = new Set(['tiff/rio-tiler/pix4d_alpha_nodata.tif']);

const GMF_ALPHA = 4;

type Verdict = Record<string, string>;

describe.skipIf(!hasSharedData)('what GDAL sees in each file', () => {
  const verdicts = hasSharedData ? parseCsv(readFileSync(sharedPath('tiff/gdal-verdicts.csv'), 'utf8')) : [];

  it('has files to judge', () => expect(verdicts.length).toBeGreaterThan(100));

  it.each(verdicts.map((verdict) => [verdict.path!, verdict] as const))('%s', async (path, verdict) => {
    const refusal = REFUSED[path];
    if (refusal !== undefined) {
      await expect(openScene(sharedPath(path))).rejects.toThrow(InputError);
      await expect(openScene(sharedPath(path))).rejects.toThrow(refusal);
      return;
    }
    const scene = await openScene(sharedPath(path));
    try {
      expect([scene.width, scene.height, scene.bandCount]).toEqual(
        [verdict.width, verdict.height, verdict.bands].map(Number),
      );
      const {
        affine: [a, b, c, d, e, f],
        crs,
      } = scene;
      expectClose([c, a, b, f, d, e], JSON.parse(verdict.geotransform || '[0,1,0,0,0,1]'));
      if (/^\d+$/.test(verdict.crs!)) expect(crs?.epsg).toBe(Number(verdict.crs));
      else expect([crs === null, crs?.epsg ?? null]).toEqual([verdict.crs === '', null]);
      if (!OVERVIEWS_IN_ANOTHER_FILE.has(path)) expect(scene.overviews.length).toBe(Number(verdict.overviews));
      expect(scene.nodata).toBe(NODATA_OUT_OF_RANGE.has(path) ? null : parseNodata(verdict.nodata!));
      expect(scene.alphaBand !== null).toBe((Number(verdict.mask_flags) & GMF_ALPHA) !== 0);
      if (!verdict.gdal_checksums!.startsWith('[')) return;
      const sums = JSON.parse(verdict.gdal_checksums!) as number[];
      const window = { col: 0, row: 0, width: scene.width, height: scene.height };
      const { bands } = await scene.read(window, { bands: sums.map((_, band) => band + 1) });
      expect(bands.map(gdalChecksum)).toEqual(sums);
    } finally {
      await scene.close();
    }
  });
});

function parseNodata(text: string): number | null {
  if (text === '' || text === 'None') return null;
  return text === 'nan' ? Number.NaN : Number(text);
}

function expectClose(got: number[], wanted: number[]): void {
  const worst = Math.max(...got.map((value, i) => Math.abs(value - wanted[i]!) / Math.max(1, Math.abs(wanted[i]!))));
  expect(worst, `${got} beside ${wanted}`).toBeLessThan(1e-12);
}

function parseCsv(text: string): Verdict[] {
  const [head, ...rows] = text.trim().split(/\r?\n/).map(parseRow);
  return rows.map((row) => Object.fromEntries(row.map((cell, column) => [head![column]!, cell])));
}

function parseRow(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}
