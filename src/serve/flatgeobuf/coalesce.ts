/** Bytes or numbers from `start` to `end` exclusive. */
export interface Range {
  start: number;
  end: number;
}

export interface CoalesceOptions {
  /** What lies between two ranges is read with them if it is no longer. */
  freeGap: number;
  /** Ranges beyond this number are joined over longer gaps, the shortest first … */
  maxCount: number;
  /** … as long as no more than this is read in vain. */
  maxWaste: number;
}

/** Ranges in rising order that may overlap → few ranges that hold them all. */
export function coalesce(ranges: readonly Range[], { freeGap, maxCount, maxWaste }: CoalesceOptions): Range[] {
  const near = joinOver(ranges, freeGap);
  if (near.length <= maxCount) return near;
  const gaps = near.slice(1).map((range, i) => range.start - near[i].end);
  let [widest, waste] = [freeGap, 0];
  const sorted = gaps.toSorted((a, b) => a - b).slice(0, near.length - maxCount);
  for (const gap of sorted) {
    waste += gap;
    if (waste > maxWaste) break;
    widest = gap;
  }
  return joinOver(near, widest);
}

function joinOver(ranges: readonly Range[], gap: number): Range[] {
  const joined: Range[] = [];
  for (const { start, end } of ranges) {
    const last = joined.at(-1);
    if (last && start - last.end <= gap) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}
