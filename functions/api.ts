import { Hono } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { VERSION } from '../src/run/plan.js';
import { type AccessOptions, createAccess } from '../src/serve/access.js';
import type { JobSource, OfferedRecipe, UploadTarget } from '../src/serve/jobs/job-source.js';
import { createStoreApp } from '../src/serve/store-app.js';
import type { Store } from '../src/store/store.js';
import { type ApiAnswer, limitAnswer, MOST_FILE_BYTES, sayProblem } from './api-answer.js';
import { requireOrigin } from './origin.js';
import type { Log } from './ports.js';

/*
 * The server that `landquilt serve` runs, as a function behind an HTTP API. Long files are not sent from here: whoever may
 * have one is told where it lies in the bucket, for a while.
 */

export interface ApiParts {
  /** Published runs. */
  store: Store;
  /** An address of a published file that anyone can use for a while. */
  urlOf(key: string): Promise<string>;
  jobs: JobSource;
  uploads: UploadTarget;
  /** What scenes may be brought for. */
  recipes(): Promise<OfferedRecipe[]>;
  /** Where a page of ours may send scenes and fetch files: buckets. */
  bucketUrls: readonly string[];
  /** Who may ask, as it is now; the same object as long as it is the same. */
  terms(): Promise<AccessTerms>;
  log: Log;
}

export interface AccessTerms extends AccessOptions {
  /** What shows that a request came by the public address; null where the API's own is the public one. */
  origin: string | null;
}

/** What an HTTP API hands on: payload format 2.0. */
export type ApiEvent = object;

type Answer = (event: LambdaEvent) => Promise<unknown>;

export function createApiHandler(parts: ApiParts) {
  let made: { terms: AccessTerms; answer: Answer } | null = null;
  return async (event: ApiEvent): Promise<ApiAnswer> => {
    const terms = await parts.terms().catch((error: unknown) => {
      parts.log.error('Access:Read:Failed', { error });
      return null;
    });
    if (!terms) return sayProblem(503, 'who asks cannot be checked now: try again', { 'Retry-After': '10' });
    if (made?.terms !== terms) made = { terms, answer: createAnswer(parts, terms) };
    return limitAnswer((await made.answer(event as LambdaEvent)) as ApiAnswer);
  };
}

function createAnswer({ store, urlOf, jobs, uploads, recipes, bucketUrls, log }: ApiParts, terms: AccessTerms): Answer {
  const onFault = (error: unknown): void => log.error('Question:Answer:Failed', { error });
  const { app } = createStoreApp(store, {
    version: VERSION,
    elsewhere: { mostBytes: MOST_FILE_BYTES, urlOf },
    jobs: { jobs, uploads, recipes },
    viewer: { uploadOrigins: bucketUrls },
    access: createAccess({ ...terms, onFault }),
    onFault,
    onProblem: (problem) => log.error('Run:Read:LeftOut', { problem }),
  });
  if (terms.origin === null) return handle(app);
  const guarded = new Hono().use(requireOrigin(terms.origin));
  return handle(guarded.all('*', ({ req }) => app.fetch(req.raw)));
}
