import { hasSieve } from '../segment/vectorize-options.js';
import { readEach } from '../store/read-ahead.js';
import { createSieveCounts } from '../vectorize/sieve/join-regions.js';
import type { RunContext } from './context.js';
import { HEADER_ALONE, openPack } from './pack.js';
import { addSieveFacts } from './sieve-pack.js';
import type { SieveStatistics } from './statistics.js';
import { finalTileKey } from './tile-pack.js';

/** What tiles do for the sieve: first each finds what it knows of neighbours, then, all being decided, it joins them. */
export interface SieveTask {
  step: 'neighbours' | 'sieve';
  tile: number;
}

/** What the sieve did; null where the run has none. */
export async function summarizeSieve(context: RunContext): Promise<SieveStatistics | null> {
  const { grid, plan, keys, store } = context;
  const { minPixels, minAreaM2, sieveRule } = plan.recipe.vectorize;
  if (!hasSieve({ minPixels, minAreaM2 })) return null;
  const { facts } = await openPack(store, keys.sieveClasses);
  let counts = addSieveFacts(createSieveCounts(), facts);
  const tiles = readEach(store, grid.count, (tile) => openPack(store, finalTileKey(context, tile), HEADER_ALONE));
  for await (const tile of tiles) counts = addSieveFacts(counts, tile.facts);
  const { regionsBefore } = facts as { regionsBefore: number };
  return { minPixels, minAreaM2, rule: sieveRule, regionsBefore, ...counts };
}
