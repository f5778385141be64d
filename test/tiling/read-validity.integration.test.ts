import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { openScene } from '../../src/tiling/open-scene.js';
import { hasSharedData, sharedPath } from '../support/shared-data.js';

/** For each file: bands looked at, pixels that hold data in all of them by GDAL's masks, and where the others are. */
const JUDGE = `
import csv, json, sys
import numpy as np
from osgeo import gdal
gdal.UseExceptions(); gdal.PushErrorHandler('CPLQuietErrorHandler')
verdicts = []
for row in csv.DictReader(open(sys.argv[1] + '/tiff/gdal-verdicts.csv')):
    if not row['gdal_checksums'].startswith('[') or int(row['width']) * int(row['height']) > 4e6: continue
    scene = gdal.Open(sys.argv[1] + '/' + row['path'])
    count = min(scene.RasterCount, 8)
    valid = True
    for number in range(1, count + 1):
        band = scene.GetRasterBand(number)
        if band.GetColorInterpretation() == gdal.GCI_AlphaBand: continue
        pixels = band.ReadAsArray()
        valid = valid & (band.GetMaskBand().ReadAsArray() != 0)
        if pixels.dtype.kind == 'f': valid = valid & ~np.isnan(pixels)
    missing = np.flatnonzero(~valid.ravel())
    verdicts.append([row['path'], count, int(valid.sum()), int((missing % 65521).sum())])
print(json.dumps(verdicts))
`;

/** Refused for its CRS. */
const REFUSED = 'tiff/rasterio/goes.tif';

describe.skipIf(!hasSharedData)('which pixels hold data', () => {
  it('is what the masks of GDAL say, file by file', async () => {
    const args = ['-c', JUDGE, sharedPath('.')];
    const output = execFileSync('/usr/bin/python3', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const verdicts = (JSON.parse(output) as [string, number, number, number][]).filter(([path]) => path !== REFUSED);
    expect(verdicts.length).toBeGreaterThan(80);
    for (const [path, count, validPixels, missingSum] of verdicts) {
      const scene = await openScene(sharedPath(path));
      const bands = Array.from({ length: count }, (_, band) => band + 1).filter((band) => band !== scene.alphaBand);
      const { valid } = await scene.read({ col: 0, row: 0, width: scene.width, height: scene.height }, { bands });
      await scene.close();
      expect(tally(valid, scene.width * scene.height), path).toEqual([validPixels, missingSum]);
    }
  });
});

function tally(valid: Uint8Array | null, length: number): [validPixels: number, missingSum: number] {
  let [validPixels, missingSum] = [length, 0];
  valid?.forEach((isValid, pixel) => {
    if (isValid === 1) return;
    validPixels--;
    missingSum += pixel % 65_521;
  });
  return [validPixels, missingSum];
}
