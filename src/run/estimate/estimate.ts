import { type CloudEstimate, estimateCloud } from './cloud.js';
import { estimateLocal, type LocalEstimate } from './local.js';
import { CLOUD, type CloudSetup } from './prices.js';
import { guessRates, type Rates } from './rates.js';
import type { Workload } from './workload.js';

/** What a run is expected to take, here and in the cloud. */
export interface RunEstimate {
  /** How much is known: from tables alone, or from a sample of this scene. */
  source: Rates['source'];
  here: LocalEstimate;
  cloud: CloudEstimate;
}

/** The same run as it is planned for this machine, and for the cloud. */
export interface PlannedWork {
  here: Workload;
  cloud: Workload;
}

/** Pure: the same work and rates give the same figures. */
export function estimateRun({ here, cloud }: PlannedWork, rates?: Rates, setup: CloudSetup = CLOUD): RunEstimate {
  return {
    source: rates?.source ?? 'table',
    here: estimateLocal(here, rates ?? guessRates(here)),
    cloud: estimateCloud(cloud, rates ?? guessRates(cloud), setup),
  };
}

/** Memory and workers that a run in the cloud is planned with. */
export const cloudLimits = (setup: CloudSetup = CLOUD): { memoryMB: number; workers: number } => ({
  memoryMB: setup.shares * Math.floor(setup.workMemoryMB * setup.workMemoryShare),
  workers: setup.shares,
});
