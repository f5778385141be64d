import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { makeProblem } from '../src/query/ogc/problem.js';
import { VERSION } from '../src/run/plan.js';
import { listRecipes } from '../src/segment/recipe.js';
import { addJobRoutes } from '../src/serve/jobs/job-routes.js';
import type { JobSource, OfferedRecipe, UploadTarget } from '../src/serve/jobs/job-source.js';
import { createStoreApp } from '../src/serve/store-app.js';
import type { Store } from '../src/store/store.js';
import type { Log } from './ports.js';

/*
 * The server that `landquilt serve` runs, as a function behind an HTTP API. Files are not sent from here: whoever may
 * have one is told where it lies in the bucket, for a while.
 */

export interface ApiParts {
  /** Published runs. */
  store: Store;
  /** An address of a published file that anyone can use for a while. */
  fileUrl(key: string): Promise<string>;
  jobs: JobSource;
  uploads: UploadTarget;
  /** What a request has to pass first, in this order. */
  guards: readonly MiddlewareHandler[];
  log: Log;
}

/** What a function answers the API. */
export interface ApiAnswer {
  statusCode: number;
  headers?: Record<string, string>;
  body: string;
  isBase64Encoded: boolean;
}

export function createApiHandler({ store, fileUrl, jobs, uploads, guards, log }: ApiParts) {
  const onFault = (error: unknown): void => log.error('Question:Answer:Failed', { error });
  const { app } = createStoreApp(store, {
    version: VERSION,
    fileUrl,
    onFault,
    onProblem: (problem) => log.error('Run:Read:LeftOut', { problem }),
  });
  addJobRoutes(app, { jobs, uploads, recipes: listOffered, onFault });
  const guarded = new Hono();
  for (const guard of guards) guarded.use(guard);
  guarded.all('*', (context: Context) => app.fetch(context.req.raw));
  const answer = handle(guarded);
  return async (event: LambdaEvent): Promise<ApiAnswer> => limitAnswer((await answer(event)) as ApiAnswer);
}

const listOffered = async (): Promise<OfferedRecipe[]> =>
  (await listRecipes()).map(({ name, title }) => ({ name, purpose: title }));

/** Of what a function answers, as JSON; longer ones are lost on the way. */
const MOST_BYTES = 6 * 2 ** 20;
/** Room for headers. */
const ROOM_BYTES = 64 * 2 ** 10;

/** The answer, or why it cannot be given. Texts are a tenth as long for clients that take them packed. */
function limitAnswer(answer: ApiAnswer): ApiAnswer {
  const most = MOST_BYTES - ROOM_BYTES;
  // No character of a text takes more than six bytes.
  if (answer.body.length <= most / 6 || Buffer.byteLength(JSON.stringify(answer.body)) <= most) return answer;
  const detail = 'the answer is too long to be sent: accept it packed (Accept-Encoding: gzip), or ask for less';
  const { status, headers, body } = makeProblem(406, detail);
  return { statusCode: status, headers: { ...headers }, body: String(body), isBase64Encoded: false };
}
