/** The region of a ring that is left out. */
export const NO_REGION = 0xffffffff;

/** Closed rings of lattice corners (no corner repeated), each bounding a part: the region is on their left. */
export interface Rings {
  count: number;
  part: Uint32Array;
  /** Ring `i` owns corners `offsets[i]` to `offsets[i + 1]` exclusive. */
  offsets: Uint32Array;
  /** col, row, col, row, … */
  corners: Int32Array;
  /** Where borders are simplified: how each corner is drawn (see `corner-codes.ts`). */
  codes?: Uint8Array;
}

/**
 * Turns every ring of a region, in place, so that it starts at its uppermost, then leftmost corner. A ring has each corner once,
 * so this makes the corners independent of where the tracing began. Returns the starts as lattice numbers
 * (row × (scene width + 1) + col); the start of a part's outer ring comes before those of its holes, or is the same.
 */
export function startRingsAtTop(rings: Rings, region: Uint32Array, sceneWidth: number): Float64Array {
  const { corners, offsets, codes } = rings;
  const starts = new Float64Array(rings.count);
  let scratch = new Int32Array(64);
  for (let ring = 0; ring < rings.count; ring++) {
    const from = 2 * offsets[ring];
    const to = 2 * offsets[ring + 1];
    if (region[ring] === NO_REGION || from === to) continue;
    let top = from;
    for (let at = from + 2; at < to; at += 2) {
      const rowDifference = corners[at + 1] - corners[top + 1];
      if (rowDifference < 0 || (rowDifference === 0 && corners[at] < corners[top])) top = at;
    }
    starts[ring] = corners[top + 1] * (sceneWidth + 1) + corners[top];
    if (top === from) continue;
    if (scratch.length < to - from) scratch = new Int32Array(2 * (to - from));
    turn(corners, from, top, to, scratch);
    if (codes) turn(codes, from / 2, top / 2, to / 2, scratch);
  }
  return starts;
}

/** Moves what lies before `top` behind the rest. */
function turn(values: Int32Array | Uint8Array, from: number, top: number, to: number, scratch: Int32Array): void {
  scratch.set(values.subarray(from, top));
  values.copyWithin(from, top, to);
  values.set(scratch.subarray(0, top - from), from + to - top);
}

/**
 * Ring numbers region by region, each region's in ascending order, and where each region's begin (`regionCount + 1`
 * values). Rings of `NO_REGION` are left out.
 */
export function groupByRegion(region: Uint32Array, regionCount: number) {
  const regionOffsets = new Uint32Array(regionCount + 1);
  for (const of of region) if (of !== NO_REGION) regionOffsets[of + 1]++;
  for (let i = 0; i < regionCount; i++) regionOffsets[i + 1] += regionOffsets[i];
  const next = regionOffsets.slice();
  const order = new Uint32Array(regionOffsets[regionCount]);
  for (let ring = 0; ring < region.length; ring++) if (region[ring] !== NO_REGION) order[next[region[ring]]++] = ring;
  return { order, regionOffsets };
}

/** What the rings of a region need to be put in order. */
interface RingOrder {
  /** Region of every ring, 0 … regionCount - 1 in order of id, or `NO_REGION`. */
  region: Uint32Array;
  regionCount: number;
  starts: Float64Array;
}

/**
 * Rings by region, then by part (in order of the part's outer ring), then by start: polygons follow each other,
 * each with its outer ring first. Returns ring numbers, and where each region's begin (`regionCount + 1` values).
 *
 * Rings of simplified borders may start at the same corner. An outer ring then comes before a hole, and of others the
 * one whose second corner is higher, or farther left: no two have both corners in common.
 */
export function orderRings(rings: Rings, { region, regionCount, starts }: RingOrder) {
  const { order, regionOffsets } = groupByRegion(region, regionCount);
  const isBefore = (a: number, b: number): number =>
    starts[a] - starts[b] || Number(isHole(rings, a)) - Number(isHole(rings, b)) || compareSecond(rings, a, b);

  const outerOf = new Map<number, number>();
  for (let i = 0; i < regionCount; i++) {
    const of = order.subarray(regionOffsets[i], regionOffsets[i + 1]);
    if (of.length < 2) continue;
    outerOf.clear();
    for (const ring of of) {
      const outer = outerOf.get(rings.part[ring]);
      if (outer === undefined || isBefore(ring, outer) < 0) outerOf.set(rings.part[ring], ring);
    }
    of.sort((a, b) => {
      const [partA, partB] = [rings.part[a], rings.part[b]];
      return (partA !== partB && isBefore(outerOf.get(partA)!, outerOf.get(partB)!)) || isBefore(a, b);
    });
  }
  return { order, regionOffsets };
}

/** Outer rings have the region on their left, and so have holes: those turn the other way. */
function isHole({ corners, offsets }: Rings, ring: number): boolean {
  return signedArea2(corners, offsets[ring], offsets[ring + 1]) > 0;
}

function compareSecond({ corners, offsets }: Rings, a: number, b: number): number {
  const [i, j] = [2 * offsets[a] + 2, 2 * offsets[b] + 2];
  return corners[i + 1] - corners[j + 1] || corners[i] - corners[j];
}

/** Twice the area within a ring of corners `from` to `end` exclusive; below zero where it turns to the left (rows grow downwards). */
export function signedArea2(corners: Int32Array, from: number, end: number): number {
  let sum = 0;
  for (let i = from, before = end - 1; i < end; before = i++) {
    sum += corners[2 * before] * corners[2 * i + 1] - corners[2 * i] * corners[2 * before + 1];
  }
  return sum;
}
