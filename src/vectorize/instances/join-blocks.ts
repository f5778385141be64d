import type { Window } from '../../raster/window.js';
import { forSides, SIDES, type Side } from '../borders.js';
import { labelParts } from '../label.js';
import { UnionFind } from '../union-find.js';

/** A square of the scene as a method saw it, with the pixels around it. */
export interface SeenBlock {
  window: Window;
  classes: Uint8Array;
  /** Number of each pixel's object in this block; 0 where it belongs to none. All pixels of an object are of one class. */
  objects: Uint32Array | null;
}

/** The share of a block that lies in a tile. */
export interface BlockPiece {
  shared: Window;
  block: SeenBlock;
}

/**
 * What one tile knows of the objects in it, numbered from 1: first the `openCount` that other tiles may have more of, then
 * those that are complete, each in order of their first pixel.
 */
export interface TileObjects {
  /** Object of every pixel of the core; 0 where it belongs to none. */
  objects: Uint32Array;
  openCount: number;
  completeCount: number;
  border: ObjectBorder;
}

/** The pixels along the sides of a tile's core, for its neighbours. */
export interface ObjectBorder {
  classes: Record<Side, Uint8Array>;
  objects: Record<Side, Uint32Array>;
  /** 1 where, as the pixel's own block saw it, the pixel beyond the side belongs to the same object. */
  joins: Record<Side, Uint8Array>;
}

/**
 * Joins the objects of the blocks that a tile's core meets. Two pixels side by side belong together if both of their blocks
 * saw them in one object and gave it one class. Nothing else joins, so it is the same for all tiles.
 * @param pieces row by row, all pieces of a row of one height
 */
export function joinBlocks(core: Window, classes: Uint8Array, pieces: readonly BlockPiece[]): TileObjects {
  const { width, height } = core;
  const parts = labelParts(collectCells(core, classes, pieces), width, height);
  const { labels } = parts;
  const sets = new UnionFind(parts.count + 1);
  sets.add(parts.count + 1);
  const columns = pieces.filter(({ shared }) => shared.row === core.row).length;
  const unite = (a: BlockPiece, b: BlockPiece, at: PixelPair): void => {
    const p = (at.row - core.row) * width + at.col - core.col;
    const q = p + at.down * width + at.right;
    if (classes[p] === classes[q] && seesOne(a.block, at) && seesOne(b.block, at)) sets.union(labels[p], labels[q]);
  };
  pieces.forEach((piece, k) => {
    const { col, row, width: across, height: down } = piece.shared;
    if (col + across < core.col + width) {
      for (let y = row; y < row + down; y++)
        unite(piece, pieces[k + 1], { col: col + across - 1, row: y, right: 1, down: 0 });
    }
    if (row + down < core.row + height) {
      for (let x = col; x < col + across; x++) {
        unite(piece, pieces[k + columns], { col: x, row: row + down - 1, right: 0, down: 1 });
      }
    }
  });
  return numberObjects(core, classes, { labels, sets, pieces });
}

/** A pixel of the scene and the next one to the right or below. */
interface PixelPair {
  col: number;
  row: number;
  right: 0 | 1;
  down: 0 | 1;
}

/** Whether a block saw both pixels, in one object. */
function seesOne({ window, objects }: SeenBlock, { col, row, right, down }: PixelPair): boolean {
  const [x, y] = [col - window.col, row - window.row];
  if (x < 0 || y < 0 || x + right >= window.width || y + down >= window.height) return false;
  const at = y * window.width + x;
  return objects![at] !== 0 && objects![at] === objects![at + down * window.width + right];
}

/** A number for every object of every block, 0 where a pixel belongs to none or has no class. */
function collectCells(core: Window, classes: Uint8Array, pieces: readonly BlockPiece[]): Uint32Array {
  const cells = new Uint32Array(core.width * core.height);
  let base = 0;
  for (const { shared, block } of pieces) {
    const { window, objects } = block;
    let most = 0;
    for (let row = shared.row; row < shared.row + shared.height; row++) {
      let from = (row - window.row) * window.width + shared.col - window.col;
      let to = (row - core.row) * core.width + shared.col - core.col;
      for (const end = to + shared.width; to < end; to++, from++) {
        const object = objects![from];
        if (object === 0 || classes[to] === 0) continue;
        if (object > most) most = object;
        cells[to] = base + object;
      }
    }
    base += most;
  }
  return cells;
}

function numberObjects(
  core: Window,
  classes: Uint8Array,
  { labels, sets, pieces }: { labels: Uint32Array; sets: UnionFind; pieces: readonly BlockPiece[] },
): TileObjects {
  const { width, height } = core;
  const { numbers, count } = sets.number();
  const sides = sidePixels(width, height);
  const isOpen = new Uint8Array(count);
  for (const side of SIDES) for (const pixel of sides[side]) isOpen[numbers[labels[pixel]]] = 1;
  isOpen[0] = 0;
  const openCount = isOpen.reduce((sum, flag) => sum + flag, 0);
  const objectOf = new Uint32Array(count);
  let [open, complete] = [0, openCount];
  for (let set = 1; set < count; set++) objectOf[set] = isOpen[set] ? ++open : ++complete;
  const objects = labels.map((label) => objectOf[numbers[label]]);
  const border = {
    classes: forSides((side) => Uint8Array.from(sides[side], (pixel) => classes[pixel])),
    objects: forSides((side) => Uint32Array.from(sides[side], (pixel) => objects[pixel])),
    joins: forSides((side) => Uint8Array.from(sides[side], (pixel) => Number(goesOn(core, side, pixel, pieces)))),
  };
  return { objects, openCount, completeCount: complete - openCount, border };
}

/** Whether the block of a pixel on a side saw the pixel beyond that side in the same object. */
function goesOn(core: Window, side: Side, pixel: number, pieces: readonly BlockPiece[]): boolean {
  const col = core.col + (pixel % core.width);
  const row = core.row + Math.floor(pixel / core.width);
  const { block } = pieces.find(({ shared }) => contains(shared, col, row))!;
  switch (side) {
    case 'top':
      return seesOne(block, { col, row: row - 1, right: 0, down: 1 });
    case 'bottom':
      return seesOne(block, { col, row, right: 0, down: 1 });
    case 'left':
      return seesOne(block, { col: col - 1, row, right: 1, down: 0 });
    case 'right':
      return seesOne(block, { col, row, right: 1, down: 0 });
  }
}

const contains = ({ col, row, width, height }: Window, x: number, y: number): boolean =>
  x >= col && y >= row && x < col + width && y < row + height;

/** Pixels of a core along each side; rows from left to right, columns from top to bottom. */
function sidePixels(width: number, height: number): Record<Side, Uint32Array> {
  const along = (length: number, from: number, step: number) => new Uint32Array(length).map((_, i) => from + i * step);
  return {
    top: along(width, 0, 1),
    bottom: along(width, (height - 1) * width, 1),
    left: along(height, 0, width),
    right: along(height, width - 1, width),
  };
}
