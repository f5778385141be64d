import { constants, deflateSync, inflateSync } from 'node:zlib';
import { expandWindow, intersectWindows, type Window } from '../raster/window.js';
import { readEach } from '../store/read-ahead.js';
import { createGrid, type Grid, tileAt } from '../tiling/grid.js';
import { DRAWING_AREA_UNITS, type DrawingSums } from '../vectorize/drawing-sums.js';
import { BLOCK_PX } from '../vectorize/simplify/block-arcs.js';
import { codeCorners, simplifyBlock } from '../vectorize/simplify/simplify-block.js';
import { roundCorners } from '../vectorize/smooth/round-corners.js';
import { readCellWindow } from './class-window.js';
import type { RunContext } from './context.js';
import { HEADER_ALONE, openPack, writePack } from './pack.js';
import { type SimplifyStatistics, shareOf } from './statistics.js';

/** The blocks of a scene: the same whatever its tiles. */
export function blocksOf({ width, height }: Pick<Grid, 'width' | 'height'>): Grid {
  return createGrid({ width, height, tileSizePx: BLOCK_PX, overlapPx: 0 });
}

/** What happened in a block. */
export interface BlockFacts {
  /** Corners where borders turn or meet, and how many of them are drawn; those on edges count for one block alone. */
  corners: number;
  drawn: number;
  islandsDropped: number;
}

/** Decides how the borders of one block are drawn, and writes it for each of its corners. */
export async function simplifyStep(context: RunContext, index: number): Promise<void> {
  const { ground, grid, keys, store, plan } = context;
  const { core } = tileAt(blocksOf(grid), index);
  const { simplifyM, simplifyMethod, islands, smooth } = plan.recipe.vectorize;
  const simplified = simplifyBlock({
    mask: {
      width: core.width,
      height: core.height,
      classes: await readCellWindow(context, expandWindow(core, 1)),
    },
    metricAt: (col, row) => ground.metricAt(core.col + col, core.row + row),
    toleranceM: simplifyM,
    method: simplifyMethod,
    islands,
  });
  const codes = smooth ? roundCorners(simplified) : codeCorners(simplified);
  const all = simplified.arcs.ends.slice();
  for (const corner of simplified.arcs.corners) all[corner] = 1;
  const facts: BlockFacts = {
    corners: countOwn(all, core, grid),
    drawn: countOwn(codes, core, grid),
    islandsDropped: simplified.dropped.reduce((sum, isDropped) => sum + isDropped, 0),
  };
  const arrays = { codes: deflateSync(codes, { level: 1, strategy: constants.Z_RLE }) };
  await store.putStream(keys.simplify(index), writePack(arrays, { ...facts }));
}

/** Marked corners of a block but those of the blocks to the right and below. */
function countOwn(marks: Uint8Array, core: Window, scene: Pick<Grid, 'width' | 'height'>): number {
  const columns = core.width + (core.col + core.width === scene.width ? 1 : 0);
  const rows = core.height + (core.row + core.height === scene.height ? 1 : 0);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const start = row * (core.width + 1);
    for (let at = start; at < start + columns; at++) if (marks[at] !== 0) count++;
  }
  return count;
}

/** How each of a tile's (width + 1) × (height + 1) corners is drawn. */
export async function readCornerCodes(context: RunContext, core: Window): Promise<Uint8Array> {
  const { keys, store, grid } = context;
  const blocks = blocksOf(grid);
  const stride = core.width + 1;
  const codes = new Uint8Array(stride * (core.height + 1));
  const firstColumn = Math.floor(core.col / BLOCK_PX);
  const lastColumn = Math.floor((core.col + core.width - 1) / BLOCK_PX);
  const lastRow = Math.floor((core.row + core.height - 1) / BLOCK_PX);
  for (let row = Math.floor(core.row / BLOCK_PX); row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const index = row * blocks.columns + column;
      const block = tileAt(blocks, index).core;
      const shared = intersectWindows(block, core)!;
      const pack = await openPack(store, keys.simplify(index));
      const of = inflateSync(await pack.array('codes', 'Uint8Array'));
      // Blocks that meet have the same codes along the edge, so it does not matter whose are last.
      for (let y = shared.row; y <= shared.row + shared.height; y++) {
        const from = (y - block.row) * (block.width + 1) + shared.col - block.col;
        const to = (y - core.row) * stride + shared.col - core.col;
        codes.set(of.subarray(from, from + shared.width + 1), to);
      }
    }
  }
  return codes;
}

/** What simplifying did, from what happened in blocks and to regions. */
export async function summarizeSimplify(
  context: RunContext,
  drawing: ReadonlyMap<number, DrawingSums>,
  areaM2Of: (classId: number) => number,
): Promise<SimplifyStatistics> {
  const { simplifyM, simplifyMethod, islands, smooth } = context.plan.recipe.vectorize;
  const { corners, drawn, islandsDropped } = await sumBlockFacts(context);
  const unitM2 = context.ground.areaUnitM2 * DRAWING_AREA_UNITS;
  const classes = [...drawing.values()]
    .filter(({ drift, droppedRegions }) => drift !== 0 || droppedRegions > 0)
    .sort((a, b) => a.classId - b.classId)
    .map(({ classId, drift, droppedRegions, droppedArea }) => ({
      id: classId,
      driftM2: drift * unitM2,
      driftShare: shareOf(drift * unitM2, areaM2Of(classId)),
      droppedRegions,
      droppedAreaM2: droppedArea * unitM2,
    }));
  const chosen = { toleranceM: simplifyM, method: simplifyMethod, islands, smooth };
  return { ...chosen, corners, drawnCorners: drawn, islandsDropped, classes };
}

async function sumBlockFacts({ grid, keys, store }: RunContext): Promise<BlockFacts> {
  const sum: BlockFacts = { corners: 0, drawn: 0, islandsDropped: 0 };
  const blocks = readEach(store, blocksOf(grid).count, (index) => openPack(store, keys.simplify(index), HEADER_ALONE));
  for await (const block of blocks) {
    const facts = block.facts as unknown as BlockFacts;
    for (const name of Object.keys(sum) as (keyof BlockFacts)[]) sum[name] += facts[name];
  }
  return sum;
}
