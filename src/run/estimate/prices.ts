import type { Range } from './range.js';

/*
 * What an estimate of the cloud assumes, all in this file: prices, limits of services, and how a worker is called. These
 * are list prices of us-east-1 without discounts or free tiers, noted from memory of the pages named, not fetched: check
 * them before you rely on a sum.
 */

/** A price in US dollars for so many of a thing. */
export interface Price {
  usd: number;
  per: number;
  unit: string;
  source: string;
  /** Month for which the price is believed to hold. */
  asOf: string;
}

const asOf = '2025-10';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const S3 = 'https://aws.amazon.com/s3/pricing/';

export const PRICES = {
  lambdaGbSecond: { usd: 0.0000166667, per: 1, unit: 'GB-second, x86-64', source: LAMBDA, asOf },
  lambdaRequest: { usd: 0.2, per: 1e6, unit: 'Lambda calls', source: LAMBDA, asOf },
  s3Put: { usd: 0.005, per: 1000, unit: 'PUT, COPY, POST or LIST requests', source: S3, asOf },
  s3Get: { usd: 0.0004, per: 1000, unit: 'GET and HEAD requests', source: S3, asOf },
  s3GbMonth: { usd: 0.023, per: 1, unit: 'GB kept for a month', source: S3, asOf },
  stateTransition: {
    usd: 0.025,
    per: 1000,
    unit: 'state transitions, standard',
    source: 'https://aws.amazon.com/step-functions/pricing/',
    asOf,
  },
  ledgerWrite: {
    usd: 0.625,
    per: 1e6,
    unit: 'DynamoDB writes, on demand',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    asOf,
  },
} as const satisfies Record<string, Price>;

/** What of a bill is not among them. */
export const NOT_COUNTED: readonly string[] = [
  'what leaves the region or crosses regions',
  'logs, metrics and alarms',
  'keeping scenes, old versions and results',
  'work that is tried again',
  'GPU machines',
];

/** Quotas and rates as the services document them; an account's own may be lower or raised. */
export const LIMITS = {
  lambdaSeconds: 900,
  /** Of all functions of an account together; new accounts begin lower. */
  lambdaAtOnce: 1000,
  lambdaMemoryMB: 10_240,
  /** Requests a second that one prefix of a bucket answers, growing as S3 divides it. */
  s3PutsPerSecond: 3500,
  s3GetsPerSecond: 5500,
  mapChildrenAtOnce: 10_000,
  payloadBytes: 256 * 1024,
  historyEvents: 25_000,
  /** Starts of standard executions a second, and state transitions a second, in large regions. */
  startsPerSecond: 300,
  transitionsPerSecond: 5000,
} as const;

/** How the cloud is set up: what the stacks take, and estimates reckon with. */
export interface CloudSetup {
  /** Of a worker; its share of a processor grows with it (a whole one at 1,769). */
  workMemoryMB: number;
  /** What a run may fill of it. The rest is for Node, its buffers, and native code. */
  workMemoryShare: number;
  /** Into how many pieces work is cut that is not cut by tiles. */
  shares: number;
  /** Workers of one run at once. The account's limit of concurrent functions holds for all runs together. */
  workersAtOnce: number;
  /** What one call of a worker should take: minutes, so that it is worth its start and ends in time. */
  targetCallSeconds: number;
  /** Where a scene has too little work for all workers, none does less than this. */
  leastCallSeconds: number;
}

export const CLOUD: CloudSetup = {
  // The most that a new account may ask for.
  workMemoryMB: 3008,
  workMemoryShare: 0.7,
  shares: 8,
  workersAtOnce: 100,
  targetCallSeconds: 120,
  leastCallSeconds: 10,
};

/** Beliefs about how a worker does there, not measured. */
export const BELIEFS = {
  /** Time of the same work against a processor core of this machine. */
  slowness: { low: 1, high: 1.6 },
  /** Seconds until a request to S3 in the same region is answered. */
  getSeconds: { low: 0.01, high: 0.03 },
  putSeconds: { low: 0.02, high: 0.06 },
  /** Seconds of a call before it works: warm, cold. */
  callSeconds: { low: 0.1, high: 3 },
  /** Bytes a second between S3 and a worker. */
  bytesPerSecond: { low: 70e6, high: 40e6 },
} as const satisfies Record<string, Range>;
