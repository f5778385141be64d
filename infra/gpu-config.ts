/** Machines that ask networks, where `gpu` of the pipeline is on. */
export interface GpuConfig {
  /** Any of them is taken: what is cheapest and likely to stay (Spot), or cheapest (on demand). Each has one GPU. */
  instanceTypes: readonly string[];
  /** Machines at once, Spot and on demand each; the account's quotas are in virtual processors. */
  mostMachines: number;
  /** What a job takes of its machine: all but what the machine itself needs. */
  vcpus: number;
  memoryMiB: number;
  /** Of the image in the repository that the stack makes; `npm run gpu:image` puts it there. */
  imageTag: string;
  /** Pixels that one job does. */
  batchPixels: number;
  /** How often a job is tried: when its machine is reclaimed, and when it fails for a reason that may pass. */
  tries: number;
  /** One try of one job; a job that is stuck ends here. */
  jobHours: number;
  /** All jobs of a run, waiting for machines included. */
  runHours: number;
  /** A job that got no machine for so long is given up. */
  waitHours: number;
  /** Disk of a machine: the system, and the image unpacked. */
  diskGiB: number;
}

export const GPU: GpuConfig = {
  instanceTypes: ['g4dn.xlarge', 'g5.xlarge', 'g6.xlarge'],
  mostMachines: 8,
  vcpus: 4,
  memoryMiB: 14_000,
  imageTag: 'latest',
  batchPixels: 32_000_000,
  tries: 6,
  jobHours: 2,
  runHours: 20,
  waitHours: 2,
  diskGiB: 60,
};
