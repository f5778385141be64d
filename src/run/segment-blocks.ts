import { intersectWindows, type Window } from '../raster/window.js';
import { separatesObjects } from '../segment/instances.js';
import type { SegmentedBlock } from '../segment/prepare.js';
import { BlockCache } from '../tiling/block-cache.js';
import { createGrid, type Grid, type Tile, tileAt } from '../tiling/grid.js';
import { joinBlocks } from '../vectorize/instances/join-blocks.js';
import type { RunContext } from './context.js';
import { packTileObjects } from './objects-pack.js';
import { writePack } from './pack.js';

/** Blocks that stay at hand: those around a corner, where the blocks of a small tile meet. */
const CACHED_BLOCKS = 4;

/** Class, object and two scores. */
const BLOCK_BYTES_PER_PIXEL = 13;

const caches = new WeakMap<RunContext, BlockCache<SegmentedBlock>>();

/**
 * Classes of a tile's core by a method that works in squares of the scene: of every square that the core meets, its share.
 * Where objects are separate, writes what the tile knows of them.
 */
export async function segmentBlocks(
  context: RunContext,
  { index, core }: Tile,
): Promise<{ classes: Uint8Array; scores: Float32Array[] }> {
  const { store, keys } = context;
  const pieces = await findPieces(context, core);
  const classes = new Uint8Array(core.width * core.height);
  const scores = pieces[0].block.scores.map(() => new Float32Array(classes.length));
  for (const { shared, block } of pieces) {
    copyShare(block.classes, { window: block.window, shared }, classes, core);
    scores.forEach((values, k) => {
      copyShare(block.scores[k], { window: block.window, shared }, values, core);
    });
  }
  if (separatesObjects(context.plan.recipe)) {
    const objects = joinBlocks(core, classes, pieces);
    const { openCount, completeCount } = objects;
    await store.putStream(keys.objects(index), writePack(packTileObjects(objects), { openCount, completeCount }));
  }
  return { classes, scores };
}

/** What each block that meets a core has of it, row by row of blocks. */
async function findPieces(context: RunContext, core: Window): Promise<{ shared: Window; block: SegmentedBlock }[]> {
  const { blockPx, haloPx } = await context.prepared();
  const { width, height } = context.grid;
  const blocks = createGrid({ width, height, tileSizePx: blockPx!, overlapPx: haloPx });
  const cache = cacheOf(context, (blockPx! + 2 * haloPx) ** 2 * BLOCK_BYTES_PER_PIXEL);
  const blockOf = (at: number): number => Math.floor(at / blockPx!);
  const pieces: { shared: Window; block: SegmentedBlock }[] = [];
  for (let row = blockOf(core.row); row <= blockOf(core.row + core.height - 1); row++) {
    for (let column = blockOf(core.col); column <= blockOf(core.col + core.width - 1); column++) {
      const at = tileAt(blocks, row * blocks.columns + column);
      const block = await cache.get(String(at.index), () => segmentBlock(context, blocks, at.index));
      pieces.push({ shared: intersectWindows(at.core, core)!, block });
    }
  }
  return pieces;
}

async function segmentBlock(context: RunContext, blocks: Grid, index: number): Promise<SegmentedBlock> {
  const { core } = tileAt(blocks, index);
  const prepared = await context.prepared();
  const { width, height } = blocks;
  const window = intersectWindows(prepared.blockWindow(core), { col: 0, row: 0, width, height })!;
  const raster = await (await context.scene()).read(window, { bands: prepared.bandNumbers });
  return prepared.segmentBlock(raster, core, await context.fitParams());
}

/** Copies what a block knows of the pixels it shares with a tile's core. */
function copyShare<Values extends Uint8Array | Float32Array>(
  values: Values,
  { window, shared }: { window: Window; shared: Window },
  out: Values,
  core: Window,
): void {
  for (let row = shared.row; row < shared.row + shared.height; row++) {
    const from = (row - window.row) * window.width + shared.col - window.col;
    out.set(values.subarray(from, from + shared.width), (row - core.row) * core.width + shared.col - core.col);
  }
}

function cacheOf(context: RunContext, blockBytes: number): BlockCache<SegmentedBlock> {
  const cache =
    caches.get(context) ??
    new BlockCache<SegmentedBlock>({
      capacityBytes: CACHED_BLOCKS * blockBytes,
      sizeOf: ({ classes, objects, scores }) =>
        classes.byteLength + (objects?.byteLength ?? 0) + scores.reduce((sum, { byteLength }) => sum + byteLength, 0),
    });
  caches.set(context, cache);
  return cache;
}
