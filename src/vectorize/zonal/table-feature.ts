import type { Projection } from '../../raster/crs.js';
import type { Json } from '../../raster/json.js';

/** A row of a table with geometry, as its reader gives it. */
export interface TableRow {
  /** As in GeoJSON; null or undefined where there is none. */
  geometry: unknown;
  properties: { [name: string]: unknown };
}

type JsonObject = { [name: string]: Json };

/** A row as a GeoJSON Feature in longitude and latitude, of values that JSON can hold. */
export function toFeature({ geometry, properties }: TableRow, toLonLat: Projection | null): JsonObject {
  const shape = toJson(geometry);
  return { type: 'Feature', properties: toJson(properties), geometry: toLonLat ? project(shape, toLonLat) : shape };
}

/** Whole numbers beyond 2^53 become texts, and what is not a number is nothing. */
function toJson(value: unknown): Json {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value as ArrayLike<unknown>, toJson);
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toJson(part)]));
}

/** Every position of a geometry, at any depth. */
function project(value: Json, toLonLat: Projection): Json {
  if (Array.isArray(value)) {
    const [x, y, ...heights] = value;
    if (typeof x === 'number' && typeof y === 'number') return [...toLonLat(x, y), ...heights];
    return value.map((part) => project(part, toLonLat));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, project(part, toLonLat)]));
}
