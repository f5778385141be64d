import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crsFromEpsg, toLonLat } from '../../src/raster/crs.js';
import { createRandom, makeFolder, writeTestScene } from '../support/write-scene.js';

export const WIDTH = 120;
export const HEIGHT = 96;

/** Fields of 12 × 12 pixels. */
const FIELD_PX = 12;
const CLASSES = ['meadow', 'soil', 'wood'];
/** Red, near infrared and short-wave infrared of each, times 10,000. */
const SPECTRA = [
  [500, 3500, 2200],
  [1800, 2300, 3000],
  [300, 2600, 1200],
];
const ORIGIN = [545000, 5340000];
const PIXEL_M = 10;

export interface FieldScene {
  folder: string;
  scene: string;
  labels: string;
  /** Class of each pixel, from 1. */
  truth: Uint8Array;
}

/** A scene of square fields in three bands, a strip of nodata in the west, and polygons within the fields. */
export async function writeFieldScene(seed = 1): Promise<FieldScene> {
  const folder = makeFolder('train');
  const random = createRandom(seed);
  const columns = WIDTH / FIELD_PX;
  const classOfField = Array.from({ length: columns * (HEIGHT / FIELD_PX) }, () => Math.floor(3 * random()));
  const truth = new Uint8Array(WIDTH * HEIGHT);
  const bands = [0, 1, 2].map(() => new Uint16Array(WIDTH * HEIGHT));
  for (let i = 0; i < truth.length; i++) {
    const [col, row] = [i % WIDTH, Math.floor(i / WIDTH)];
    const classId = classOfField[Math.floor(row / FIELD_PX) * columns + Math.floor(col / FIELD_PX)];
    if (col < 3) continue;
    truth[i] = classId + 1;
    bands.forEach((band, k) => {
      band[i] = SPECTRA[classId][k] * (0.75 + 0.5 * random());
    });
  }
  const scene = await writeTestScene(join(folder, 'fields.tif'), {
    width: WIDTH,
    height: HEIGHT,
    dataType: 'uint16',
    bands,
    nodata: 0,
    bandNames: ['red', 'nir', 'swir1'],
  });
  const fields = classOfField.map((classId, n) => ({
    col: (n % columns) * FIELD_PX + 1.2,
    row: Math.floor(n / columns) * FIELD_PX + 1.2,
    size: FIELD_PX - 2.4,
    properties: { crop: CLASSES[classId], code: 10 + classId },
  }));
  const labels = join(folder, 'labels.geojson');
  writeFileSync(labels, JSON.stringify(toCollection(fields)));
  return { folder, scene, labels, truth };
}

export interface Square {
  col: number;
  row: number;
  size: number;
  properties: object;
}

/** Squares of the scene's pixels as GeoJSON. */
export function toCollection(squares: readonly Square[]) {
  return {
    type: 'FeatureCollection',
    features: squares.map(({ col, row, size, properties }) => ({
      type: 'Feature',
      properties,
      geometry: {
        type: 'Polygon',
        coordinates: [[...cornersOf(col, row, size), cornersOf(col, row, size)[0]]],
      },
    })),
  };
}

const cornersOf = (col: number, row: number, size: number) =>
  [
    [col, row],
    [col + size, row],
    [col + size, row + size],
    [col, row + size],
  ].map(([x, y]) => lonLatOf(x, y));

export const lonLatOf = (col: number, row: number): [number, number] =>
  toLonLat(crsFromEpsg(32633))(ORIGIN[0] + PIXEL_M * col, ORIGIN[1] - PIXEL_M * row) as [number, number];
