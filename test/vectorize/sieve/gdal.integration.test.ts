import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Mask } from '../../support/vectorize-in-memory.js';
import { createRandom } from '../../support/write-scene.js';
import { sieveInMemory } from './in-memory.js';
import { makeMask } from './masks.js';

/** Sieves many small masks by GDAL's own filter, the one behind gdal_sieve.py. */
const SCRIPT = `
import json, sys
import numpy
from osgeo import gdal
gdal.UseExceptions()
answers = []
for case in json.load(sys.stdin):
    pixels = numpy.array(case['classes'], numpy.uint8).reshape(case['height'], case['width'])
    source, target = (gdal.GetDriverByName('MEM').Create('', case['width'], case['height'], 1) for _ in range(2))
    band = source.GetRasterBand(1)
    band.WriteArray(pixels)
    band.SetNoDataValue(0)
    out = target.GetRasterBand(1)
    gdal.SieveFilter(band, band.GetMaskBand(), out, case['minPixels'], case['connectivity'])
    sieved = out.ReadAsArray()
    sieved[pixels == 0] = 0
    answers.append(sieved.flatten().tolist())
json.dump(answers, sys.stdout)
`;

interface Case extends Mask {
  minPixels: number;
  connectivity: 4 | 8;
}

function sieveByGdal(cases: readonly Case[]): number[][] {
  const input = JSON.stringify(cases.map((one) => ({ ...one, classes: [...one.classes] })));
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', SCRIPT], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as number[][];
}

describe('a sieve by the largest neighbour', () => {
  it.each([4, 8] as const)('is that of GDAL, pixel for pixel, on 1,500 masks (%i-connected)', (connectivity) => {
    const random = createRandom(connectivity);
    const upTo = (least: number, most: number) => least + Math.floor(random() * (most + 1 - least));
    const cases = Array.from({ length: 1500 }, (_, seed): Case => {
      const side = seed % 10 === 0 ? 90 : 24;
      const shape = { width: upTo(1, side), height: upTo(1, side), classCount: upTo(2, 5), cellPx: upTo(1, 5) };
      const mask = makeMask({ ...shape, noise: random() < 0.5 ? 0.3 : 0, least: upTo(0, 1), seed });
      return { ...mask, minPixels: upTo(2, 16), connectivity };
    });
    const answers = sieveByGdal(cases);
    let changed = 0;
    cases.forEach(({ minPixels, ...mask }, i) => {
      const { classes } = sieveInMemory(mask, { connectivity, rule: 'largest', minPixels, tileSizePx: upTo(1, 91) });
      expect([...classes], `mask ${i}`).toEqual(answers[i]);
      changed += Number(classes.some((id, pixel) => id !== mask.classes[pixel]));
    });
    expect(changed).toBeGreaterThan(900);
  });
});
