import { NETWORK_METHOD } from '../../segment/onnx/network/answers.js';
import { MODEL_METHOD } from '../../segment/onnx/pixel-model.js';
import { OUTPUT_NAMES, ZONE_OUTPUT_NAMES } from '../../store/keys.js';
import { INSTANCES_TIF, SCORES_TIF, VECTOR_FORMATS } from '../outputs.js';
import { addRanges, exactly, type Range, timesRange } from './range.js';
import type { Workload } from './workload.js';

/** What a megapixel costs. Seconds are those of one processor core. */
export interface Rates {
  source: 'table' | 'sample';
  /** From the file to the class mask of a tile. */
  segmentSeconds: Range;
  /** From there to published polygons. */
  polygonSeconds: Range;
  polygons: Range;
  outputBytes: Range;
}

/** Megapixels a second of one thread, three bands: docs/segmentation.md, measured on an Intel Xeon of 2025. */
const METHOD_SPEEDS: readonly { methods: readonly string[]; speed: Range }[] = [
  { methods: ['fuzzy-c-means', 'gaussian-mixture', 'k-means', 'mean-shift'], speed: { low: 4, high: 15 } },
  { methods: ['adaptive'], speed: { low: 7, high: 300 } },
  { methods: ['canny', 'hysteresis', 'contours', 'zero-crossing'], speed: { low: 20, high: 300 } },
  {
    methods: [
      ...['watershed', 'compact-watershed', 'slic', 'felzenszwalb', 'region-merging', 'region-growing', 'flood'],
      ...['split-and-merge', 'normalized-cut'],
    ],
    speed: { low: 0.5, high: 7 },
  },
  { methods: [MODEL_METHOD], speed: { low: 0.05, high: 0.2 } },
  // From a small U-Net to a large network on one core: its file says nothing of it.
  { methods: [NETWORK_METHOD], speed: { low: 0.01, high: 1 } },
];
/** Thresholds, indices and rules. */
const QUICK: Range = { low: 40, high: 400 };
/** Layers and refinements: texture is the slowest of them, smoothing the quickest. */
const EXTRA_SPEED: Range = { low: 3, high: 140 };
/** Decoded bytes a second of one core: 10,980² × 4 bands of 16 bits in 4.6 seconds, by one core or by two. */
const READ_SPEED: Range = { low: 100e6, high: 210e6 };
/** Labels, masks, borders and files, without what each polygon costs: sparse and busy masks of 100,000² and 30,000². */
const MASK_SECONDS: Range = { low: 0.02, high: 0.1 };
/** What a polygon costs, without and with simplifying: masks of 5,000 and of 170,000 polygons, NDVI zones of 1.9 million. */
const POLYGON_SECONDS: Range = { low: 25e-6, high: 60e-6 };
/** Polygons in a megapixel: from fields to NDVI zones of single pixels (10,980² with 5,000 and 1.9 million). */
const POLYGONS: Range = { low: 40, high: 16_000 };
/** Bytes of a polygon: many small ones, and a few large ones. Measured on maps of 1,000 to 53,000 polygons. */
const POLYGON_BYTES: Readonly<Record<string, Range>> = {
  [VECTOR_FORMATS.geojson.file]: { low: 500, high: 3200 },
  [VECTOR_FORMATS.ndjson.file]: { low: 500, high: 3200 },
  [VECTOR_FORMATS.fgb.file]: { low: 450, high: 2500 },
  [VECTOR_FORMATS.parquet.file]: { low: 150, high: 1500 },
  [VECTOR_FORMATS.csv.file]: { low: 100, high: 150 },
  [VECTOR_FORMATS.pmtiles.file]: { low: 60, high: 500 },
  [ZONE_OUTPUT_NAMES.geojson]: exactly(0),
  [ZONE_OUTPUT_NAMES.csv]: exactly(0),
};
/** Bytes of a pixel: large areas, and pure noise. */
const PIXEL_BYTES: Readonly<Record<string, Range>> = {
  [OUTPUT_NAMES.mask]: { low: 0.005, high: 0.25 },
  [INSTANCES_TIF]: { low: 0.02, high: 1 },
  [SCORES_TIF]: { low: 0.1, high: 1 },
};

/** What is known without a look at the pixels: wide bounds. */
export function guessRates(workload: Workload): Rates {
  const { method, extras, decodedBytesPerPixel, files, minPixels, tileSizePx, overlapPx } = workload;
  const speed = METHOD_SPEEDS.find(({ methods }) => methods.includes(method))?.speed ?? QUICK;
  const around = ((tileSizePx + 2 * overlapPx) / tileSizePx) ** 2;
  const work = addRanges(
    secondsAt(timesRange(READ_SPEED, 1 / (decodedBytesPerPixel * 1e6))),
    secondsAt(speed),
    timesRange(secondsAt(EXTRA_SPEED), extras),
  );
  const most = minPixels > 1 ? 1e6 / minPixels : POLYGONS.high;
  const polygons = { low: Math.min(POLYGONS.low, most), high: Math.min(POLYGONS.high, most) };
  return {
    source: 'table',
    segmentSeconds: timesRange(work, { low: 1, high: around }),
    polygonSeconds: addRanges(MASK_SECONDS, timesRange(polygons, POLYGON_SECONDS)),
    polygons,
    outputBytes: bytesOf(files, polygons),
  };
}

/** Seconds for a megapixel, of megapixels a second. */
const secondsAt = ({ low, high }: Range): Range => ({ low: 1 / high, high: 1 / low });

/** Few polygons are large ones: so the bounds of numbers and sizes are taken crosswise. */
function bytesOf(files: readonly string[], polygons: Range): Range {
  const ofFiles = files.map((file) => {
    const each = POLYGON_BYTES[file];
    if (each)
      return { low: polygons.low * each.low, high: Math.max(polygons.high * each.low, polygons.low * each.high) };
    return timesRange(PIXEL_BYTES[file] ?? exactly(0), 1e6);
  });
  return addRanges(...ofFiles);
}
