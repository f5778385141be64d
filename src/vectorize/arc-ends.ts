import { type Arcs, END_CLOSED } from './arcs.js';

/** The columns of an arc that linking looks at and that `Arcs` has as well. */
const SHARED_COLUMNS = ['part', 'start', 'end', 'last'] as const;

/** What linking needs of the arcs of all tiles, tile after tile: everything but the corners between their ends. */
export interface ArcEnds extends Pick<Arcs, 'count' | (typeof SHARED_COLUMNS)[number]> {
  /** Lattice numbers (row × (scene width + 1) + col) of the first and last corner. */
  firstCorner: Float64Array;
  lastCorner: Float64Array;
  /** Corners that the arc gives to its ring. */
  cornerCount: Uint32Array;
  /** Tile `t` owns arcs `tileOffsets[t]` to `tileOffsets[t + 1]` exclusive. */
  tileOffsets: Uint32Array;
}

/** The corners that an arc gives to its ring, as positions in `arcs.corners`: `from` to `to` exclusive, in corners. */
export function ownCorners(arcs: Arcs, arc: number): { from: number; to: number } {
  const from = arcs.offsets[arc];
  const to = arcs.offsets[arc + 1];
  if (arcs.end[arc] === END_CLOSED) return { from, to };
  // The first corner of an open arc is the last one of the arc before it.
  return { from: from + 1, to: to - 1 + arcs.keepLast[arc] };
}

/** Collects the ends of tile after tile; the arcs themselves can be forgotten. */
export class ArcEndsBuilder {
  private ends = createArcEnds(1024);
  private readonly tileOffsets: number[] = [0];
  private count = 0;

  constructor(private readonly sceneWidth: number) {}

  add(arcs: Arcs): void {
    this.reserve(this.count + arcs.count);
    const { ends, count } = this;
    for (const name of SHARED_COLUMNS) ends[name].set(arcs[name], count);
    for (let arc = 0; arc < arcs.count; arc++) {
      const { from, to } = ownCorners(arcs, arc);
      ends.cornerCount[count + arc] = to - from;
      ends.firstCorner[count + arc] = this.latticeNumber(arcs, arcs.offsets[arc]);
      ends.lastCorner[count + arc] = this.latticeNumber(arcs, arcs.offsets[arc + 1] - 1);
    }
    this.count += arcs.count;
    this.tileOffsets.push(this.count);
  }

  build(): ArcEnds {
    return { ...resizeArcEnds(this.ends, this.count), tileOffsets: Uint32Array.from(this.tileOffsets) };
  }

  private reserve(count: number): void {
    if (count <= this.ends.part.length) return;
    this.ends = resizeArcEnds(this.ends, Math.max(count, 2 * this.ends.part.length));
  }

  private latticeNumber({ corners }: Arcs, corner: number): number {
    return corners[2 * corner + 1] * (this.sceneWidth + 1) + corners[2 * corner];
  }
}

type EndColumns = Omit<ArcEnds, 'tileOffsets'>;

function createArcEnds(count: number): EndColumns {
  return {
    count,
    part: new Uint32Array(count),
    start: new Uint8Array(count),
    end: new Uint8Array(count),
    last: new Uint8Array(count),
    cornerCount: new Uint32Array(count),
    firstCorner: new Float64Array(count),
    lastCorner: new Float64Array(count),
  };
}

/** The same arcs, or the first of them, in columns of another length. */
function resizeArcEnds(ends: EndColumns, count: number): EndColumns {
  const resized = createArcEnds(count);
  for (const name of [...SHARED_COLUMNS, 'cornerCount', 'firstCorner', 'lastCorner'] as const) {
    resized[name].set(ends[name].subarray(0, count));
  }
  return resized;
}
