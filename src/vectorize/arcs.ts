/** `end` of an arc whose next side is chosen by the joiner, because four tiles' pixels meet like a checkerboard. */
export const END_CHECKERBOARD = 4;
/** `end` of an arc that is a whole ring. */
export const END_CLOSED = 5;

/**
 * Boundaries traced in one tile, as arcs: runs of lattice corners with the part on the left. A closed arc is a whole
 * ring without a repeated corner. An open arc starts and ends on the tile's border.
 *
 * Corners are kept where the boundary turns, where three regions meet on a straight side (so that neighbours share
 * every edge, corner for corner), and every `densifyPx` lattice steps (so that a projected side stays straight enough);
 * or, where borders are simplified, where that said so.
 */
export interface Arcs {
  count: number;
  /** Label of the part that the arc bounds. */
  part: Uint32Array;
  /** Direction of the first side (0 to 3). */
  start: Uint8Array;
  /** Direction of the side that follows the last (0 to 3), `END_CHECKERBOARD` or `END_CLOSED`. */
  end: Uint8Array;
  /** Direction of the last side. */
  last: Uint8Array;
  /** 1 where the last corner of an open arc belongs in the ring, 0 where it is only where tiles meet. */
  keepLast: Uint8Array;
  /** Arc `i` owns corners `offsets[i]` to `offsets[i + 1]` exclusive. */
  offsets: Uint32Array;
  /** col, row, col, row, … of the scene's lattice. */
  corners: Int32Array;
  /** Where borders are simplified: how each corner is drawn (see `corner-codes.ts`). */
  codes?: Uint8Array;
}

/** The columns of `Arcs` that have one value per arc. */
export const ARC_COLUMNS = ['part', 'start', 'end', 'last', 'keepLast'] as const;

/** Arcs being collected, in arrays that grow. */
export class ArcBuilder {
  private corners = new Int32Array(1 << 14);
  /** Numbers in `corners` so far: two a corner. */
  private length = 0;
  private columns = createArcColumns(1024);
  private offsets = new Uint32Array(1024 + 1);
  private count = 0;

  /** Takes all away; keeps the memory. */
  clear(): void {
    this.length = 0;
    this.count = 0;
  }

  corner(col: number, row: number): void {
    if (this.length + 2 > this.corners.length) this.corners = grow(this.corners);
    this.corners[this.length++] = col;
    this.corners[this.length++] = row;
  }

  /** The ring of one pixel, from its upper left corner. */
  square(col: number, row: number): void {
    if (this.length + 8 > this.corners.length) this.corners = grow(this.corners);
    const { corners, length } = this;
    corners[length] = corners[length + 2] = col;
    corners[length + 4] = corners[length + 6] = col + 1;
    corners[length + 1] = corners[length + 7] = row;
    corners[length + 3] = corners[length + 5] = row + 1;
    this.length = length + 8;
  }

  finish(part: number, start: number, end: number, last: number, keepLast: number): void {
    if (this.count === this.columns.part.length) this.reserve(2 * this.count);
    const arc = this.count++;
    this.offsets[this.count] = this.length / 2;
    this.columns.part[arc] = part;
    this.columns.start[arc] = start;
    this.columns.end[arc] = end;
    this.columns.last[arc] = last;
    this.columns.keepLast[arc] = keepLast;
  }

  build(): Arcs {
    const { count } = this;
    const columns = createArcColumns(count);
    for (const name of ARC_COLUMNS) columns[name].set(this.columns[name].subarray(0, count));
    const offsets = this.offsets.slice(0, count + 1);
    const corners = this.corners.slice(0, this.length);
    return { count, ...columns, offsets, corners };
  }

  private reserve(count: number): void {
    const columns = createArcColumns(count);
    for (const name of ARC_COLUMNS) columns[name].set(this.columns[name]);
    this.columns = columns;
    const offsets = new Uint32Array(count + 1);
    offsets.set(this.offsets);
    this.offsets = offsets;
  }
}

function createArcColumns(count: number): Pick<Arcs, (typeof ARC_COLUMNS)[number]> {
  return {
    part: new Uint32Array(count),
    start: new Uint8Array(count),
    end: new Uint8Array(count),
    last: new Uint8Array(count),
    keepLast: new Uint8Array(count),
  };
}

function grow(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
