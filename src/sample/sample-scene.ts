import { UsageError } from '../errors.js';
import type { Affine } from '../raster/affine.js';
import type { Legend } from '../raster/class-mask.js';
import { createGround } from './ground.js';
import { paintPixel, planLandscape } from './landscape.js';
import { hash } from './noise.js';
import type { ParcelPlace } from './parcels.js';
import { blurBand, digitiseBand, pairPixels } from './sensor.js';
import { drawSky } from './sky.js';
import { BANDS_OF_20M, NIR_BAND, RED_BAND, SAMPLE_BANDS, TRUTH, TRUTH_LEGEND } from './spectra.js';

/** A made-up Sentinel-2 scene, and what is really there. All pixel arrays are `width × height`, row by row. */
export interface SampleScene {
  width: number;
  height: number;
  bandNames: string[];
  /** Reflectance × 10,000 + 1000; 0 is nodata. */
  bands: Uint16Array[];
  affine: Affine;
  epsg: 32633;
  nodata: 0;
  metadata: Record<string, string>;
  /** RFC 3339. */
  datetime: string;
  truth: SampleTruth;
}

export interface SampleTruth {
  legend: Legend;
  /** 0 where the scene has no data. */
  classes: Uint8Array;
  /** NDVI of the ground as the optic blurs it, without noise, cloud or shadow; NaN where there is no data. */
  ndvi: Float32Array;
}

export interface SampleSceneOptions {
  /** Width and height in pixels of 10 m (default 1024). */
  size?: number;
  /** Another seed, another piece of country (default 1). */
  seed?: number;
}

const PIXEL_M = 10;
const ORIGIN: readonly [x: number, y: number] = [545000, 5340000];
const DATETIME = '2026-06-18T10:15:00Z';
/** What processing baseline 04.00 and later add to every digital number. */
const OFFSET = 1000;

/** Makes farmland with woods, a river, villages, a cloud and a slanted swath edge: the same bytes for the same options. */
export function generateSampleScene({ size = 1024, seed = 1 }: SampleSceneOptions = {}): SampleScene {
  if (!Number.isInteger(size) || size < 64 || size > 8192) {
    throw new UsageError({ thing: 'sample scene size', wanted: 'whole pixels from 64 to 8192', got: String(size) });
  }
  const start = hash(seed, 77, 1) >>> 8;
  const { bands, classes } = paintGround(size, start);
  castTreeShadows(bands, classes, size);
  for (const band of bands) blurBand(band, size, 0.14);
  const ndvi = measureNdvi(bands);
  drawSky({
    bands,
    classes,
    size,
    clouds: {
      x: 0.86 * size,
      y: 0.1 * size,
      radiusPx: 0.16 * size,
      shadow: [-0.055 * size, -0.07 * size],
      seed: start + 5,
    },
  });
  for (const band of BANDS_OF_20M) pairPixels(bands[band]!, size);
  const numbers = bands.map((band, bandIndex) => digitiseBand({ band, bandIndex, size, seed: start, offset: OFFSET }));
  cutSwathEdge({ numbers, classes, ndvi, size });
  return {
    width: size,
    height: size,
    bandNames: [...SAMPLE_BANDS],
    bands: numbers,
    affine: [PIXEL_M, 0, ORIGIN[0], 0, -PIXEL_M, ORIGIN[1]],
    epsg: 32633,
    nodata: 0,
    metadata: {
      DATETIME,
      PROCESSING_BASELINE: '05.11',
      BOA_ADD_OFFSET: String(-OFFSET),
      BOA_QUANTIFICATION_VALUE: '10000',
    },
    datetime: DATETIME,
    truth: { legend: TRUTH_LEGEND, classes, ndvi },
  };
}

/** Reflectance of the ground (0 to 1) in every band, and its classes, before optics, sky and sensor. */
function paintGround(size: number, seed: number): { bands: Float32Array[]; classes: Uint8Array } {
  const bands = SAMPLE_BANDS.map(() => new Float32Array(size * size));
  const classes = new Uint8Array(size * size);
  const land = planLandscape(size, seed);
  const ground = createGround();
  const place: ParcelPlace = { parcel: null, roadPx: 0, trackPx: 0, furrowPx: 0 };
  for (let row = 0; row < size; row++) {
    for (let col = 0; col < size; col++) {
      const i = row * size + col;
      paintPixel(land, col, row, place, ground);
      for (let band = 0; band < bands.length; band++) bands[band]![i] = ground.reflectance[band]!;
      classes[i] = ground.classId;
    }
  }
  return { bands, classes };
}

/** With the sun in the south-east, trees darken the open pixel to their north-west. */
function castTreeShadows(bands: readonly Float32Array[], classes: Uint8Array, size: number): void {
  for (let row = 0; row + 1 < size; row++) {
    for (let col = 0; col + 1 < size; col++) {
      const i = row * size + col;
      if (classes[i] === TRUTH.trees || classes[i + size + 1] !== TRUTH.trees) continue;
      for (const band of bands) band[i]! *= 0.72;
    }
  }
}

function measureNdvi(bands: readonly Float32Array[]): Float32Array {
  const red = bands[RED_BAND]!;
  const nir = bands[NIR_BAND]!;
  return red.map((value, i) => (nir[i]! - value) / (nir[i]! + value));
}

interface SwathOptions {
  numbers: readonly Uint16Array[];
  classes: Uint8Array;
  ndvi: Float32Array;
  size: number;
}

/** The satellite flies from north-north-east to south-south-west: east of its swath there is no data. */
function cutSwathEdge({ numbers, classes, ndvi, size }: SwathOptions): void {
  for (let row = 0; row < size; row++) {
    const edge = Math.max(0, Math.ceil(1.09 * size - 0.23 * row));
    for (let i = row * size + edge; i < (row + 1) * size; i++) {
      for (const band of numbers) band[i] = 0;
      classes[i] = 0;
      ndvi[i] = Number.NaN;
    }
  }
}
