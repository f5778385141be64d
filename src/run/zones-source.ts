import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InputError } from '../errors.js';
import type { ZoneRule } from '../vectorize/zonal/coverage.js';
import type { Zone } from '../vectorize/zonal/zone.js';

/** A text cannot be longer in Node. */
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

/** @throws InputError where the file cannot be read or holds something else than zones */
export async function loadZones(location: string, rule: ZoneRule = 'fraction'): Promise<ZonesSource> {
  const bytes = await readFile(location).catch((cause: NodeJS.ErrnoException) => {
    const got = cause.code === 'ENOENT' ? 'none' : cause.message;
    throw new InputError({ thing: 'zones', wanted: 'a file to read', got, source: location }, { cause });
  });
  if (bytes.length > LARGEST_BYTES) {
    const got = `${Math.round(bytes.length / 1e6)} MB`;
    throw new InputError({ thing: 'zones', wanted: 'a file of at most 500 MB: cut it', got, source: location });
  }
  // The readers of three formats, loaded only where there are zones.
  const { readZones } = await import('../vectorize/zonal/read-zones.js');
  const zones = await readZones(bytes, location);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { plan: { location, sha256, count: zones.length, rule }, zones };
}
