import type { Ground } from '../../src/vectorize/ground/ground.js';

/** A flat world for tests: lon = col, lat = -row, every cell one square metre. */
export function createPlanarGround({ width, height }: { width: number; height: number }): Ground {
  return {
    areaUnitM2: 1,
    coordinateDecimals: 6,
    densifyPx: 2 ** 30,
    densifyLinePx: 2 ** 30,
    isMirrored: false,
    seam: null,
    pixelDeg: 1,
    bboxLonLat: [0, -height, width, 0],
    spanLonLat: [0, -height, width, 0],
    toLonLat(lattice, out) {
      for (let i = 0; i < lattice.length; i += 2) {
        out[i] = lattice[i];
        out[i + 1] = -lattice[i + 1];
      }
    },
    cellAreaSums(_row, _col, count, out) {
      for (let i = 0; i <= count; i++) out[i] = i;
    },
    metricAt: () => ({ e: 1, f: 0, g: 1 }),
    pathLengthM(path) {
      let sum = 0;
      for (let i = 2; i < path.length; i += 2) sum += Math.hypot(path[i] - path[i - 2], path[i + 1] - path[i - 1]);
      return sum;
    },
    ringLengthM(ring) {
      let sum = 0;
      for (let i = 0; i < ring.length; i += 2) {
        const next = (i + 2) % ring.length;
        sum += Math.abs(ring[next] - ring[i]) + Math.abs(ring[next + 1] - ring[i + 1]);
      }
      return sum;
    },
  };
}
