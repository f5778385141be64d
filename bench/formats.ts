import { cpus } from 'node:os';
import { serialize } from 'flatgeobuf/lib/mjs/geojson.js';
import type { FeatureCollection } from 'geojson';
import type { FeatureBatch } from '../src/vectorize/feature.js';
import { encodeFlatGeobuf, flatGeobufHead } from '../src/vectorize/formats/flatgeobuf.js';
import { encodeGeoJson } from '../src/vectorize/formats/geojson.js';
import { writeGeoParquet } from '../src/vectorize/formats/geoparquet.js';
import { hilbertOrder } from '../src/vectorize/formats/hilbert.js';
import { encodeWkb, featureBboxes } from '../src/vectorize/formats/wkb.js';
import { batchOf, expectedProperties, randomFeatures, schemaWith } from '../test/vectorize/formats/batches.js';

/** How quickly features become bytes, beside JSON.stringify and flatgeobuf's own writer. Run: npx tsx bench/formats.ts [count] */
const COUNT = Number(process.argv[2] ?? 200_000);
/** Rounds of one case: seven, or as many as fit in so many milliseconds, but three. */
const ROUNDS = { most: 7, least: 3, budgetMs: 10_000 };
const GROUP_ROWS = 50_000;

const schema = schemaWith();
const features = randomFeatures(COUNT, { seed: 1 });
const batch = batchOf(features);
const wkb = encodeWkb(batch);
const bboxes = featureBboxes(batch);
const flatGeobuf = encodeFlatGeobuf(batch, schema);
const sizes = features.map((_, i) => flatGeobuf.offsets[i + 1]! - flatGeobuf.offsets[i]!);
const order = hilbertOrder(bboxes);
const collection = toCollection();

/** Each returns how many bytes it wrote. */
const CASES: Record<string, () => number | Promise<number>> = {
  'GeoJSON, ours': () => encodeGeoJson(batch, schema).bytes.length,
  'GeoJSON, JSON.stringify': () => Buffer.byteLength(JSON.stringify(collection)),
  'WKB, ours': () => encodeWkb(batch).bytes.length,
  'FlatGeobuf features, ours': () => encodeFlatGeobuf(batch, schema).bytes.length,
  'FlatGeobuf, flatgeobuf.serialize (no index)': () => serialize(collection).length,
  'Hilbert order (bytes of boxes)': () => 8 * 4 * hilbertOrder(bboxes).length,
  'FlatGeobuf head and index': () =>
    [...flatGeobufHead({ schema, bboxes, sizes, order })].reduce((sum, { length }) => sum + length, 0),
  'GeoParquet, snappy': writeParquet,
};

/** The objects that the other writers take; made beforehand, so only their writing is measured. */
function toCollection(): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: features.map((feature) => ({
      type: 'Feature',
      id: feature.id,
      properties: expectedProperties(feature, schema),
      geometry:
        feature.polygons.length === 1
          ? { type: 'Polygon', coordinates: feature.polygons[0]! }
          : { type: 'MultiPolygon', coordinates: feature.polygons },
    })),
  };
}

async function writeParquet(): Promise<number> {
  async function* groups() {
    for (let start = 0; start < COUNT; start += GROUP_ROWS) yield rowsFrom(start, Math.min(start + GROUP_ROWS, COUNT));
  }
  let bytes = 0;
  for await (const piece of writeGeoParquet(schema, groups())) bytes += piece.length;
  return bytes;
}

function rowsFrom(start: number, end: number) {
  const cut = (column: Float64Array): Float64Array => column.subarray(start, end);
  const { id, classId, pixels, areaM2, perimeterM, figures }: FeatureBatch = batch;
  return {
    count: end - start,
    id: cut(id),
    classId: classId.subarray(start, end),
    pixels: cut(pixels),
    areaM2: cut(areaM2),
    perimeterM: cut(perimeterM),
    figures: figures.map(cut),
    bboxes: bboxes.subarray(4 * start, 4 * end),
    wkb: { bytes: wkb.bytes, offsets: wkb.offsets.subarray(start, end + 1) },
  };
}

async function measure(name: string, run: () => number | Promise<number>): Promise<void> {
  let bytes = await run();
  const times: number[] = [];
  const started = performance.now();
  const isTimeLeft = (): boolean => performance.now() - started < ROUNDS.budgetMs;
  while (times.length < ROUNDS.least || (times.length < ROUNDS.most && isTimeLeft())) {
    const start = performance.now();
    bytes = await run();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const [best, median, worst] = [times[0]!, times[times.length >> 1]!, times.at(-1)!];
  const speed = (ms: number): string => (bytes / 1000 / ms).toFixed(0).padStart(6);
  const size = `${(bytes / 1e6).toFixed(1)} MB`.padStart(9);
  const speeds = [worst, median, best].map(speed).join(' ');
  console.log(`${name.padEnd(46)} ${size} ${`${median.toFixed(0)} ms`.padStart(9)} ${speeds}`);
}

console.log(
  `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}; ${COUNT} features, ${batch.lonLat.length / 2} vertices`,
);
console.log(`${''.padEnd(46)} ${'size'.padStart(9)} ${'median'.padStart(9)}    min median    max  MB/s`);
for (const [name, run] of Object.entries(CASES)) await measure(name, run);
