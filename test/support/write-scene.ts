import { mkdtempSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Affine } from '../../src/raster/affine.js';
import type { Crs } from '../../src/raster/crs.js';
import type { Band, DataType } from '../../src/raster/raster.js';
import { writeCog } from '../../src/tiling/write-cog.js';

/** A folder of its own for one test file. */
export const makeFolder = (name: string): string => mkdtempSync(join(tmpdir(), `landquilt-${name}-`));

export interface TestScene {
  width: number;
  height: number;
  dataType: DataType;
  bands: Band[];
  nodata?: number | null;
  bandNames?: string[];
  crs?: Crs | null;
  affine?: Affine;
  /** As GDAL has it: `TIFFTAG_DATETIME`. */
  metadata?: Record<string, string>;
}

const UTM_33N: Crs = { epsg: 32633, proj: '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs' };
const AFFINE: Affine = [10, 0, 545000, 0, -10, 5340000];

/** Writes a small scene in UTM 33N, 10 m pixels unless it says otherwise. */
export async function writeTestScene(path: string, scene: TestScene): Promise<string> {
  const { width, height, dataType, bands, nodata = null, bandNames = [], crs = UTM_33N, affine = AFFINE } = scene;
  const options = { width, height, dataType, bandCount: bands.length, affine, crs, nodata, overviews: 'none' } as const;
  const { metadata } = scene;
  const chunks: Uint8Array[] = [];
  const rows = (row: number, count: number) =>
    bands.map((band) => band.slice(row * width, (row + count) * width) as Band);
  for await (const chunk of writeCog({ ...options, bandNames, ...(metadata ? { metadata } : {}) }, rows))
    chunks.push(chunk);
  await writeFile(path, Buffer.concat(chunks));
  return path;
}

/** A pseudo-random sequence in [0, 1) that is the same on every machine. Source: Mulberry32. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Red and near infrared with patches of every NDVI, some noise, and a nodata corner (0). */
export function makeRedNir(width: number, height: number, seed = 1): TestScene {
  const random = createRandom(seed);
  const red = new Uint16Array(width * height);
  const nir = new Uint16Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const at = row * width + col;
      if (col + row < Math.min(width, height) / 3) continue;
      const patch = Math.sin(col / 9) * Math.cos(row / 13) + 0.35 * (random() - 0.5);
      red[at] = 600 + Math.round(500 * (1 - patch));
      nir[at] = 900 + Math.round(1200 * (1 + patch));
    }
  }
  return { width, height, dataType: 'uint16', bands: [red, nir], nodata: 0, bandNames: ['red', 'nir'] };
}
