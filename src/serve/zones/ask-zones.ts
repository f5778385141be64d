import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  AggregateGroup,
  Aggregation,
  Column,
  Feature,
  PropertyValue,
  SelectedFeatures,
  Selection,
} from '../../query/feature-source.js';
import { badValue } from '../../query/ogc/problem.js';
import { KEYS, meansOf } from '../aggregate.js';
import { geometryMeetsBox } from '../flatgeobuf/meets-box.js';
import { meets } from '../flatgeobuf/tree.js';
import { createTotals, type Share } from '../group-totals.js';
import { toBoxes } from '../scan.js';
import { checkKeys, compareBy, type Sortable } from '../select-sorted.js';
import { asColumn } from './zone-columns.js';
import type { ZoneFeature, ZoneTable } from './zone-table.js';

/** Zones that are asked about together. */
export interface ZoneCollection {
  id: string;
  title: string;
  description: string;
  /** Whether it has those of all runs: its ids name the run then. */
  isOfAll: boolean;
  tables: readonly ZoneTable[];
  columns: readonly Column[];
}

/** A zone and where it comes from. */
interface Found {
  table: ZoneTable;
  zone: ZoneFeature;
}

/** Zones that are looked at before others are answered. */
const TURN_ZONES = 2000;

/** Value of a column, or of `id`, the number of the zone in its file. */
function zoneValue({ zone }: Found, columns: ReadonlyMap<string, Column>, name: string): PropertyValue {
  if (name === 'id') return zone.number;
  const column = columns.get(name);
  return column ? asColumn(zone.values[name], column) : null;
}

const byName = (columns: readonly Column[]): ReadonlyMap<string, Column> =>
  new Map(columns.map((column) => [column.name, column]));

async function* chooseZones(
  { tables, columns }: ZoneCollection,
  { bboxLonLat, filter, signal }: Pick<Selection, 'bboxLonLat' | 'filter' | 'signal'>,
): AsyncGenerator<Found> {
  const boxes = bboxLonLat ? toBoxes(bboxLonLat) : null;
  const named = byName(columns);
  let looked = 0;
  for (const table of tables) {
    for (const zone of table.zones) {
      if (++looked % TURN_ZONES === 0) {
        await nextTurn();
        signal?.throwIfAborted();
      }
      if (boxes && !boxes.some((box) => meets(zone.box, box) && geometryMeetsBox(zone.geometry, box))) continue;
      const found = { table, zone };
      const property = (name: string) =>
        name === 'geometry' ? ({ kind: 'shape', geometry: zone.geometry } as const) : zoneValue(found, named, name);
      if (!filter || filter({ property }) === true) yield found;
    }
  }
}

export async function selectZones(collection: ZoneCollection, selection: Selection): Promise<SelectedFeatures> {
  const { sortBy = [], offset, limit, limitBytes } = selection;
  const found: Found[] = [];
  for await (const one of chooseZones(collection, selection)) found.push(one);
  const sorted = sortBy.length > 0 ? sortZones(found, collection, sortBy) : found;
  const features: Feature[] = [];
  let bytes = 0;
  for (const one of sorted.slice(offset, offset + limit)) {
    const feature = toFeature(one, collection);
    bytes += Buffer.byteLength(JSON.stringify(feature));
    // The first is always given: no page would ever end behind it.
    if (features.length > 0 && bytes > limitBytes) break;
    features.push(feature);
  }
  const next = offset + features.length;
  return { features, matched: found.length, next: features.length > 0 && next < found.length ? next : null };
}

function sortZones(
  found: readonly Found[],
  { columns }: ZoneCollection,
  sortBy: NonNullable<Selection['sortBy']>,
): Found[] {
  checkKeys(sortBy, ['id', ...columns.map(({ name }) => name)]);
  const named = byName(columns);
  const entries = found.map((one, number): Sortable & { one: Found } => ({
    one,
    number,
    keys: sortBy.map(({ property }) => zoneValue(one, named, property)),
  }));
  return entries.sort(compareBy(sortBy, columns)).map(({ one }) => one);
}

export function findZone(collection: ZoneCollection, id: string): Feature | null {
  const cut = id.lastIndexOf('.');
  const number = id.slice(cut + 1);
  if (!/^[1-9]\d{0,9}$/.test(number)) return null;
  const table = collection.tables.find(({ run }) =>
    collection.isOfAll ? `${run.recipe}.${run.sceneId}` === id.slice(0, Math.max(0, cut)) : cut < 0,
  );
  const zone = table?.zones[Number(number) - 1];
  return table && zone ? toFeature({ table, zone }, collection) : null;
}

function toFeature({ table: { run }, zone }: Found, { isOfAll, columns }: ZoneCollection): Feature {
  return {
    id: isOfAll ? `${run.recipe}.${run.sceneId}.${zone.number}` : String(zone.number),
    geometry: zone.geometry,
    properties: Object.fromEntries(columns.map((column) => [column.name, asColumn(zone.values[column.name], column)])),
  };
}

/** Totals of zones, in groups; means are weighted by what is covered of each. */
export async function aggregateZones(collection: ZoneCollection, aggregation: Aggregation): Promise<AggregateGroup[]> {
  const { by } = aggregation;
  if (by === 'label') throw badValue('by', 'scene or month: a zone has several classes', by);
  const means = meansOf(collection.columns);
  const totals = createTotals(means);
  for await (const { table, zone } of chooseZones(collection, aggregation)) {
    totals.add(by ? KEYS[by](table.run, null) : null, shareOf(zone, means));
  }
  return totals.finish();
}

function shareOf({ values }: ZoneFeature, means: readonly string[]): Share {
  const numberOf = (name: string): number => (typeof values[name] === 'number' ? values[name] : 0);
  return {
    areaM2: numberOf('area_m2'),
    pixels: numberOf('pixels'),
    weight: numberOf('covered_m2'),
    values: means.map((name) => values[name]),
  };
}
