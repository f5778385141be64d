import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AUTHALIC_RADIUS2_M2,
  arcM,
  areaDensityM2,
  authalicVector,
  geocentricVector,
  zoneAreaM2,
} from '../../../src/vectorize/ground/authalic.js';

const EARTH_M2 = 510065621724088.44;
const latitude = fc.double({ min: -90, max: 90, noNaN: true });

describe('authalic', () => {
  it('knows the surface of the Earth', () => {
    expect(zoneAreaM2({ southDeg: -90, heightDeg: 180, widthDeg: 360 }) / EARTH_M2).toBeCloseTo(1, 14);
    expect((4 * Math.PI * AUTHALIC_RADIUS2_M2) / EARTH_M2).toBeCloseTo(1, 14);
    // Authalic radius of WGS84, in metres.
    expect(Math.sqrt(AUTHALIC_RADIUS2_M2)).toBeCloseTo(6371007.1809, 4);
  });

  it('zones add up', () => {
    fc.assert(
      fc.property(latitude, latitude, latitude, (...latitudes) => {
        const [a, b, c] = latitudes.sort((x, y) => x - y);
        const area = (southDeg: number, northDeg: number) =>
          zoneAreaM2({ southDeg, heightDeg: northDeg - southDeg, widthDeg: 1 });
        expect(Math.abs(area(a, b) + area(b, c) - area(a, c))).toBeLessThan(1e-14 * EARTH_M2);
      }),
    );
  });

  it('keeps its digits in a strip of a tenth of a millimetre', () => {
    for (const southDeg of [-89, -45, 0, 30, 60, 89, 89.9]) {
      const strip = zoneAreaM2({ southDeg, heightDeg: 1e-9, widthDeg: 1 });
      expect(strip / (1e-9 * areaDensityM2(southDeg + 5e-10))).toBeCloseTo(1, 11);
    }
  });

  it('puts points on the unit sphere, parallels at the height of their area', () => {
    const p = new Float64Array(3);
    fc.assert(
      fc.property(fc.double({ min: -180, max: 180, noNaN: true }), latitude, (lon, lat) => {
        authalicVector(lon, lat, p, 0);
        expect(Math.hypot(...p)).toBeCloseTo(1, 14);
        const south = zoneAreaM2({ southDeg: -90, heightDeg: lat + 90, widthDeg: 360 });
        expect((p[2] + 1) / 2).toBeCloseTo(south / EARTH_M2, 13);
      }),
    );
  });

  it('measures small steps by either formula alike', () => {
    const p = new Float64Array(6);
    for (const lat of [-89.9, -60, 0, 45, 80]) {
      geocentricVector(10 - 5e-4, lat - 5e-4, p, 0);
      geocentricVector(10 + 5e-4, lat + 5e-4, p, 3);
      const chord = Math.hypot(p[0] - p[3], p[1] - p[4], p[2] - p[5]);
      expect(chord / arcM(lat, 1e-3, 1e-3)).toBeCloseTo(1, 9);
    }
  });
});
