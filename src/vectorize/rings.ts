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
}

/**
 * Turns every ring of a region, in place, so that it starts at its uppermost, then leftmost corner. A ring has each corner once,
 * so this makes the corners independent of where the tracing began. Returns the starts as lattice numbers
 * (row × (scene width + 1) + col): in their order the outer ring of a part comes before its holes.
 */
export function startRingsAtTop(rings: Rings, region: Uint32Array, sceneWidth: number): Float64Array {
  const { corners, offsets } = rings;
  const starts = new Float64Array(rings.count);
  let scratch = new Int32Array(64);
  for (let ring = 0; ring < rings.count; ring++) {
    if (region[ring] === NO_REGION) continue;
    const from = 2 * offsets[ring];
    const to = 2 * offsets[ring + 1];
    let top = from;
    for (let at = from + 2; at < to; at += 2) {
      const rowDifference = corners[at + 1] - corners[top + 1];
      if (rowDifference < 0 || (rowDifference === 0 && corners[at] < corners[top])) top = at;
    }
    starts[ring] = corners[top + 1] * (sceneWidth + 1) + corners[top];
    if (top === from) continue;
    if (scratch.length < to - from) scratch = new Int32Array(2 * (to - from));
    scratch.set(corners.subarray(from, top));
    corners.copyWithin(from, top, to);
    corners.set(scratch.subarray(0, top - from), from + to - top);
  }
  return starts;
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
 */
export function orderRings(rings: Rings, { region, regionCount, starts }: RingOrder) {
  const { order, regionOffsets } = groupByRegion(region, regionCount);

  const partStarts = new Map<number, number>();
  for (let i = 0; i < regionCount; i++) {
    const of = order.subarray(regionOffsets[i], regionOffsets[i + 1]);
    if (of.length < 2) continue;
    partStarts.clear();
    for (const ring of of) {
      const part = rings.part[ring];
      partStarts.set(part, Math.min(starts[ring], partStarts.get(part) ?? Number.POSITIVE_INFINITY));
    }
    of.sort((a, b) => {
      const parts = partStarts.get(rings.part[a])! - partStarts.get(rings.part[b])!;
      return parts || starts[a] - starts[b];
    });
  }
  return { order, regionOffsets };
}
