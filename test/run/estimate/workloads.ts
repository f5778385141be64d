import type { Workload } from '../../../src/run/estimate/workload.js';

/** A scene with bands of 16 bits, quick to map, every pixel 10 m wide; or as it is said. */
export function makeWorkload(of: Partial<Workload> & Pick<Workload, 'width' | 'height'>): Workload {
  const { width, height, tileSizePx = 1024, decodedBytesPerPixel = 8 } = of;
  return {
    areaM2: width * height * 100,
    tileSizePx,
    overlapPx: 0,
    tiles: Math.ceil(width / tileSizePx) * Math.ceil(height / tileSizePx),
    workers: 2,
    memoryBytes: 2e9,
    // Deflate takes about a quarter off bands of 16 bits.
    storedBytes: width * height * decodedBytesPerPixel * 0.75,
    decodedBytesPerPixel,
    block: { height: 512, isWholeRow: false },
    method: 'index-classes',
    asksModel: false,
    extras: 0,
    minPixels: 0,
    steps: { fit: false, sieve: false, split: 'no', simplify: false },
    files: ['mask.tif', 'regions.geojson', 'regions.fgb', 'regions.parquet'],
    ...of,
  };
}

/** Four bands of 10 m. */
export const SENTINEL_TILE = makeWorkload({ width: 10_980, height: 10_980 });
