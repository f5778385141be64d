import type { Window } from '../raster/window.js';
import { findIndex } from '../segment/indices/table.js';
import type { RunKeys } from '../store/keys.js';
import type { Store } from '../store/store.js';
import type { Ground } from '../vectorize/ground/ground.js';
import { type BinScale, createBinScale } from '../vectorize/zonal/index-bins.js';
import { sumZones } from '../vectorize/zonal/sum-zones.js';
import { openPack, type Pack, type PackArray } from './pack.js';
import { packZoneSums, unpackZoneSums, unpackZones, type ZonesWork } from './zones-pack.js';
import type { ZonesPlan } from './zones-source.js';

/** The zones of a run, as its steps need them. */
export interface RunZones extends ZonesWork {
  plan: ZonesPlan;
  /** Bins of the histogram of each index. */
  scales: BinScale[];
}

/** Null where the run has none. */
export async function loadRunZones(
  { store, keys, indexNames }: { store: Store; keys: RunKeys; indexNames: readonly string[] },
  plan: ZonesPlan | null,
): Promise<RunZones | null> {
  if (!plan) return null;
  const work = await unpackZones(await openPack(store, keys.zones));
  const scales = indexNames.map((name) => createBinScale(findIndex(name)?.range ?? null));
  return { ...work, plan, scales };
}

export function zonesOfTile({ tileOffsets, tileZones }: ZonesWork, tile: number): Uint32Array {
  return tileZones.subarray(tileOffsets[tile], tileOffsets[tile + 1]);
}

/** What one tile adds to the run's zones, as arrays of its pack; none where the run has no zones. */
export function sumTileZones(
  zones: RunZones | null,
  index: number,
  tile: { core: Window; classes: Uint8Array; indices: readonly Float32Array[]; ground: Ground },
): Record<string, PackArray> {
  if (!zones) return {};
  const { placed, plan, scales } = zones;
  return packZoneSums(sumZones(placed, zonesOfTile(zones, index), { tile, rule: plan.rule, scales }));
}

/** The same after the tile's classes have changed: what zones have of indices stays. `before` is the tile's pack so far. */
export async function sumTileZonesAgain(
  zones: RunZones | null,
  index: number,
  before: Pack,
  tile: { core: Window; classes: Uint8Array; ground: Ground },
): Promise<Record<string, PackArray>> {
  if (!zones) return {};
  const { placed, plan, scales } = zones;
  const { indices } = await unpackZoneSums(before, scales.length, 'tile');
  const { classes } = sumZones(placed, zonesOfTile(zones, index), {
    tile: { ...tile, indices: [] },
    rule: plan.rule,
    scales: [],
  });
  return packZoneSums({ classes, indices });
}
