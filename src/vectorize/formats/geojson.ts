import { InternalError } from '../../errors.js';
import type { FeatureBatch, FeatureSchema } from '../feature.js';
import { MAX_DECIMALS, MAX_NUMBER_BYTES, putDecimal, putInteger } from './decimal-text.js';
import type { EncodedFeatures } from './encoded.js';
import { writtenBboxes } from './geojson-bbox.js';
import {
  areaDecimals,
  type Figure,
  figureColumns,
  figuresOf,
  layerName,
  oncePerSchema,
  PERIMETER_DECIMALS,
  perClass,
  sharedProperties,
} from './properties.js';

const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const NULL = utf8('null');
const BBOX = utf8(',"bbox":[');

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
  const template = templateOf(schema);
  const figures = figureColumns(batch, schema);
  const bboxes = schema.hasShape ? writtenBboxes(batch) : null;
  const bytes = new Uint8Array(upperBound(batch, template, decimals));
  const offsets = new Float64Array(batch.count + 1);
  let at = 0;
  for (let feature = 0; feature < batch.count; feature++) {
    at = putBytes(bytes, at, template.open);
    at = putInteger(bytes, at, batch.id[feature]!);
    if (bboxes && polygonCount(batch, feature) > 0) at = putBbox(bytes, at, { bboxes, feature, decimals });
    at = putProperties(bytes, at, { batch, figures, feature, template });
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
  /** Text of their keys, and their decimals. */
  figures: (Figure & { key: Uint8Array })[];
  shared: Uint8Array;
  polygon: Uint8Array;
  multiPolygon: Uint8Array;
  close: Uint8Array;
  /** Most bytes of one feature without its coordinates. */
  maxBytes: number;
}

const templateOf = oncePerSchema((schema): Template => {
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
  const figures = figuresOf(schema).map((figure) => ({ ...figure, key: utf8(`,${JSON.stringify(figure.name)}:`) }));
  const longestClass = Math.max(0, ...schema.legend.map(({ id, name }) => classText(id, name).length));
  const numbers = (4 + figures.length) * MAX_NUMBER_BYTES;
  const text = [...Object.values(parts), ...figures.map(({ key }) => key)].reduce((sum, part) => sum + part.length, 0);
  return { ...parts, figures, classPart: perClass(schema.legend, classText), maxBytes: longestClass + numbers + text };
});

interface BboxJob {
  bboxes: Float64Array;
  feature: number;
  decimals: number;
}

/** The member `bbox`: west, south, east, north (RFC 7946, section 5). */
function putBbox(bytes: Uint8Array, start: number, { bboxes, feature, decimals }: BboxJob): number {
  let at = putBytes(bytes, start, BBOX);
  for (let side = 4 * feature; side < 4 * feature + 4; side++) {
    at = putDecimal(bytes, at, checkDegrees(bboxes[side]!), decimals);
    bytes[at++] = COMMA;
  }
  bytes[at - 1] = CLOSE;
  return at;
}

interface PropertiesJob {
  batch: FeatureBatch;
  figures: Float64Array[];
  feature: number;
  template: Template;
}

/** From after the Feature's id and box to the start of its geometry's coordinates. */
function putProperties(bytes: Uint8Array, start: number, job: PropertiesJob): number {
  const { batch, figures, feature, template } = job;
  let at = putBytes(bytes, start, template.classPart(batch.classId[feature]!));
  const areaM2 = batch.areaM2[feature]!;
  at = putDecimal(bytes, at, areaM2, areaDecimals(areaM2));
  at = putBytes(bytes, at, template.perimeter);
  at = putDecimal(bytes, at, batch.perimeterM[feature]!, PERIMETER_DECIMALS);
  at = putBytes(bytes, at, template.pixels);
  at = putInteger(bytes, at, batch.pixels[feature]!);
  for (let k = 0; k < figures.length; k++) {
    const { key, decimals } = template.figures[k]!;
    at = putBytes(bytes, at, key);
    const value = figures[k]![feature]!;
    at = Number.isFinite(value) ? putDecimal(bytes, at, value, decimals) : putBytes(bytes, at, NULL);
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

/**
 * Bytes that are surely enough, so that the loops need not ask: `[-180.…,-90.…],` per vertex and twice per box, brackets
 * and a comma per ring and polygon.
 */
function upperBound(batch: FeatureBatch, template: Template, decimals: number): number {
  const polygons = batch.polygonOffsets[batch.count]!;
  const rings = batch.ringOffsets[polygons]!;
  const vertices = batch.vertexOffsets[rings]!;
  const perVertex = 2 * (5 + decimals) + 4;
  const perFeature = template.maxBytes + 4 + BBOX.length + 2 * perVertex;
  return batch.count * perFeature + 3 * (polygons + rings) + vertices * perVertex;
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
