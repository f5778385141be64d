import { NODATA_CLASS } from '../raster/class-mask.js';
import { type Cells, labelRuns, type PartRuns, paintRuns } from './part-runs.js';
import { UnionFind } from './union-find.js';

export type { Cells } from './part-runs.js';

/** A mask with a run for fewer pixels than this is asked pixel by pixel so often that painting it is quicker. */
const PIXELS_PER_RUN = 4;

/**
 * The **parts** of a class mask: its 4-connected components. Polygons are made of parts, because a 4-connected
 * component always has a valid polygon; with 8-connectivity a region is a group of parts that touch at corners.
 */
export class Parts {
  private painted: Uint32Array | null = null;

  /** `room` for a label per pixel, made if not given, is used at the first need: it must be free until then. */
  constructor(
    readonly runs: PartRuns,
    private readonly width: number,
    private readonly room?: Uint32Array,
  ) {
    const pixels = width * (runs.rows.length - 1);
    if (runs.count * PIXELS_PER_RUN > pixels) this.paint();
  }

  get count(): number {
    return this.runs.partCount;
  }

  /** Part of every pixel, 1 … count in order of the part's first pixel; 0 where nodata. */
  get labels(): Uint32Array {
    return this.painted ?? this.paint();
  }

  /** Part of one pixel, without painting all for it. */
  partAt(pixel: number): number {
    if (this.painted !== null) return this.painted[pixel];
    const { ends, parts, rows } = this.runs;
    const row = Math.floor(pixel / this.width);
    let low = rows[row];
    let high = rows[row + 1] - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ends[middle] > pixel) high = middle;
      else low = middle + 1;
    }
    return parts[low];
  }

  private paint(): Uint32Array {
    this.painted = this.room ?? new Uint32Array(this.width * (this.runs.rows.length - 1));
    paintRuns(this.runs, this.painted);
    return this.painted;
  }
}

/** Labels the 4-connected components of equal class; labels per pixel are painted into `room` (whatever it held). */
export function labelParts(classes: Cells, width: number, height: number, room?: Uint32Array): Parts {
  return new Parts(labelRuns(classes, width, height), width, room);
}

/**
 * Groups parts into regions. With 4-connectivity every part is a region; with 8-connectivity parts of one class that
 * touch at a corner are one region. Returns the region (1 … count, in order of first pixel) of every part; 0 → 0.
 */
export function groupParts(
  parts: Parts,
  mask: { classes: Cells; width: number; height: number; connectivity: 4 | 8 },
): { regionOfPart: Uint32Array; count: number } {
  if (mask.connectivity === 4) return { regionOfPart: everyNumber(parts.count + 1), count: parts.count };
  const sets = new UnionFind(parts.count + 1);
  sets.add(parts.count + 1);
  const { classes, width, height } = mask;
  const { labels } = parts;
  for (let row = 0; row + 1 < height; row++) {
    for (let at = row * width; at < row * width + width - 1; at++) {
      const northWest = classes[at];
      const northEast = classes[at + 1];
      const southWest = classes[at + width];
      const southEast = classes[at + width + 1];
      if (northWest === southEast && northWest !== NODATA_CLASS && northWest !== northEast) {
        sets.union(labels[at], labels[at + width + 1]);
      }
      if (northEast === southWest && northEast !== NODATA_CLASS && northEast !== northWest) {
        sets.union(labels[at + 1], labels[at + width]);
      }
    }
  }
  const { numbers, count } = sets.number();
  return { regionOfPart: numbers, count: count - 1 };
}

/** 0, 1, 2, … */
function everyNumber(length: number): Uint32Array {
  const numbers = new Uint32Array(length);
  for (let i = 0; i < length; i++) numbers[i] = i;
  return numbers;
}
