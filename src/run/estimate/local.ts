import { addRanges, type Range, timesRange } from './range.js';
import type { Rates } from './rates.js';
import { megapixelsOf, type Workload } from './workload.js';

/** A run on this machine. */
export interface LocalEstimate {
  workers: number;
  seconds: Range;
  polygons: Range;
  outputBytes: Range;
}

/** Until the first tile, and after the last: programs that start, threads that load. */
const START_SECONDS: Range = { low: 0.3, high: 1 };
/** Workers share caches, memory and disk, and at the end wait for each other: time against that of cores of their own. */
const SHARING: Range = { low: 1, high: 1.6 };

export function estimateLocal(workload: Workload, rates: Rates): LocalEstimate {
  const megapixels = megapixelsOf(workload);
  const { workers } = workload;
  const core = timesRange(addRanges(rates.segmentSeconds, rates.polygonSeconds), megapixels);
  // A scene of fewer tiles than workers keeps only some of them at work.
  const atWork = Math.min(workers, workload.tiles);
  const shared = atWork > 1 ? timesRange(core, timesRange(SHARING, 1 / atWork)) : core;
  return {
    workers,
    seconds: addRanges(shared, START_SECONDS),
    polygons: timesRange(rates.polygons, megapixels),
    outputBytes: timesRange(rates.outputBytes, megapixels),
  };
}
