import { InputError } from '../../errors.js';
import { NODATA_CLASS } from '../../raster/class-mask.js';
import type { Side } from '../borders.js';
import { mergeBasins } from './merge-basins.js';
import { type Pass, PassTable } from './pass.js';
import type { SplitBorder, TileSplit } from './split-tile.js';

/** What fits in 32 bits beside 0. */
const MOST_INSTANCES = 2 ** 32 - 1;

/** What one tile hands to the joiner. */
export type SplitToJoin = Omit<TileSplit, 'objects'>;

/** The objects of the whole scene. */
export interface JoinedSplits {
  /** Open object `i` (from 0) of tile `t` is number `openOffsets[t] + i` in `instances`. */
  openOffsets: Float64Array;
  /** Instance of each open object, from 0 to `instanceCount` exclusive. */
  instances: Uint32Array;
  instanceCount: number;
  /** Complete object `i` (from 0) of tile `t` is instance `completeOffsets[t] + i`. */
  completeOffsets: Float64Array;
}

/**
 * Joins objects across tile borders and decides what the tiles could not. Tiles must come row by row; only one row of
 * borders is kept, and of the objects those that a tile's border meets.
 */
export class SplitJoiner {
  private readonly passes = new PassTable();
  private readonly peakDepths: Uint32Array[] = [];
  private readonly peakPixels: Float64Array[] = [];
  private readonly openOffsets: number[] = [0];
  private readonly completeCounts: number[] = [];
  private above: NumberedBorder[] = [];
  private current: NumberedBorder[] = [];
  private readonly pass: Pass = { a: 0, b: 0, low: 0, lowPixel: 0, high: 0, highPixel: 0 };

  constructor(
    private readonly columns: number,
    private readonly options: { connectivity: 4 | 8; sceneWidth: number; unitM: number; splitM: number },
  ) {}

  add({ openCount, completeCount, peakDepths, peakPixels, passes, border }: SplitToJoin): void {
    const first = this.openOffsets.at(-1)!;
    this.openOffsets.push(first + openCount);
    this.completeCounts.push(completeCount);
    this.peakDepths.push(peakDepths);
    this.peakPixels.push(peakPixels);
    const { a, b, low, lowPixel, high, highPixel } = passes.columns;
    for (let i = 0; i < passes.count; i++) {
      this.passes.keep({
        a: first + a[i],
        b: first + b[i],
        low: low[i],
        lowPixel: lowPixel[i],
        high: high[i],
        highPixel: highPixel[i],
      });
    }

    const column = this.current.length;
    const tile = { ...border, first };
    const left = this.current[column - 1];
    const top = this.above[column];
    if (left) this.joinSides(left, 'right', tile, 'left');
    if (top) this.joinSides(top, 'bottom', tile, 'top');
    if (this.options.connectivity === 8) {
      const topLeft = this.above[column - 1];
      const topRight = this.above[column + 1];
      if (topLeft) this.joinPixels([topLeft, 'bottom', topLeft.core.width - 1], [tile, 'top', 0]);
      if (topRight) this.joinPixels([topRight, 'bottom', 0], [tile, 'top', tile.core.width - 1]);
    }
    this.current.push(tile);
    if (this.current.length === this.columns) {
      this.above = this.current;
      this.current = [];
    }
  }

  private joinSides(a: NumberedBorder, sideA: Side, b: NumberedBorder, sideB: Side): void {
    const { length } = a.classes[sideA];
    for (let i = 0; i < length; i++) {
      this.joinPixels([a, sideA, i], [b, sideB, i]);
      if (this.options.connectivity === 4) continue;
      if (i > 0) this.joinPixels([a, sideA, i], [b, sideB, i - 1]);
      if (i + 1 < length) this.joinPixels([a, sideA, i], [b, sideB, i + 1]);
    }
  }

  private joinPixels(p: BorderPixel, q: BorderPixel): void {
    const classId = classAt(p);
    if (classId === NODATA_CLASS || classId !== classAt(q)) return;
    const { pass } = this;
    pass.a = objectAt(p);
    pass.b = objectAt(q);
    const { sceneWidth } = this.options;
    const [depthP, depthQ] = [depthAt(p), depthAt(q)];
    const [pixelP, pixelQ] = [scenePixelOf(p, sceneWidth), scenePixelOf(q, sceneWidth)];
    const isHigher = depthP > depthQ || (depthP === depthQ && pixelP > pixelQ);
    pass.low = isHigher ? depthQ : depthP;
    pass.lowPixel = isHigher ? pixelQ : pixelP;
    pass.high = isHigher ? depthP : depthQ;
    pass.highPixel = isHigher ? pixelP : pixelQ;
    this.passes.keep(pass);
  }

  finish(): JoinedSplits {
    const { unitM, splitM } = this.options;
    const depths = concatenate(this.peakDepths, Uint32Array);
    const pixels = concatenate(this.peakPixels, Float64Array);
    const highestFirst = Uint32Array.from(depths.keys()).sort((i, j) => depths[j] - depths[i] || pixels[j] - pixels[i]);
    const rank = new Uint32Array(depths.length);
    highestFirst.forEach((object, i) => {
      rank[object] = i;
    });
    const { a, b } = this.passes.columns;
    for (let row = 0; row < this.passes.count; row++) {
      a[row] = rank[a[row]];
      b[row] = rank[b[row]];
    }
    const peakM = Float64Array.from(highestFirst, (object) => unitM * Math.sqrt(depths[object]));
    const falling = this.passes.falling();
    const { sets } = mergeBasins({ peakM, ceilingM: peakM, passes: this.passes, falling, unitM, splitM });
    const { numbers, count } = sets.number();
    const { openOffsets, completeCounts } = this;
    return numberInstances({ openOffsets, instances: rank.map((place) => numbers[place]), count, completeCounts });
  }
}

/**
 * The objects of the whole scene: first those made of open ones, `count` in all, then the complete ones tile by tile.
 * @throws InputError where there are more than fit in 32 bits
 */
export function numberInstances(joined: {
  openOffsets: readonly number[];
  instances: Uint32Array;
  count: number;
  completeCounts: readonly number[];
}): JoinedSplits {
  const { openOffsets, instances, count, completeCounts } = joined;
  const completeOffsets = new Float64Array(completeCounts.length + 1).fill(count, 0, 1);
  completeCounts.forEach((complete, tile) => {
    completeOffsets[tile + 1] = completeOffsets[tile] + complete;
  });
  const instanceCount = completeOffsets[completeCounts.length];
  if (instanceCount > MOST_INSTANCES) {
    throw new InputError({ thing: 'objects', wanted: `at most ${MOST_INSTANCES}`, got: String(instanceCount) });
  }
  return { openOffsets: Float64Array.from(openOffsets), instances, instanceCount, completeOffsets };
}

type NumberedBorder = SplitBorder & { first: number };
type BorderPixel = readonly [tile: NumberedBorder, side: Side, place: number];

const classAt = ([tile, side, place]: BorderPixel): number => tile.classes[side][place];
const depthAt = ([tile, side, place]: BorderPixel): number => tile.depths[side][place];
/** Counted over the scene, from 0. */
const objectAt = ([tile, side, place]: BorderPixel): number => tile.first + tile.objects[side][place] - 1;

function scenePixelOf([{ core }, side, place]: BorderPixel, sceneWidth: number): number {
  const isRow = side === 'top' || side === 'bottom';
  const col = isRow ? core.col + place : side === 'left' ? core.col : core.col + core.width - 1;
  const row = isRow ? (side === 'top' ? core.row : core.row + core.height - 1) : core.row + place;
  return row * sceneWidth + col;
}

function concatenate<T extends Uint32Array | Float64Array>(parts: readonly T[], Type: new (length: number) => T): T {
  const all = new Type(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The number + 1 of the instance of every pixel of a tile; 0 where nodata. */
export function toInstances(objects: Uint32Array, openCount: number, tile: number, joined: JoinedSplits): Uint32Array {
  const firstOpen = joined.openOffsets[tile];
  const firstComplete = joined.completeOffsets[tile] - openCount;
  return objects.map((object) => {
    if (object === 0) return 0;
    const place = object - 1;
    return 1 + (place < openCount ? joined.instances[firstOpen + place] : firstComplete + place);
  });
}
