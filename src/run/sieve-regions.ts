import { readEach } from '../store/read-ahead.js';
import { tileAt } from '../tiling/grid.js';
import { BorderNeighbours } from '../vectorize/sieve/border-neighbours.js';
import { RegionJoiner } from '../vectorize/sieve/join-regions.js';
import { findSceneRegions, toRegionPairs } from '../vectorize/sieve/scene-regions.js';
import { Stitcher } from '../vectorize/stitch.js';
import type { RunContext } from './context.js';
import { openPack, writePack } from './pack.js';
import { packPairs, packSceneRegions, unpackInner, unpackPairs, unpackSceneRegions } from './sieve-pack.js';
import { loadTilePack, readTileToStitch } from './tile-pack.js';

/** Finds the true size of the regions that touch tile borders, and which of them meet there. */
export async function findRegionsToSieve(context: RunContext): Promise<void> {
  const { grid, ground, plan, keys, store } = context;
  const { connectivity } = plan.recipe.vectorize;
  const stitcher = new Stitcher(grid.columns, connectivity);
  const neighbours = new BorderNeighbours(grid, connectivity);
  let openCount = 0;
  const tiles = readEach(store, grid.count, async (index) => {
    const tile = await readTileToStitch(await loadTilePack(context, keys.segment(index)), []);
    return { tile, core: tileAt(grid, index).core };
  });
  for await (const { tile, core } of tiles) {
    stitcher.add(tile);
    neighbours.add(tile.borders, core, openCount);
    openCount += tile.open.labels.length;
  }
  const regions = findSceneRegions(stitcher.finish(), plan.recipe.vectorize, ground.areaUnitM2);
  const pairs = toRegionPairs(neighbours.table, regions);
  await store.putStream(keys.sieveRegions, writePack({ ...packSceneRegions(regions), ...packPairs(pairs) }));
}

/** Decides what becomes of the regions that touch tile borders, from what every tile knows of their neighbours. */
export async function joinSmallRegions({ grid, plan, keys, store }: RunContext): Promise<void> {
  const pack = await openPack(store, keys.sieveRegions);
  const regions = await unpackSceneRegions(pack);
  const joiner = new RegionJoiner(regions, plan.recipe.vectorize.sieveRule);
  joiner.addPairs(await unpackPairs(pack));
  let regionsBefore = regions.pixels.length - 1;
  const tiles = readEach(store, grid.count, async (index) => {
    const tile = await openPack(store, keys.neighbours(index));
    const { innerRegions } = tile.facts as { innerRegions: number };
    return { pairs: await unpackPairs(tile), inner: await unpackInner(tile), innerRegions };
  });
  for await (const { pairs, inner, innerRegions } of tiles) {
    joiner.addPairs(pairs);
    joiner.addInner(inner);
    regionsBefore += innerRegions;
  }
  const { classOfRegion, counts } = joiner.finish();
  await store.putStream(keys.sieveClasses, writePack({ classOfRegion }, { regionsBefore, sieve: { ...counts } }));
}
