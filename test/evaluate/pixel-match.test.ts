import { describe, expect, it } from 'vitest';
import { matchPixels } from '../../src/evaluate/pixel-match.js';
import { type Affine, applyAffine } from '../../src/raster/affine.js';
import { type Crs, crsFromEpsg, fromLonLat, toLonLat } from '../../src/raster/crs.js';
import type { Scene } from '../../src/tiling/open-scene.js';
import { AFFINE, LON_LAT, UTM_33N } from './write-truth.js';

const makeScene = (width: number, height: number, affine: Affine, crs: Crs | null): Scene =>
  ({ width, height, affine, crs, location: 'scene.tif' }) as Scene;

/** The same by the projections themselves. */
function locatePlainly(mask: Scene, other: Scene, col: number, row: number): [number, number] {
  const [x, y] = applyAffine(mask.affine, col, row);
  const [u, v] = fromLonLat(other.crs!)(...toLonLat(mask.crs!)(x, y));
  const [a, b, c, d, e, f] = other.affine;
  const determinant = a * e - b * d;
  return [(e * (u - c) - b * (v - f)) / determinant, (a * (v - f) - d * (u - c)) / determinant];
}

describe('positions in another raster', () => {
  const laea = crsFromEpsg(3035);
  const zone = makeScene(8000, 7000, [30, 0, 200_000, 0, -30, 6_000_000], UTM_33N);
  const arctic = makeScene(8000, 7000, [0.01, 0, -60, 0, -0.003, 88], LON_LAT);

  it.each([
    ['lon/lat', zone, makeScene(9000, 9000, [0.0003, 0, 8, 0, -0.0003, 56], LON_LAT)],
    ['an equal-area map', zone, makeScene(9000, 9000, [25, 0, 4_000_000, 0, -25, 3_500_000], laea)],
    ['a turned map', zone, makeScene(9000, 9000, [20, 15, 4_000_000, 15, -20, 3_500_000], laea)],
    ['the next zone', zone, makeScene(9000, 9000, [30, 0, 500_000, 0, -30, 6_200_000], crsFromEpsg(32632))],
    ['a map about the pole', arctic, makeScene(4000, 4000, [2500, 0, -5e6, 0, -2500, 5e6], crsFromEpsg(3995))],
  ])('are those of the projections, to a millionth of a pixel: %s', (_, mask, other) => {
    const match = matchPixels(mask, other);
    if (match.kind === 'same') throw new Error('they are not the same');
    expect(match.across).toBe('systems');
    const place = new Float64Array(2);
    for (let i = 0; i < 400; i++) {
      const [col, row] = [((i * 7919) % 8000) + 0.5, ((i * 6007) % 7000) + 0.5];
      match.locate(col, row, place);
      const [wantedCol, wantedRow] = locatePlainly(mask, other, col, row);
      expect(Math.hypot(place[0] - wantedCol, place[1] - wantedRow)).toBeLessThan(1e-6);
    }
  });

  it('on another grid are exact for large coordinates', () => {
    const huge: Affine = [0.1, 0, 16_777_216.3, 0, -0.1, 33_554_432.7];
    const shifted: Affine = [0.1, 0, 16_777_217.3, 0, -0.1, 33_554_434.7];
    const match = matchPixels(makeScene(50, 50, huge, UTM_33N), makeScene(50, 50, shifted, UTM_33N));
    const place = new Float64Array(2);
    if (match.kind === 'sampled') match.locate(20.5, 3.5, place);
    expect([...place].map((value) => Math.round(1e6 * value) / 1e6)).toEqual([10.5, 23.5]);
  });

  it('are the same for the same grid, whatever the last digits', () => {
    const mask = makeScene(100, 100, AFFINE, UTM_33N);
    const like: Affine = [10.0000001, 0, 545000.00001, 0, -10, 5340000];
    expect(matchPixels(mask, makeScene(100, 100, like, UTM_33N))).toEqual({ kind: 'same' });
    expect(matchPixels(mask, makeScene(100, 101, AFFINE, UTM_33N)).kind).toBe('sampled');
    expect(matchPixels(mask, makeScene(100, 100, [10, 0, 545001, 0, -10, 5340000], UTM_33N)).kind).toBe('sampled');
  });
});
