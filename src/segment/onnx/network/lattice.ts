import { type Window, windowAround } from '../../../raster/window.js';
import type { NetworkGrid, NetworkSpec, Patch } from './spec.js';

/** A cell along one side of the scene, and the patch that is read for it; `end` is exclusive. */
interface Span {
  start: number;
  end: number;
  patchStart: number;
}

/**
 * The scene in network pixels, cut into cells; a function of its size and of the network alone.
 *
 * ```
 *      ┌ ─ ─ ─ ─ ─ ┐        a cell, and the patch that sees `overlapPx` around it;
 *        ┌───────┐          at the scene's edge the patch is moved inwards, so that it is
 *      │ │ cell  │ │        full of pixels
 *        └───────┘
 *      └ ─ ─ ─ ─ ─ ┘
 * ```
 *
 * Cells are squares of `patchPx - 2 · overlapPx`, counted from the upper left corner. Where neighbours would see the very
 * same pixels, as they do at edges, they are one. A network that says nothing about the border of a patch sees beyond the
 * scene's edge instead, or the scene's border would get no answer.
 */
export interface Lattice {
  patchPx: number;
  columns: number;
  rows: number;
  patchAt(index: number): Patch;
  /** How many columns and rows of patches `patchesOver` gives. */
  countOver(window: Window, by: 'cell' | 'seen'): { columns: number; rows: number };
  /** Patches whose cell, or with `seen` whose window, meets a window; in order of index. */
  patchesOver(window: Window, by: 'cell' | 'seen'): Patch[];
}

type LatticeSpec = Pick<NetworkSpec, 'patchPx' | 'overlapPx'> & Partial<Pick<NetworkSpec, 'semantic'>>;

export function createLattice({ width, height }: Pick<NetworkGrid, 'width' | 'height'>, spec: LatticeSpec): Lattice {
  const { patchPx } = spec;
  const across = cutSide(width, spec);
  const down = cutSide(height, spec);
  const patchOf = (row: number, column: number): Patch => {
    const [x, y] = [across[column], down[row]];
    return {
      index: row * across.length + column,
      window: { col: x.patchStart, row: y.patchStart, width: patchPx, height: patchPx },
      cell: { col: x.start, row: y.start, width: x.end - x.start, height: y.end - y.start },
    };
  };
  const columnsOver = ({ col, width }: Window, by: 'cell' | 'seen') =>
    spansOver(across, { start: col, end: col + width, by, patchPx });
  const rowsOver = ({ row, height }: Window, by: 'cell' | 'seen') =>
    spansOver(down, { start: row, end: row + height, by, patchPx });
  return {
    patchPx,
    columns: across.length,
    rows: down.length,
    patchAt: (index) => patchOf(Math.floor(index / across.length), index % across.length),
    countOver: (window, by) => ({ columns: columnsOver(window, by).length, rows: rowsOver(window, by).length }),
    patchesOver: (window, by) => {
      const columns = columnsOver(window, by);
      return rowsOver(window, by).flatMap((row) => columns.map((column) => patchOf(row, column)));
    },
  };
}

function cutSide(size: number, { patchPx, overlapPx, semantic }: LatticeSpec): Span[] {
  const cellPx = patchPx - 2 * overlapPx;
  const last = Math.max(0, size - patchPx);
  const losesBorder = semantic?.fit === 'centre';
  const spans: Span[] = [];
  for (let start = 0; start < size; start += cellPx) {
    const end = Math.min(size, start + cellPx);
    const seen = start - overlapPx;
    const patchStart = losesBorder ? seen : Math.min(last, Math.max(0, seen));
    const before = spans.at(-1);
    if (before?.patchStart === patchStart) before.end = end;
    else spans.push({ start, end, patchStart });
  }
  return spans;
}

/** Numbers of the spans that meet `start` to `end`. */
function spansOver(
  spans: readonly Span[],
  { start, end, by, patchPx }: { start: number; end: number; by: 'cell' | 'seen'; patchPx: number },
): number[] {
  const met: number[] = [];
  spans.forEach((span, i) => {
    const from = by === 'cell' ? span.start : span.patchStart;
    const to = by === 'cell' ? span.end : span.patchStart + patchPx;
    if (from < end && to > start) met.push(i);
  });
  return met;
}

/** The smallest window that holds the windows of all patches; null where there are none. */
export function seenWindow(patches: readonly Patch[]): Window | null {
  return patches.length === 0 ? null : patches.map(({ window }) => window).reduce(windowAround);
}
