import { createHash } from 'node:crypto';
import { readWhole } from '../store/read-whole.js';
import type { ZoneRule } from '../vectorize/zonal/coverage.js';
import type { Zone } from '../vectorize/zonal/zone.js';

/** A text cannot be longer in Node: a larger file has to be cut. */
const LARGEST_BYTES = 500e6;

/** What the plan knows of a run's zones. */
export interface ZonesPlan {
  location: string;
  /** Of the file's content. */
  sha256: string;
  count: number;
  rule: ZoneRule;
}

/** A file of zones that was read. */
export interface ZonesSource {
  plan: ZonesPlan;
  zones: Zone[];
}

/** Reads zones from a path, `s3://` or `https://`. @throws InputError where the file cannot be read or holds something else than zones */
export async function loadZones(location: string, rule: ZoneRule = 'fraction'): Promise<ZonesSource> {
  const bytes = await readWhole(location, { thing: 'zones', mostBytes: LARGEST_BYTES });
  // The readers of three formats, loaded only where there are zones.
  const { readZones } = await import('../vectorize/zonal/read-zones.js');
  const zones = await readZones(bytes, location);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { plan: { location, sha256, count: zones.length, rule }, zones };
}
