import { InternalError } from '../src/errors.js';
import type { CallClock } from './call-clock.js';
import type { Cursors, SweepLimits } from './sweep-pages.js';
import { type RunSweepParts, sweepRuns } from './sweep-runs.js';
import { type SceneSweepParts, sweepScenes } from './sweep-scenes.js';

/*
 * Events can be lost, and an execution that is stopped or takes too long ends without a word. Every now and then the sweep
 * compares what lies in the bucket and what the state machine knows with the ledger, and makes up for what is missing.
 */

/** Counts things that happened, for whoever watches. */
export interface Meter {
  count(name: SweepCount, value: number): void;
  send(): void;
}

/** Scenes whose event never came, runs that were never started, and runs that ended without a word. */
export type SweepCount = 'ScenesMissed' | 'RunsNotStarted' | 'RunsLost';

export type SweepParts = SceneSweepParts &
  RunSweepParts & { cursors: Cursors; meter: Meter; now?: () => Date; limits: SweepLimits };

/** Time that has to be left to begin a page. */
const PAGE_MS = 45_000;

export interface SweepReport extends Record<SweepCount, number> {
  /** What could not be looked into; it is again the next time. */
  failed: number;
  /** False where the next call goes on. */
  isWhole: boolean;
}

export function createSweep({ cursors, meter, limits, now = () => new Date(), ...parts }: SweepParts) {
  return async (_event: unknown, clock?: CallClock): Promise<SweepReport> => {
    const hasTime = (): boolean => !clock || clock.getRemainingTimeInMillis() > PAGE_MS;
    const bounds = { cursors, limits, hasTime, now: now() };
    const runs = await sweepRuns(parts, bounds);
    const scenes = await sweepScenes(parts, bounds);
    const report: SweepReport = {
      ScenesMissed: scenes.missed,
      RunsNotStarted: runs.notStarted,
      RunsLost: runs.lost,
      failed: scenes.failed + runs.failed,
      isWhole: scenes.isWhole && runs.isWhole,
    };
    parts.log.info('Sweep:All:Done', { ...report });
    for (const name of ['ScenesMissed', 'RunsNotStarted', 'RunsLost'] as const) meter.count(name, report[name]);
    meter.send();
    if (report.failed === 0) return report;
    // Seen by the alarm about this function's errors; the log says what each was.
    throw new InternalError({ thing: 'sweep', wanted: 'to look into everything', got: `${report.failed} failures` });
  };
}
