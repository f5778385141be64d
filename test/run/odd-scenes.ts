import type { Band } from '../../src/raster/raster.js';
import { createRandom, type TestScene } from '../support/write-scene.js';

/** A raster of class ids, 0 for nodata. */
export function classScene(width: number, height: number, idAt: (col: number, row: number) => number): TestScene {
  const ids = Uint8Array.from({ length: width * height }, (_, i) => idAt(i % width, Math.floor(i / width)));
  return { width, height, dataType: 'uint8', bands: [ids], nodata: 0 };
}

/** Classes 1 to `classes` in blobs and speckles; a share of nodata. */
export function randomClasses(
  seed: number,
  { width, height, classes, nodata = 0 }: { width: number; height: number; classes: number; nodata?: number },
): TestScene {
  const random = createRandom(seed);
  const [u, v] = [2 + 8 * random(), 2 + 8 * random()];
  return classScene(width, height, (col, row) => {
    if (random() < nodata) return 0;
    const blob = Math.sin(col / u) + Math.cos(row / v) + 0.8 * random();
    return 1 + (Math.floor((blob + 2) * classes) % classes);
  });
}

const every = (width: number, height: number, value: number): Band => new Float32Array(width * height).fill(value);

/** Class rasters at the edge of what there can be, and how many polygons each has. */
export const ODD_SCENES: Record<string, { scene: TestScene; regions: number }> = {
  'one pixel': { scene: classScene(1, 1, () => 7), regions: 1 },
  'one row': { scene: classScene(37, 1, (col) => 1 + (col % 2)), regions: 37 },
  'one column': { scene: classScene(1, 37, (_, row) => 1 + (row >> 3)), regions: 5 },
  'nodata alone': { scene: classScene(40, 30, () => 0), regions: 0 },
  'NaN alone': {
    scene: { width: 40, height: 30, dataType: 'float32', bands: [every(40, 30, Number.NaN)] },
    regions: 0,
  },
  'one class': { scene: classScene(50, 40, () => 3), regions: 1 },
  '255 classes': { scene: classScene(64, 64, (col, row) => (row * 64 + col) % 256), regions: 64 * 64 - 16 },
  'every pixel a region': { scene: classScene(50, 40, (col, row) => 1 + (col % 2) + 2 * (row % 2)), regions: 2000 },
  'a checkerboard': { scene: classScene(50, 40, (col, row) => 1 + ((col + row) % 2)), regions: 2000 },
  'a spiral': { scene: classScene(61, 61, spiral), regions: 2 },
  'rings in rings': {
    scene: classScene(60, 60, (col, row) => 1 + (Math.min(col, row, 59 - col, 59 - row) % 2)),
    regions: 30,
  },
};

/** One path wound round to the middle, and the ground between its turns. */
function spiral(col: number, row: number): number {
  const side = 61;
  const ring = Math.min(col, row, side - 1 - col, side - 1 - row);
  const isGate = col === ring && row === ring + 1;
  return (ring % 2 === 0) !== isGate || ring === 30 ? 1 : 2;
}
