import { InternalError } from '../../errors.js';
import type { FeatureBatch, FeatureSchema } from '../feature.js';
import { MAX_DECIMALS, MAX_NUMBER_BYTES, putDecimal, putInteger } from './decimal-text.js';
import type { EncodedFeatures } from './encoded.js';
import {
  areaDecimals,
  layerName,
  MEAN_DECIMALS,
  meanProperty,
  PERIMETER_DECIMALS,
  perClass,
  sharedProperties,
} from './properties.js';

const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const NULL = utf8('null');

/** What ends the file that `geoJsonHead` begins. */
export const GEOJSON_TAIL: Uint8Array = utf8('\n]}\n');

/**
 * What begins a FeatureCollection (RFC 7946, section 3.3); the features follow with `",\n"` between them, then
 * `GEOJSON_TAIL`.
 */
export function geoJsonHead(schema: FeatureSchema): Uint8Array {
  return utf8(`{"type":"FeatureCollection","name":${JSON.stringify(layerName(schema))},"features":[\n`);
}

/**
 * One Feature object (RFC 7946, section 3.2) per feature: a Polygon, or a MultiPolygon where it has more than one
 * polygon. Coordinates are written with `schema.coordinateDecimals` places, which they are already rounded to, so they
 * parse to the very doubles of the batch.
 *
 * @throws InternalError for a class outside the legend, a number that is not finite, or more than 12 decimals
 */
export function encodeGeoJson(batch: FeatureBatch, schema: FeatureSchema): EncodedFeatures {
  const decimals = checkDecimals(schema.coordinateDecimals);
  const template = makeTemplate(schema);
  const bytes = new Uint8Array(upperBound(batch, template, decimals));
  const offsets = new Float64Array(batch.count + 1);
  let at = 0;
  for (let feature = 0; feature < batch.count; feature++) {
    at = putProperties(bytes, at, { batch, feature, template });
    at = putGeometry(bytes, at, { batch, feature, decimals });
    offsets[feature + 1] = at;
  }
  return { bytes: bytes.subarray(0, at), offsets };
}

/** The text between the numbers, ready as bytes. */
interface Template {
  open: Uint8Array;
  /** From after the id to before the area: class and label. */
  classPart: (classId: number) => Uint8Array;
  perimeter: Uint8Array;
  pixels: Uint8Array;
  /** One key per index. */
  means: Uint8Array[];
  shared: Uint8Array;
  polygon: Uint8Array;
  multiPolygon: Uint8Array;
  close: Uint8Array;
  /** Most bytes of one feature without its coordinates. */
  maxBytes: number;
}

function makeTemplate(schema: FeatureSchema): Template {
  const classText = (id: number, name: string): Uint8Array =>
    utf8(`,"properties":{"class":${id},"label":${JSON.stringify(name)},"area_m2":`);
  const shared = sharedProperties(schema).map(([name, value]) => `,"${name}":${JSON.stringify(value)}`);
  const parts = {
    open: utf8('{"type":"Feature","id":'),
    perimeter: utf8(',"perimeter_m":'),
    pixels: utf8(',"pixels":'),
    shared: utf8(`${shared.join('')}},"geometry":`),
    polygon: utf8('{"type":"Polygon","coordinates":'),
    multiPolygon: utf8('{"type":"MultiPolygon","coordinates":['),
    close: utf8('}}'),
  };
  const means = schema.indexNames.map((name) => utf8(`,${JSON.stringify(meanProperty(name))}:`));
  const longestClass = Math.max(0, ...schema.legend.map(({ id, name }) => classText(id, name).length));
  const numbers = (4 + means.length) * MAX_NUMBER_BYTES;
  const text = [...Object.values(parts), ...means].reduce((sum, part) => sum + part.length, 0);
  return { ...parts, means, classPart: perClass(schema.legend, classText), maxBytes: longestClass + numbers + text };
}

interface PropertiesJob {
  batch: FeatureBatch;
  feature: number;
  template: Template;
}

/** From the start of the Feature to the start of its geometry's coordinates. */
function putProperties(bytes: Uint8Array, start: number, { batch, feature, template }: PropertiesJob): number {
  let at = putBytes(bytes, start, template.open);
  at = putInteger(bytes, at, batch.id[feature]!);
  at = putBytes(bytes, at, template.classPart(batch.classId[feature]!));
  const areaM2 = batch.areaM2[feature]!;
  at = putDecimal(bytes, at, areaM2, areaDecimals(areaM2));
  at = putBytes(bytes, at, template.perimeter);
  at = putDecimal(bytes, at, batch.perimeterM[feature]!, PERIMETER_DECIMALS);
  at = putBytes(bytes, at, template.pixels);
  at = putInteger(bytes, at, batch.pixels[feature]!);
  for (let index = 0; index < template.means.length; index++) {
    at = putBytes(bytes, at, template.means[index]!);
    const mean = batch.indexMeans[index]![feature]!;
    at = Number.isFinite(mean) ? putDecimal(bytes, at, mean, MEAN_DECIMALS) : putBytes(bytes, at, NULL);
  }
  at = putBytes(bytes, at, template.shared);
  const isMulti = polygonCount(batch, feature) !== 1;
  return putBytes(bytes, at, isMulti ? template.multiPolygon : template.polygon);
}

interface GeometryJob {
  batch: FeatureBatch;
  feature: number;
  decimals: number;
}

/** The coordinates and what closes the Feature. */
function putGeometry(bytes: Uint8Array, start: number, { batch, feature, decimals }: GeometryJob): number {
  const { polygonOffsets, ringOffsets } = batch;
  const first = polygonOffsets[feature]!;
  const end = polygonOffsets[feature + 1]!;
  let at = start;
  for (let polygon = first; polygon < end; polygon++) {
    if (polygon > first) bytes[at++] = COMMA;
    bytes[at++] = OPEN;
    for (let ring = ringOffsets[polygon]!; ring < ringOffsets[polygon + 1]!; ring++) {
      if (ring > ringOffsets[polygon]!) bytes[at++] = COMMA;
      at = putRing(bytes, at, { batch, ring, decimals });
    }
    bytes[at++] = CLOSE;
  }
  if (end - first !== 1) bytes[at++] = CLOSE;
  bytes[at++] = 0x7d;
  bytes[at++] = 0x7d;
  return at;
}

interface RingJob {
  batch: FeatureBatch;
  ring: number;
  decimals: number;
}

function putRing(bytes: Uint8Array, start: number, { batch, ring, decimals }: RingJob): number {
  const { lonLat, vertexOffsets } = batch;
  const end = 2 * vertexOffsets[ring + 1]!;
  let at = start;
  bytes[at++] = OPEN;
  for (let i = 2 * vertexOffsets[ring]!; i < end; i += 2) {
    bytes[at++] = OPEN;
    at = putDecimal(bytes, at, checkDegrees(lonLat[i]!), decimals);
    bytes[at++] = COMMA;
    at = putDecimal(bytes, at, checkDegrees(lonLat[i + 1]!), decimals);
    bytes[at++] = CLOSE;
    bytes[at++] = COMMA;
  }
  bytes[at - 1] = CLOSE;
  return at;
}

/** A loop is quicker than `set` for the few bytes of a key. */
function putBytes(bytes: Uint8Array, at: number, part: Uint8Array): number {
  const { length } = part;
  for (let i = 0; i < length; i++) bytes[at + i] = part[i]!;
  return at + length;
}

const polygonCount = (batch: FeatureBatch, feature: number): number =>
  batch.polygonOffsets[feature + 1]! - batch.polygonOffsets[feature]!;

/** Bytes that are surely enough, so that the loops need not ask: `[-180.…,-90.…],` per vertex, brackets and a comma per ring and polygon. */
function upperBound(batch: FeatureBatch, template: Template, decimals: number): number {
  const polygons = batch.polygonOffsets[batch.count]!;
  const rings = batch.ringOffsets[polygons]!;
  const vertices = batch.vertexOffsets[rings]!;
  return batch.count * (template.maxBytes + 4) + 3 * (polygons + rings) + vertices * (2 * (5 + decimals) + 4);
}

function checkDegrees(value: number): number {
  if (value > -1000 && value < 1000) return value;
  throw new InternalError({ thing: 'coordinate of a feature', wanted: 'degrees', got: String(value) });
}

function checkDecimals(decimals: number): number {
  if (Number.isInteger(decimals) && decimals >= 0 && decimals <= MAX_DECIMALS) return decimals;
  const wanted = `a whole number from 0 to ${MAX_DECIMALS}`;
  throw new InternalError({ thing: 'decimals of coordinates', wanted, got: String(decimals) });
}
