import type { Band } from '../../src/raster/raster.js';
import { expandWindow, intersectWindows, type Window } from '../../src/raster/window.js';
import type { WindowColumns } from '../../src/segment/segmenter.js';
import { adjustedRand } from './adjusted-rand.js';

export interface SeamRun {
  /** Objects of a window: a finder's `find`, or a segmenter's `predictObjects`, with its parameters bound. */
  find(columns: WindowColumns): FoundIds | Promise<FoundIds>;
  /** The whole scene: a window that begins at 0, 0. */
  columns: WindowColumns;
  blockPx: number;
  overlapPx: number;
}

/** A pixel just before a seam, and the one just behind it. */
type Seam = [x: number, y: number, nextX: number, nextY: number];

interface Block {
  seen: Window;
  objects: Uint32Array;
  /** Added to its numbers to tell them from those of other blocks. */
  first: number;
}

/** Number of each pixel's object, from 1; 0 where it belongs to none. */
interface FoundIds {
  objects: Uint32Array;
}

export interface SeamAgreement {
  /** Pairs of pixels on either side of a seam that belong to objects both, in either run. */
  pairs: number;
  /** Share of them that are one object, or two, in both runs; 1 where there is no pair. */
  share: number;
  /** Share of them that are one object in the run in one piece, and two in the run in blocks. */
  cut: number;
  /** Share of them that are two objects in the run in one piece, and one in the run in blocks. */
  merged: number;
  /** Adjusted Rand index of all pixels of both runs. */
  adjustedRand: number;
  /** Objects of the run in blocks, numbered from 1 with gaps, and of the run in one piece. */
  blocks: Uint32Array;
  whole: Uint32Array;
}

/**
 * How well a method that works in blocks does at their seams: it is run block by block, each with `overlapPx` around it,
 * and on the whole scene as one block. Two pixels on either side of a seam join their objects where both blocks find them
 * in one; then it is asked of every such pair whether it ends in one object, and compared with the run in one piece.
 *
 *     const { share } = await measureSeams({ find: (seen) => finder.find(seen, params), columns, blockPx: 256, overlapPx: 64 });
 */
export async function measureSeams({ find, columns, blockPx, overlapPx }: SeamRun): Promise<SeamAgreement> {
  const { width, height } = columns.window;
  const whole = (await find(columns)).objects;
  const across = Math.ceil(width / blockPx);
  const found: Block[] = [];
  for (let i = 0; i < across * Math.ceil(height / blockPx); i++) {
    const block = {
      col: (i % across) * blockPx,
      row: Math.floor(i / across) * blockPx,
      width: blockPx,
      height: blockPx,
    };
    const seen = intersectWindows(expandWindow(block, overlapPx), columns.window)!;
    found.push({ seen, objects: (await find(cutColumns(columns, seen))).objects, first: 0 });
  }
  let next = 0;
  for (const block of found) {
    block.first = next;
    next += block.objects.reduce((most, id) => Math.max(most, id), 0);
  }
  const blockOf = (x: number, y: number) => found[Math.floor(y / blockPx) * across + Math.floor(x / blockPx)];
  const idIn = ({ seen, objects }: Block, x: number, y: number) => objects[(y - seen.row) * seen.width + x - seen.col];
  const idAt = (x: number, y: number) => {
    const block = blockOf(x, y);
    const id = idIn(block, x, y);
    return id === 0 ? 0 : block.first + id;
  };

  const seams: Seam[] = [];
  for (let x = blockPx; x < width; x += blockPx) for (let y = 0; y < height; y++) seams.push([x - 1, y, x, y]);
  for (let y = blockPx; y < height; y += blockPx) for (let x = 0; x < width; x++) seams.push([x, y - 1, x, y]);

  const parent = Uint32Array.from({ length: next + 1 }, (_, i) => i);
  const rootOf = (id: number): number => {
    while (parent[id] !== id) id = parent[id] = parent[parent[id]];
    return id;
  };
  const isOneIn = (block: Block, [x, y, nextX, nextY]: Seam) => {
    const [a, b] = overlapPx > 0 ? [idIn(block, x, y), idIn(block, nextX, nextY)] : [0, 0];
    return a > 0 && a === b;
  };
  for (const seam of seams) {
    const [x, y, nextX, nextY] = seam;
    if (!isOneIn(blockOf(x, y), seam) || !isOneIn(blockOf(nextX, nextY), seam)) continue;
    parent[rootOf(idAt(nextX, nextY))] = rootOf(idAt(x, y));
  }

  let pairs = 0;
  let cut = 0;
  let merged = 0;
  for (const [x, y, nextX, nextY] of seams) {
    const [a, b] = [idAt(x, y), idAt(nextX, nextY)];
    const [wholeA, wholeB] = [whole[y * width + x], whole[nextY * width + nextX]];
    if ((a === 0 || b === 0) && (wholeA === 0 || wholeB === 0)) continue;
    pairs++;
    const isOne = a > 0 && b > 0 && rootOf(a) === rootOf(b);
    const wasOne = wholeA > 0 && wholeA === wholeB;
    if (wasOne && !isOne) cut++;
    if (isOne && !wasOne) merged++;
  }
  const blocks = Uint32Array.from(whole, (_, i) => rootOf(idAt(i % width, Math.floor(i / width))));
  const shareOf = (count: number) => (pairs === 0 ? 0 : count / pairs);
  return {
    pairs,
    share: 1 - shareOf(cut + merged),
    cut: shareOf(cut),
    merged: shareOf(merged),
    adjustedRand: adjustedRand(blocks, whole),
    blocks,
    whole,
  };
}

/** The part of the columns within a window inside theirs. */
export function cutColumns(columns: WindowColumns, window: Window): WindowColumns {
  const { col, row, width } = columns.window;
  const take = <B extends Band>(band: B): B => {
    const part = band.slice(0, 0).constructor as new (length: number) => B;
    const out = new part(window.width * window.height);
    for (let y = 0; y < window.height; y++) {
      const start = (window.row - row + y) * width + window.col - col;
      out.set(band.subarray(start, start + window.width), y * window.width);
    }
    return out;
  };
  return {
    length: window.width * window.height,
    values: columns.values.map(take),
    valid: columns.valid && take(columns.valid),
    window,
  };
}
