import type { Feature, PropertyValue } from '../../query/feature-source.js';
import { bytesOf, type FlatTable, fieldAt, follow, tableAt, vectorAt } from './flat-table.js';
import type { FlatGeobufColumn } from './header.js';

type Geometry = NonNullable<Feature['geometry']>;
type Polygon = number[][][];

const WORD = 2 ** 32;

/** A feature as the file holds it, its size first (feature.fbs). What is asked of it is decoded; RangeErrors tell of broken bytes. */
export function featureTable(bytes: Uint8Array): FlatTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = 4 + view.getUint32(0, true);
  if (size !== bytes.length) throw new RangeError(`a feature of ${size} bytes in ${bytes.length}`);
  return tableAt(view, 4 + view.getUint32(4, true));
}

export function readGeometry(feature: FlatTable): Geometry | null {
  const { view } = feature;
  const at = fieldAt(feature, 0);
  if (at === 0) return null;
  const geometry = tableAt(view, follow(view, at));
  const parts = vectorAt(geometry, 7, 4);
  const tables = parts
    ? Array.from({ length: parts.length }, (_, i) => tableAt(view, follow(view, parts.start + 4 * i)))
    : [geometry];
  const polygons = tables.map(readPolygon);
  if (polygons.length === 1) return { type: 'Polygon', coordinates: polygons[0] };
  return { type: 'MultiPolygon', coordinates: polygons };
}

/** Rings end where `ends` says, counted in vertices. */
function readPolygon(geometry: FlatTable): Polygon {
  const { view } = geometry;
  const ends = vectorAt(geometry, 0, 4);
  const xy = vectorAt(geometry, 1, 8);
  if (!xy) return [];
  const rings: Polygon = [];
  let [vertex, sum] = [0, 0];
  for (let ring = 0; ring < (ends?.length ?? 1); ring++) {
    const end = ends ? view.getUint32(ends.start + 4 * ring, true) : xy.length / 2;
    if (end > xy.length / 2) throw new RangeError('a ring beyond the end');
    const positions: number[][] = [];
    for (; vertex < end; vertex++) {
      const at = xy.start + 16 * vertex;
      const position = [view.getFloat64(at, true), view.getFloat64(at + 8, true)];
      sum += position[0] + position[1];
      positions.push(position);
    }
    rings.push(positions);
  }
  if (!Number.isFinite(sum)) throw new RangeError('positions that are no numbers');
  return rings;
}

/** Value of a column by its number; null where the feature has none. */
export function readProperty(feature: FlatTable, columns: readonly FlatGeobufColumn[], wanted: number): PropertyValue {
  let found: PropertyValue = null;
  eachProperty(feature, columns, (column, at) => {
    if (column !== wanted) return false;
    found = readValue(feature.view, columns[column], at);
    return true;
  });
  return found;
}

/** Some values: that of column `i` comes to lie at `places[i]` of `count`, and nowhere where it is below zero. */
export function readProperties(
  feature: FlatTable,
  columns: readonly FlatGeobufColumn[],
  places: readonly number[],
  count: number,
): PropertyValue[] {
  const values = new Array<PropertyValue>(count).fill(null);
  eachProperty(feature, columns, (column, at) => {
    if (places[column] >= 0) values[places[column]] = readValue(feature.view, columns[column], at);
    return false;
  });
  return values;
}

/** Walks over u16 column, value; until `visit` says that it is enough. */
function eachProperty(
  feature: FlatTable,
  columns: readonly FlatGeobufColumn[],
  visit: (column: number, at: number) => boolean,
): void {
  const { view } = feature;
  const properties = vectorAt(feature, 1, 1);
  if (!properties) return;
  const end = properties.start + properties.length;
  for (let at = properties.start; at < end; ) {
    const column = view.getUint16(at, true);
    if (column >= columns.length) throw new RangeError(`a value of column ${column}`);
    const next = at + 2 + valueBytes(view, columns[column], at + 2);
    if (next > end) throw new RangeError('a value beyond the end');
    if (visit(column, at + 2)) return;
    at = next;
  }
}

function valueBytes(view: DataView, { type }: FlatGeobufColumn, at: number): number {
  if (type === 'byte') return 1;
  return type === 'text' || type === 'time' ? 4 + view.getUint32(at, true) : 8;
}

function readValue(view: DataView, { type }: FlatGeobufColumn, at: number): PropertyValue {
  switch (type) {
    case 'byte':
      return view.getUint8(at);
    case 'integer':
      return view.getInt32(at + 4, true) * WORD + view.getUint32(at, true);
    case 'decimal':
      return view.getFloat64(at, true);
    default:
      return readText(bytesOf(view, at + 4, view.getUint32(at, true)));
  }
}

const readText = (utf8: Uint8Array): string =>
  Buffer.from(utf8.buffer, utf8.byteOffset, utf8.byteLength).toString('utf8');
