import { type Context, Hono } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { makeProblem } from '../src/query/ogc/problem.js';
import { VERSION } from '../src/run/plan.js';
import { listRecipes } from '../src/segment/recipe.js';
import { type AccessOptions, createAccess } from '../src/serve/access.js';
import type { JobSource, OfferedRecipe, UploadTarget } from '../src/serve/jobs/job-source.js';
import { createStoreApp } from '../src/serve/store-app.js';
import type { Store } from '../src/store/store.js';
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

/** What a function answers the API. */
export interface ApiAnswer {
  statusCode: number;
  headers?: Record<string, string>;
  body: string;
  isBase64Encoded: boolean;
}

type Answer = (event: LambdaEvent) => Promise<unknown>;

export function createApiHandler(parts: ApiParts) {
  let made: { terms: AccessTerms; answer: Answer } | null = null;
  return async (event: LambdaEvent): Promise<ApiAnswer> => {
    const terms = await parts.terms();
    if (made?.terms !== terms) made = { terms, answer: createAnswer(parts, terms) };
    return limitAnswer((await made.answer(event)) as ApiAnswer);
  };
}

function createAnswer({ store, urlOf, jobs, uploads, bucketUrls, log }: ApiParts, terms: AccessTerms): Answer {
  const onFault = (error: unknown): void => log.error('Question:Answer:Failed', { error });
  const { app } = createStoreApp(store, {
    version: VERSION,
    elsewhere: { mostBytes: MOST_FILE_BYTES, urlOf },
    jobs: { jobs, uploads, recipes: listOffered },
    viewer: { uploadOrigins: bucketUrls },
    onFault,
    onProblem: (problem) => log.error('Run:Read:LeftOut', { problem }),
  });
  const guarded = new Hono();
  if (terms.origin !== null) guarded.use(requireOrigin(terms.origin));
  guarded.use(createAccess({ ...terms, onFault }).guard);
  guarded.all('*', (context: Context) => app.fetch(context.req.raw));
  return handle(guarded);
}

const listOffered = async (): Promise<OfferedRecipe[]> =>
  (await listRecipes()).map(({ name, title }) => ({ name, purpose: title }));

/** Of what a function answers, as JSON; longer ones are lost on the way. */
const MOST_BYTES = 6 * 2 ** 20;
/** Room for headers. */
const ROOM_BYTES = 64 * 2 ** 10;
/** Four bytes are sent for three of a file. */
const MOST_FILE_BYTES = 4_000_000;

/** The answer, or why it cannot be given. Texts are a tenth as long for clients that take them packed. */
function limitAnswer(answer: ApiAnswer): ApiAnswer {
  const most = MOST_BYTES - ROOM_BYTES;
  // No character of a text takes more than six bytes.
  if (answer.body.length <= most / 6 || Buffer.byteLength(JSON.stringify(answer.body)) <= most) return answer;
  const detail = 'the answer is too long to be sent: accept it packed (Accept-Encoding: gzip), or ask for less';
  const { status, headers, body } = makeProblem(406, detail);
  return { statusCode: status, headers: { ...headers }, body: String(body), isBase64Encoded: false };
}
