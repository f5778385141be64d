import type Geometry from 'jsts/org/locationtech/jts/geom/Geometry.js';
import GeometryFactory from 'jsts/org/locationtech/jts/geom/GeometryFactory.js';
import GeoJSONReader from 'jsts/org/locationtech/jts/io/GeoJSONReader.js';
import RelateOp from 'jsts/org/locationtech/jts/operation/relate/RelateOp.js';
import type { FilterGeometry } from './expression.js';
import { filterError } from './filter-error.js';

/** What a geometry is to questions: its box, and itself as JTS has it, made at the first need. */
interface Known {
  box: Box;
  jts(): Geometry;
}

type Box = [west: number, south: number, east: number, north: number];
type Single = Exclude<FilterGeometry, { type: 'GeometryCollection' }>;

const known = new WeakMap<FilterGeometry, Known>();
const reader = new GeoJSONReader(new GeometryFactory());

/**
 * Relations of the Dimensionally Extended 9-Intersection Model (OGC 06-103r4, 6.1.15), on the plane of longitude and
 * latitude; heights do not count.
 */
const RELATIONS: Readonly<Record<string, (a: Geometry, b: Geometry) => boolean>> = {
  s_contains: (a, b) => RelateOp.contains(a, b),
  s_crosses: (a, b) => RelateOp.crosses(a, b),
  s_equals: (a, b) => RelateOp.equalsTopo(a, b),
  s_intersects: (a, b) => RelateOp.intersects(a, b),
  s_overlaps: (a, b) => RelateOp.overlaps(a, b),
  s_touches: (a, b) => RelateOp.touches(a, b),
  s_within: (a, b) => RelateOp.contains(b, a),
};

export const SPATIAL_OPERATORS: readonly string[] = [...Object.keys(RELATIONS), 's_disjoint'];

/** Whether two geometries stand in a relation to each other. Throws `InputError` for a relation that collections have not. */
export function relateShapes(operator: string, a: FilterGeometry, b: FilterGeometry): boolean {
  if (operator === 's_disjoint') return !relateShapes('s_intersects', a, b);
  const [left, right] = [partsOf(a), partsOf(b)];
  if (operator === 's_intersects') return left.some((one) => right.some((other) => relateParts(operator, one, other)));
  if (left.length !== 1 || right.length !== 1) {
    throw filterError('S_INTERSECTS or S_DISJOINT for collections of geometries', operator.toUpperCase());
  }
  return relateParts(operator, left[0], right[0]);
}

/**
 * A box as a geometry: west, south, east, north, heights between them left out. One whose west is greater than its east
 * goes over the antimeridian.
 */
export function boxToGeometry(box: readonly number[]): FilterGeometry {
  if ((box.length !== 4 && box.length !== 6) || !box.every(Number.isFinite)) {
    throw filterError('a box of 4 or 6 numbers', `[${box.join(', ')}]`);
  }
  const [west, south] = box;
  const [east, north] = box.length === 4 ? box.slice(2) : box.slice(3);
  if (south > north) throw filterError('a box whose south is not above its north', `${south} and ${north}`);
  // A polygon without an inside meets nothing: such a box is a point or a line.
  if (west === east && south === north) return { type: 'Point', coordinates: [west, south] };
  const isFlat = west === east || south === north;
  if (isFlat && west <= east)
    return {
      type: 'LineString',
      coordinates: [
        [west, south],
        [east, north],
      ],
    };
  if (west <= east) return boxOf(west, south, east, north);
  const halves = [boxOf(west, south, 180, north), boxOf(-180, south, east, north)];
  return { type: 'MultiPolygon', coordinates: halves.map(({ coordinates }) => coordinates) };
}

function boxOf(west: number, south: number, east: number, north: number) {
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: 'Polygon' as const, coordinates: [ring] };
}

/** The least box around a geometry. */
export function boxOfGeometry(geometry: FilterGeometry): Readonly<Box> {
  return boxAround(partsOf(geometry).map(({ coordinates }) => coordinates));
}

/** @throws InputError where a geometry of a filter cannot be one */
export function checkGeometry(geometry: FilterGeometry): void {
  for (const part of partsOf(geometry)) {
    const { box, jts } = describe(part);
    if (!box.every(Number.isFinite)) throw filterError('a geometry with positions', 'none, or one without numbers');
    try {
      jts();
    } catch (cause) {
      throw filterError(`a ${part.type} with closed rings`, (cause as Error).message || 'another');
    }
  }
}

function relateParts(operator: string, a: Single, b: Single): boolean {
  const [left, right] = [describe(a), describe(b)];
  return boxesMeet(left.box, right.box) && RELATIONS[operator](left.jts(), right.jts());
}

const partsOf = (geometry: FilterGeometry): Single[] =>
  geometry.type === 'GeometryCollection' ? geometry.geometries.flatMap(partsOf) : [geometry];

function describe(geometry: Single): Known {
  let found = known.get(geometry);
  if (!found) {
    let jts: Geometry | undefined;
    found = { box: boxAround(geometry.coordinates), jts: () => (jts ??= reader.read(geometry) as Geometry) };
    known.set(geometry, found);
  }
  return found;
}

type Nested = readonly (number | Nested)[];

function boxAround(coordinates: Nested): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  const add = (nested: Nested): void => {
    if (typeof nested[0] !== 'number') {
      for (const inner of nested) add(inner as Nested);
      return;
    }
    const [x, y] = nested as readonly number[];
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  };
  add(coordinates);
  return box;
}

const boxesMeet = (a: Box, b: Box): boolean => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
