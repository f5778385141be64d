import type { Legend } from '../raster/class-mask.js';
import { readAhead } from '../store/read-ahead.js';
import { tileAt } from '../tiling/grid.js';
import { toCsvLine } from '../vectorize/formats/csv.js';
import { layerName, roundTo } from '../vectorize/formats/properties.js';
import type { Zone } from '../vectorize/zonal/zone.js';
import {
  addTileSums,
  createZoneTotals,
  finishZone,
  histogramEdges,
  type ZoneResult,
  type ZoneTotals,
} from '../vectorize/zonal/zone-totals.js';
import type { RunContext } from './context.js';
import { type OpenPack, openPack } from './pack.js';
import { finalTileKey } from './tile-pack.js';
import { unpackZoneSums } from './zones-pack.js';
import { type RunZones, zonesOfTile } from './zones-step.js';
import { ownProperties, type ZoneColumn, zoneColumns } from './zones-table.js';

const HISTOGRAM_DECIMALS = 6;
/** Zones that are read and written at once. */
const ZONES_PER_CHUNK = 1000;

/**
 * What every zone came to, in their order. Tiles are read one after the other; a zone is finished with its last tile, so
 * at one time only zones that reach across a row of tiles are unfinished.
 */
export async function collectZoneResults(context: RunContext, zones: RunZones) {
  const { store, grid, ground } = context;
  const { placed, plan, scales } = zones;
  const open = new Map<number, ZoneTotals>();
  const totalsOf = (zone: number): ZoneTotals => {
    const totals = open.get(zone) ?? createZoneTotals(scales.length);
    open.set(zone, totals);
    return totals;
  };
  const nothing = finishZone(createZoneTotals(scales.length), ground.areaUnitM2, scales);
  const results = new Array<ZoneResult>(plan.count).fill(nothing);
  const wanted = Array.from(Array(grid.count).keys()).filter((tile) => zonesOfTile(zones, tile).length > 0);
  const tiles = readAhead(store, wanted, async (tile) => {
    const key = finalTileKey(context, tile);
    return { tile, sums: await unpackZoneSums(await openPack(store, key), scales.length, store.describe(key)) };
  });
  for await (const { tile, sums } of tiles) {
    addTileSums(sums, totalsOf);
    const own = zonesOfTile(zones, tile);
    const { core } = tileAt(grid, tile);
    for (const zone of own) {
      const [endCol, endRow] = placed.windows.subarray(4 * zone + 2, 4 * zone + 4);
      const isLast = endCol <= core.col + core.width && endRow <= core.row + core.height;
      const totals = open.get(zone);
      if (!isLast || !totals) continue;
      results[zone] = finishZone(totals, ground.areaUnitM2, scales);
      open.delete(zone);
    }
  }
  return results;
}

/** The zones as they were given, with what was measured in them. */
export async function* writeZonesGeoJson(context: RunContext): AsyncGenerator<Uint8Array> {
  const { schema, plan } = context;
  const { indices } = plan.recipe.attributes;
  const { zones, results, columns } = await loadTable(context);
  const measured = new Set([...columns.map(({ name }) => name), ...indices.map(histogramName)]);
  const histograms = Object.fromEntries(indices.map((name, i) => [name, histogramEdges(zones.scales[i])]));
  const head = { type: 'FeatureCollection', name: `${layerName(schema)} zones`, histograms };
  yield encode(`${JSON.stringify(head).slice(0, -1)},"features":[\n`);
  for await (const chunk of readZones(context, zones)) {
    const lines = chunk.map(({ zone, number }) => {
      const result = results[number];
      const figures = columns.map(({ name, measure }) => [name, measure(result, zones.placed.areaM2[number])]);
      const shares = indices.map((name, i) => [histogramName(name), roundHistogram(result, i)]);
      const properties = { ...ownProperties(zone, measured), ...Object.fromEntries([...figures, ...shares]) };
      return JSON.stringify({ type: 'Feature', id: zone.id, properties, geometry: zone.geometry });
    });
    yield encode(`${chunk[0].number > 0 ? ',\n' : ''}${lines.join(',\n')}`);
  }
  yield encode('\n]}\n');
}

const histogramName = (index: string): string => `${index}_histogram`;

function roundHistogram({ indices }: ZoneResult, i: number): number[] | null {
  return indices[i]?.histogram.map((share) => roundTo(share, HISTOGRAM_DECIMALS)) ?? null;
}

/** A row per zone: its id, its own properties, what was measured (RFC 4180). */
export async function* writeZonesCsv(context: RunContext): AsyncGenerator<Uint8Array> {
  const { zones, results, columns } = await loadTable(context);
  const measured = new Set(['zone', ...columns.map(({ name }) => name)]);
  const ownNames = new Set<string>();
  for await (const chunk of readZones(context, zones)) {
    for (const { zone } of chunk) for (const name of Object.keys(ownProperties(zone, measured))) ownNames.add(name);
  }
  yield encode(toCsvLine(['zone', ...ownNames, ...columns.map(({ name }) => name)]));
  for await (const chunk of readZones(context, zones)) {
    const lines = chunk.map(({ zone, number }) => {
      const own = ownProperties(zone, measured);
      const figures = columns.map(({ measure }) => measure(results[number], zones.placed.areaM2[number]));
      return toCsvLine([zone.id, ...[...ownNames].map((name) => own[name]), ...figures]);
    });
    yield encode(lines.join(''));
  }
}

interface Table {
  zones: RunZones;
  results: ZoneResult[];
  columns: ZoneColumn[];
}

async function loadTable(context: RunContext): Promise<Table> {
  const zones = (await context.zones())!;
  const results = await collectZoneResults(context, zones);
  return {
    zones,
    results,
    columns: zoneColumns(writtenLegend(context, results), context.plan.recipe.attributes.indices),
  };
}

/** Of a legend that nobody wrote, only what occurs. */
function writtenLegend({ plan }: RunContext, results: readonly ZoneResult[]): Legend {
  if (plan.recipe.legend.length > 0) return plan.legend;
  return plan.legend.filter(({ id }) => results.some(({ classes }) => classes.has(id)));
}

async function* readZones({ store, keys }: RunContext, { plan }: RunZones) {
  const pack: OpenPack = await openPack(store, keys.zones);
  const offsets = await pack.array('features.offsets', 'Float64Array');
  for (let from = 0; from < plan.count; from += ZONES_PER_CHUNK) {
    const to = Math.min(plan.count, from + ZONES_PER_CHUNK);
    const bytes = await pack.slice('features.bytes', 'Uint8Array', offsets[from], offsets[to]);
    yield Array.from({ length: to - from }, (_, i) => {
      const text = bytes.subarray(offsets[from + i] - offsets[from], offsets[from + i + 1] - offsets[from]);
      return { zone: JSON.parse(new TextDecoder().decode(text)) as Zone, number: from + i };
    });
  }
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
