import type { Window } from '../../../raster/window.js';
import type { Lattice } from './lattice.js';
import type { NetworkGrid, NetworkSpec } from './spec.js';

/** The longest side of a block in pixels of the scene, if a cell is not longer: a tile holds whole blocks. */
const MOST_SIDE_PX = 1024;
/** Blocks along the longer side of a scene, so that workers have one each; one where patches around it are asked again. */
const SIDES = 4;
/** For scores that are summed up over a block. */
const MOST_SCORE_BYTES = 96 * 2 ** 20;

/** Where in a scene a network is asked, and by which patches. */
export interface Asked {
  scene: { width: number; height: number };
  grid: NetworkGrid;
  lattice: Lattice;
  wantedOf(keep: Window): Window;
  by: 'cell' | 'seen';
}

/**
 * Side of the blocks that a scene is done in, in its pixels: of those not much smaller than wanted the one with which the
 * fewest patches are asked twice; never less than a cell. A function of the scene's size and of the network alone.
 */
export function chooseBlockPx(
  asked: Asked,
  spec: Pick<NetworkSpec, 'seams' | 'patchPx' | 'overlapPx' | 'classes'>,
): number {
  const { scaleX, scaleY } = asked.grid;
  const cellPx = spec.patchPx - 2 * spec.overlapPx;
  const longest = Math.max(asked.scene.width, asked.scene.height);
  const mostPx = mostSide(asked.grid, spec);
  const wantedPx = Math.min(mostPx, asked.by === 'cell' ? longest / SIDES : longest);
  let best = { blockPx: 0, patches: Number.POSITIVE_INFINITY };
  for (const scale of new Set([scaleX, scaleY])) {
    const most = Math.max(1, Math.floor(wantedPx / (cellPx * scale)));
    // From above: a last cell may be longer than the others, and a block should not end within.
    for (let count = most + 1; count >= Math.max(1, most * 0.6); count--) {
      const blockPx = Math.ceil(count * cellPx * scale - 1e-6);
      if (count > most && Math.min(blockPx, longest) > mostPx) continue;
      const patches = countPatches(asked, blockPx);
      if (patches < best.patches) best = { blockPx, patches };
    }
  }
  return best.blockPx;
}

/** Bytes of the scores that are summed up over a block. */
export function scoreBytes(
  { seams, classes }: Pick<NetworkSpec, 'seams' | 'classes'>,
  { scaleX, scaleY }: NetworkGrid,
  blockPx: number,
): number {
  return seams === 'crop'
    ? 0
    : ((classes.length + 1) * Float32Array.BYTES_PER_ELEMENT * blockPx ** 2) / (scaleX * scaleY);
}

function mostSide(grid: NetworkGrid, spec: Pick<NetworkSpec, 'seams' | 'classes'>): number {
  const bytesPerPixel = scoreBytes(spec, grid, 1);
  return Math.min(MOST_SIDE_PX, Math.sqrt(MOST_SCORE_BYTES / bytesPerPixel));
}

/** How many patches are asked over all blocks. */
function countPatches({ scene: { width, height }, lattice, wantedOf, by }: Asked, blockPx: number): number {
  let columns = 0;
  let rows = 0;
  for (let at = 0; at < Math.max(width, height); at += blockPx) {
    const [col, row] = [Math.min(at, width - 1), Math.min(at, height - 1)];
    const keep = { col, row, width: Math.min(blockPx, width - col), height: Math.min(blockPx, height - row) };
    const met = lattice.countOver(wantedOf(keep), by);
    if (at < width) columns += met.columns;
    if (at < height) rows += met.rows;
  }
  return columns * rows;
}
