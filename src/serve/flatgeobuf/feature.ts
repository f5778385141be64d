import type { Feature, PropertyValue } from '../../query/feature-source.js';
import { bytesOf, type FlatTable, fieldAt, follow, tableAt, vectorAt } from './flat-table.js';
import type { Box, FlatGeobufColumn } from './header.js';
import { lineMeetsBox, passesRightOf } from './meets-box.js';

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
  const tables = partsOf(feature);
  if (!tables) return null;
  const polygons = tables.map(readPolygon);
  if (polygons.length === 1) return { type: 'Polygon', coordinates: polygons[0] };
  return { type: 'MultiPolygon', coordinates: polygons };
}

function partsOf(feature: FlatTable): FlatTable[] | null {
  const { view } = feature;
  const at = fieldAt(feature, 0);
  if (at === 0) return null;
  const geometry = tableAt(view, follow(view, at));
  const parts = vectorAt(geometry, 7, 4);
  if (!parts) return [geometry];
  return Array.from({ length: parts.length }, (_, i) => tableAt(view, follow(view, parts.start + 4 * i)));
}

function readPolygon(part: FlatTable): Polygon {
  const { view } = part;
  let sum = 0;
  const rings = ringsOf(part).map(({ start, end }) => {
    const positions: number[][] = [];
    for (let at = start; at < end; at += POSITION_BYTES) {
      const position = [view.getFloat64(at, true), view.getFloat64(at + 8, true)];
      sum += position[0] + position[1];
      positions.push(position);
    }
    return positions;
  });
  if (!Number.isFinite(sum)) throw new RangeError('positions that are no numbers');
  return rings;
}

const POSITION_BYTES = 16;

/** Bytes of the positions of each ring; rings end where `ends` says, counted in vertices. */
function ringsOf(part: FlatTable): { start: number; end: number }[] {
  const ends = vectorAt(part, 0, 4);
  const xy = vectorAt(part, 1, 8);
  if (!xy) return [];
  let start = xy.start;
  return Array.from({ length: ends?.length ?? 1 }, (_, ring) => {
    const vertices = ends ? part.view.getUint32(ends.start + 4 * ring, true) : xy.length / 2;
    if (vertices > xy.length / 2) throw new RangeError('a ring beyond the end');
    const from = start;
    start = Math.max(start, xy.start + POSITION_BYTES * vertices);
    return { start: from, end: start };
  });
}

/** Whether a feature's outline and one of some boxes have a point in common; nothing is made of the outline, which may be long. */
export function outlineMeets(feature: FlatTable, boxes: readonly Box[]): boolean {
  const parts = partsOf(feature) ?? [];
  return boxes.some((box) => parts.some((part) => partMeets(part, box)));
}

/** As `geometryMeetsBox`. */
function partMeets(part: FlatTable, box: Box): boolean {
  const { view } = part;
  let isAround = false;
  let sum = 0;
  for (const { start, end } of ringsOf(part)) {
    let [ax, ay] = [0, 0];
    for (let at = start; at < end; at += POSITION_BYTES) {
      const [bx, by] = [view.getFloat64(at, true), view.getFloat64(at + 8, true)];
      sum += bx + by;
      if (!Number.isFinite(sum)) throw new RangeError('positions that are no numbers');
      if (at > start) {
        if (lineMeetsBox(ax, ay, bx, by, box)) return true;
        if (passesRightOf(ax, ay, bx, by, box)) isAround = !isAround;
      }
      [ax, ay] = [bx, by];
    }
  }
  return isAround;
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
