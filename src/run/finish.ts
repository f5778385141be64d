import type { PreparedRecipe } from '../segment/prepare.js';
import type { RunContext } from './context.js';
import { describeRun, measureRun } from './describe.js';
import { type PublishTerms, publishRun } from './publish.js';
import type { RunStatistics, TrafficStatistics } from './statistics.js';
import { summarizeTiles } from './summary.js';

/** What only those know who saw a run from its beginning. */
export interface Course {
  startedAt: Date;
  stepsMs: Record<string, number>;
  /** Tiles that were done in this run, not by one that was stopped. */
  segmented: number;
  vectorized: number;
  terms: PublishTerms;
  /** What was fetched of the scene; null where it lies in files. */
  traffic?: TrafficStatistics | null;
  /** Where it is at hand. */
  prepared?: PreparedRecipe;
}

/** Writes what tells of the whole run, and makes it visible. */
export async function finishRun(context: RunContext, course: Course): Promise<RunStatistics> {
  const { grid } = context;
  const { startedAt, stepsMs, segmented, vectorized, terms, traffic } = course;
  const finished = {
    ...describeRun(context, course.prepared ?? (await context.prepared())),
    ...(await summarizeTiles(context)),
    ...measureRun(context, startedAt, stepsMs),
    ...(traffic ? { traffic } : {}),
    fit: await context.fitParams(),
    tiles: {
      count: grid.count,
      sizePx: grid.tileSizePx,
      overlapPx: grid.overlapPx,
      segmented,
      segmentReused: grid.count - segmented,
      vectorized,
      vectorizeReused: grid.count - vectorized,
    },
  };
  return publishRun(context, finished, terms);
}
