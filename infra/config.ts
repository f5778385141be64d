import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CLOUD, type CloudSetup } from '../functions/cloud-setup.js';

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
export interface PipelineConfig extends CloudSetup {
  /** Memory of the functions that need no pixels. */
  controlMemoryMB: number;
  /** On: networks are asked by machines with a GPU (`GPU` in gpu-config.ts). Off: by functions, and there is no such machine. */
  gpu: 'on' | 'off';
  /** A run that takes longer is given up. */
  runHours: number;
  /** How often a message is tried before it goes to the dead letters. */
  messageTries: number;
  /** A scene that waits longer for its run to start calls a person. */
  waitingMinutes: number;
  /** How often the sweep looks for events that were lost and runs that ended without a word. */
  sweepMinutes: number;
  /** What changed since may still be on its way: the sweep leaves it alone. */
  quietMinutes: number;
  /** The sweep takes no scene that is older. */
  sweepDays: number;
  logDays: RetentionDays;
  /** Entries of the ledger. */
  ledgerDays: number;
}

export const PIPELINE: PipelineConfig = {
  // Workers: 3,008 MB, a hundred at once, calls of two minutes; `landquilt estimate` reckons with the same.
  ...CLOUD,
  controlMemoryMB: 1024,
  gpu: 'off',
  runHours: 24,
  messageTries: 5,
  waitingMinutes: 15,
  sweepMinutes: 60,
  quietMinutes: 30,
  sweepDays: 14,
  logDays: RetentionDays.ONE_MONTH,
  ledgerDays: 400,
};

/**
 * Who may ask.
 * `api-key`: whoever sends a key that is in the secret of the stack.
 * `jwt`: whoever has a token of an issuer (OpenID Connect), made out for this audience.
 * `iam`: principals of the account that may call the API and sign their requests; no viewer and no CloudFront, which
 * browsers would need and which cannot hand on a signature.
 */
export type QueryAccess =
  | { kind: 'api-key' }
  | { kind: 'jwt'; issuer: string; audience: string; jwks: string }
  | { kind: 'iam' };

/** How questions are answered, by whom, and what that may take. */
export interface QueryConfig {
  access: QueryAccess;
  memoryMB: number;
  /** Calls at once, taken out of what the account has for all functions; null shares with them. */
  concurrency: number | null;
  /** More are answered 429, whoever asks. */
  requestsPerSecond: number;
  requestsAtOnce: number;
  /** Where CloudFront answers: 100 is North America and Europe, All everywhere. */
  priceClass: '100' | '200' | 'All';
  /** A name of yours, and the certificate for it (in us-east-1); null takes CloudFront's own name. */
  domain: { name: string; certificateArn: string } | null;
  /** A web ACL (in us-east-1) that looks at requests first; null has none: it costs by the month, asked or not. */
  webAclArn: string | null;
  /** How long an address of a file, or of a place to upload to, can be used. */
  addressMinutes: number;
  /** One answer in a hundred that takes longer than this calls a person, and so do more failures in five minutes than that. */
  slowSeconds: number;
  failures: number;
  /** What one SQL query may read. */
  sqlScanGB: number;
  /** Figures (`<layer>_<statistic>`) of recipes of your own that SQL knows beside those of the shipped ones. */
  sqlFigures: readonly string[];
  logDays: RetentionDays;
}

export const QUERY: QueryConfig = {
  access: { kind: 'api-key' },
  memoryMB: 1769,
  concurrency: null,
  requestsPerSecond: 100,
  requestsAtOnce: 200,
  priceClass: '100',
  domain: null,
  webAclArn: null,
  addressMinutes: 15,
  slowSeconds: 10,
  failures: 5,
  sqlScanGB: 100,
  sqlFigures: [],
  logDays: RetentionDays.ONE_MONTH,
};
