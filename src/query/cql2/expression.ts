/** A GeoJSON geometry as a filter may hold it. */
export type FilterGeometry =
  | { type: 'Point'; coordinates: number[] }
  | { type: 'MultiPoint' | 'LineString'; coordinates: number[][] }
  | { type: 'MultiLineString' | 'Polygon'; coordinates: number[][][] }
  | { type: 'MultiPolygon'; coordinates: number[][][][] }
  | { type: 'GeometryCollection'; geometries: FilterGeometry[] };

/** A point in time as a filter writes it; `..` is no end. */
export type IntervalEnd = string | { property: string } | Operation;

export interface Operation {
  op: string;
  args: Expression[];
}

/**
 * A filter: CQL2 JSON (OGC 21-065r2), into which the text form is read too. Operators are in small letters but for
 * `isNull`; names of functions are as they were written.
 */
export type Expression =
  | string
  | number
  | boolean
  | Operation
  | { property: string }
  | { date: string }
  | { timestamp: string }
  | { interval: [IntervalEnd, IntervalEnd] }
  | { bbox: number[] }
  | FilterGeometry
  | Expression[];

export const isOperation = (expression: Expression): expression is Operation =>
  typeof expression === 'object' && 'op' in expression;

export const isGeometry = (expression: Expression): expression is FilterGeometry =>
  typeof expression === 'object' && 'type' in expression;
