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
