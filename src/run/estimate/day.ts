import { type CloudEstimate, HISTORY_EVENTS_PER_PHASE } from './cloud.js';
import { type CloudSetup, LIMITS } from './prices.js';
import { type Range, timesRange } from './range.js';
import type { Workload } from './workload.js';

const DAY_SECONDS = 86_400;

/** Scenes of one kind, as many as a number of pixels a day makes, spread evenly over it. */
export interface DayEstimate {
  scenes: number;
  /** Workers busy at any time. */
  workersAtOnce: Range;
  /** Runs under way at any time. */
  runsAtOnce: Range;
  getsPerSecond: Range;
  putsPerSecond: Range;
  transitionsPerSecond: Range;
  startsPerSecond: number;
  terabytesRead: number;
  usd: Range;
}

export function estimateDay(
  { workload, cloud, setup }: { workload: Workload; cloud: CloudEstimate; setup: CloudSetup },
  pixelsPerDay: number,
): DayEstimate {
  const scenes = pixelsPerDay / (workload.width * workload.height);
  const perSecond = scenes / DAY_SECONDS;
  const workerSeconds = timesRange(cloud.gbSeconds, 1024 / setup.workMemoryMB);
  return {
    scenes,
    workersAtOnce: timesRange(workerSeconds, perSecond),
    runsAtOnce: timesRange(cloud.wallSeconds, perSecond),
    getsPerSecond: timesRange(cloud.gets, perSecond),
    putsPerSecond: timesRange(cloud.puts, perSecond),
    transitionsPerSecond: timesRange(cloud.transitions, perSecond),
    startsPerSecond: perSecond,
    terabytesRead: (scenes * workload.storedBytes) / 1e12,
    usd: timesRange(cloud.usd, scenes),
  };
}

/** Pixels a day at which the quota of workers at once is used up, all day long. */
export const pixelsAtWorkerLimit = (day: DayEstimate, pixelsPerDay: number): Range => ({
  low: (pixelsPerDay * LIMITS.lambdaAtOnce) / day.workersAtOnce.high,
  high: (pixelsPerDay * LIMITS.lambdaAtOnce) / day.workersAtOnce.low,
});

/** Events in the history of an execution: they grow with its phases, not with its tiles, which children count. */
export const historyEvents = (phases: number): number => HISTORY_EVENTS_PER_PHASE * (phases + 2);
