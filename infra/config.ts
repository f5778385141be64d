import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** How long things are kept. All in whole days; the stacks take nothing from the environment. */
export interface RetentionConfig {
  /** Tiles, arcs and manifests of runs: only needed until a run is published or given up. */
  workDays: number;
  /** Parts of multipart uploads that were never completed. */
  abandonedUploadDays: number;
  /** Scenes that were overwritten or deleted, so that a run under way can finish on the version it began with. */
  oldSceneDays: number;
  /** Published results that were replaced. */
  oldResultDays: number;
}

export const RETENTION: RetentionConfig = {
  workDays: 14,
  abandonedUploadDays: 2,
  oldSceneDays: 30,
  oldResultDays: 30,
};

/** Everything under this prefix of the results bucket is work in progress and expires. */
export const WORK_PREFIX = '.landquilt/';

/** What a run may use, and when a person is called. The stacks take nothing from the environment. */
export interface PipelineConfig {
  /** Memory of a function; its share of a processor grows with it (a whole one at 1,769). */
  controlMemoryMB: number;
  workMemoryMB: number;
  /** What a worker may fill of its memory. The rest is for Node, its buffers, and native code. */
  workMemoryShare: number;
  /** Into how many pieces work is cut that is not cut by tiles. */
  shares: number;
  /** Workers of one run at once. The account's limit of concurrent functions holds for all runs together. */
  workersAtOnce: number;
  /** Pixels that one call of a worker does: minutes of work, so that a call is worth its start and ends in time. */
  batchPixels: number;
  /** The same where a trained model is asked about each pixel. */
  modelBatchPixels: number;
  /** A run that takes longer is given up. */
  runHours: number;
  /** How often a message is tried before it goes to the dead letters. */
  messageTries: number;
  /** A scene that waits longer for its run to start calls a person. */
  waitingMinutes: number;
  logDays: RetentionDays;
  /** Entries of the ledger. */
  ledgerDays: number;
}

export const PIPELINE: PipelineConfig = {
  controlMemoryMB: 1024,
  // The most that a new account may ask for.
  workMemoryMB: 3008,
  workMemoryShare: 0.7,
  shares: 8,
  workersAtOnce: 100,
  batchPixels: 16_000_000,
  modelBatchPixels: 4_000_000,
  runHours: 24,
  messageTries: 5,
  waitingMinutes: 15,
  logDays: RetentionDays.ONE_MONTH,
  ledgerDays: 400,
};
