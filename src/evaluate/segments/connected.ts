import type { Grid, Tile } from '../../tiling/grid.js';
import { labelParts } from '../../vectorize/label.js';
import { UnionFind } from '../../vectorize/union-find.js';
import type { SegmentSide, TileSegments } from './tile-segments.js';

/** Segments are the 4-connected pixels of one class. Open ones are joined across tiles by union-find. */
export function createConnectedSide(grid: Grid): SegmentSide {
  const sets = new UnionFind();
  sets.add(); // number 0 is none
  let room = new Uint32Array(0);
  /** Numbers and classes of the last row of the tiles above, by column of the scene, and of the tile to the left's last column. */
  const above = createEdge(grid.width);
  const left = createEdge(grid.tileSizePx);

  return {
    async label(tile, places) {
      const { width, height } = tile.core;
      if (room.length < places.length) room = new Uint32Array(places.length);
      const parts = labelParts(places, width, height, room.subarray(0, places.length));
      const { labels, count } = parts;
      const placeOf = new Uint8Array(count + 1);
      for (let i = 0; i < labels.length; i++) placeOf[labels[i]] = places[i];
      const isThing = new Uint8Array(count + 1).fill(1);
      return { labels, count, placeOf, isThing, isOpen: findOpen(grid, tile, labels, count) };
    },
    number(tile, segments, kept) {
      const numbers = new Uint32Array(segments.count + 1);
      for (let label = 1; label <= segments.count; label++) if (kept[label] === 1) numbers[label] = sets.add();
      joinEdges(tile, segments, numbers);
      return numbers;
    },
    rootOf: (number) => sets.find(number),
  };

  /** Joins what touches the tiles above and to the left, and remembers this tile's last row and column. */
  function joinEdges(tile: Tile, segments: TileSegments, numbers: Uint32Array): void {
    const { col, width, height } = tile.core;
    if (tile.row > 0) visitLine(segments, { start: 0, step: 1, count: width }, (i, l) => join(above, col + i, l));
    if (tile.column > 0) visitLine(segments, { start: 0, step: width, count: height }, (i, l) => join(left, i, l));
    const lastRow = { start: (height - 1) * width, step: 1, count: width };
    visitLine(segments, lastRow, (i, label) => keep(above, col + i, label));
    visitLine(segments, { start: width - 1, step: width, count: height }, (i, label) => keep(left, i, label));

    function join(edge: Edge, at: number, label: number): void {
      if (label !== 0 && edge.places[at] === segments.placeOf[label]) sets.union(edge.numbers[at], numbers[label]);
    }
    function keep(edge: Edge, at: number, label: number): void {
      edge.numbers[at] = numbers[label];
      edge.places[at] = segments.placeOf[label];
    }
  }
}

interface Edge {
  numbers: Uint32Array;
  places: Uint8Array;
}

const createEdge = (length: number): Edge => ({ numbers: new Uint32Array(length), places: new Uint8Array(length) });

interface Line {
  start: number;
  step: number;
  count: number;
}

function visitLine(
  { labels }: Pick<TileSegments, 'labels'>,
  { start, step, count }: Line,
  visit: (i: number, label: number) => void,
): void {
  for (let i = 0; i < count; i++) visit(i, labels[start + i * step]);
}

/** Segments that touch another tile. */
function findOpen(grid: Grid, { column, row, core }: Tile, labels: Uint32Array, count: number): Uint8Array {
  const { width, height } = core;
  const isOpen = new Uint8Array(count + 1);
  const open = (_: number, label: number): void => {
    isOpen[label] = 1;
  };
  if (row > 0) visitLine({ labels }, { start: 0, step: 1, count: width }, open);
  if (row + 1 < grid.rows) visitLine({ labels }, { start: (height - 1) * width, step: 1, count: width }, open);
  if (column > 0) visitLine({ labels }, { start: 0, step: width, count: height }, open);
  if (column + 1 < grid.columns) visitLine({ labels }, { start: width - 1, step: width, count: height }, open);
  isOpen[0] = 0;
  return isOpen;
}
