import { pixelCount } from '../raster/window.js';
import { hasSieve } from '../segment/vectorize-options.js';
import { tileAt } from '../tiling/grid.js';
import { createSieveCounts } from '../vectorize/sieve/join-regions.js';
import type { RunContext } from './context.js';
import { openPack } from './pack.js';
import { findMissingPacks, isWholePack } from './resume.js';
import { addSieveFacts } from './sieve-pack.js';
import { findRegionsToSieve, joinSmallRegions } from './sieve-regions.js';
import type { SieveStatistics } from './statistics.js';
import { finalTileKey } from './tile-pack.js';

/** What tiles do for the sieve: first each finds what it knows of neighbours, then, all being decided, it joins them. */
export interface SieveTask {
  step: 'neighbours' | 'sieve';
  tile: number;
}

/**
 * Lets small regions join their neighbours in the tiles that are `missing`. Between tasks, it joins what all tiles know:
 * the cost of that grows with the tile borders.
 */
export async function sieveTiles(
  context: RunContext,
  missing: readonly number[],
  { runTasks, advance }: SieveWork,
): Promise<void> {
  const { grid, keys, store } = context;
  const tasksOf = (step: SieveTask['step'], tiles: readonly number[]) =>
    tiles.map((tile): SieveTask => ({ step, tile }));
  const isDecided = await isWholePack(store, keys.sieveClasses);
  if (isDecided && missing.length === 0) return;
  if (!(await isWholePack(store, keys.sieveRegions))) await findRegionsToSieve(context);
  await runTasks(
    tasksOf('neighbours', await findMissingPacks(context, keys.neighboursPrefix, keys.neighbours)),
    () => {},
  );
  if (!isDecided) await joinSmallRegions(context);
  await runTasks(tasksOf('sieve', missing), ({ tile }) => advance(pixelCount(tileAt(grid, tile).core)));
}

export interface SieveWork {
  runTasks: (tasks: SieveTask[], onDone: (task: SieveTask) => void) => Promise<void>;
  advance: (pixels: number) => void;
}

/** What the sieve did; null where the run has none. */
export async function summarizeSieve(context: RunContext): Promise<SieveStatistics | null> {
  const { grid, plan, keys, store } = context;
  const { minPixels, minAreaM2, sieveRule } = plan.recipe.vectorize;
  if (!hasSieve({ minPixels, minAreaM2 })) return null;
  const { facts } = await openPack(store, keys.sieveClasses);
  let counts = addSieveFacts(createSieveCounts(), facts);
  for (let tile = 0; tile < grid.count; tile++) {
    counts = addSieveFacts(counts, (await openPack(store, finalTileKey(context, tile))).facts);
  }
  const { regionsBefore } = facts as { regionsBefore: number };
  return { minPixels, minAreaM2, rule: sieveRule, regionsBefore, ...counts };
}
