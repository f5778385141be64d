import { InternalError } from '../../errors.js';
import type { Column, Feature, PropertyValue } from '../../query/feature-source.js';
import type { Json } from '../../raster/json.js';
import type { Box } from '../flatgeobuf/header.js';
import type { PublishedRun } from '../load-run.js';
import { sharedValues } from '../run-columns.js';
import { ColumnTypes, ownName, ZONE_COLUMN } from './zone-columns.js';

export type Outline = NonNullable<Feature['geometry']>;

/** A zone of a run, with its own properties and what was measured in it. */
export interface ZoneFeature {
  /** Its place in the file, from 1. */
  number: number;
  geometry: Outline;
  box: Box;
  values: Readonly<Record<string, PropertyValue>>;
}

/** The zones of a run. */
export interface ZoneTable {
  run: PublishedRun;
  zones: readonly ZoneFeature[];
  /** Without those that all zones of a run share. */
  columns: readonly Column[];
  box: Box | null;
  /** Of the file. */
  bytes: number;
}

interface StoredZone {
  id?: Json;
  geometry?: unknown;
  properties?: { [name: string]: Json } | null;
}

/** @throws InternalError where the text is not that of a run's `zones.geojson` */
export function parseZoneTable(text: string, run: PublishedRun, source: string): ZoneTable {
  const broken = (got: string): InternalError =>
    new InternalError({ thing: 'published file', wanted: 'zones as GeoJSON', got, source });
  let json: { features?: unknown } | null;
  try {
    json = JSON.parse(text) as { features?: unknown } | null;
  } catch (cause) {
    throw broken((cause as Error).message);
  }
  if (!Array.isArray(json?.features)) throw broken('other JSON');
  const shared = { run: `${run.recipe}.${run.sceneId}`, ...sharedValues(run) };
  const types = new ColumnTypes();
  const zones = json.features.map((feature: StoredZone | null, i): ZoneFeature => {
    const geometry = feature?.geometry;
    if (!isOutline(geometry)) throw broken(`zone ${i + 1} without an outline`);
    const values = valuesOf(feature as StoredZone, types);
    types.note(values);
    return { number: i + 1, geometry, box: boxOf(geometry), values: { ...values, ...shared } };
  });
  return { run, zones, columns: types.columns(), box: boxAroundAll(zones), bytes: text.length };
}

/** Lists and tables, such as histograms, are no values of a column. */
function valuesOf({ id, properties }: StoredZone, types: ColumnTypes): Record<string, PropertyValue> {
  const values: Record<string, PropertyValue> = { [ZONE_COLUMN]: isPlain(id) ? id : null };
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (isPlain(value)) values[ownName(name)] = value;
    else types.leaveOut(ownName(name));
  }
  return values;
}

const isPlain = (value: Json | undefined): value is PropertyValue =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

function isOutline(value: unknown): value is Outline {
  const { type, coordinates } = (value ?? {}) as { type?: unknown; coordinates?: unknown };
  const polygons = type === 'Polygon' ? [coordinates] : type === 'MultiPolygon' ? coordinates : null;
  const isRing = (ring: unknown): boolean => Array.isArray(ring) && ring.every(isPosition);
  const isPolygon = (rings: unknown): boolean => Array.isArray(rings) && rings.every(isRing);
  return Array.isArray(polygons) && polygons.every(isPolygon);
}

const isPosition = (value: unknown): boolean =>
  Array.isArray(value) && Number.isFinite(value[0]) && Number.isFinite(value[1]);

function boxOf(geometry: Outline): Box {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of polygons.flat(2)) {
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  return [west, south, east, north];
}

function boxAroundAll(zones: readonly ZoneFeature[]): Box | null {
  if (zones.length === 0) return null;
  return zones.reduce<Box>(
    ([west, south, east, north], { box }) => [
      Math.min(west, box[0]),
      Math.min(south, box[1]),
      Math.max(east, box[2]),
      Math.max(north, box[3]),
    ],
    [Infinity, Infinity, -Infinity, -Infinity],
  );
}
