import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { UsageError } from '../../errors.js';
import { readParameters } from '../../query/ogc/parameters.js';
import { describeProblem, makeProblem, NotThere, quote } from '../../query/ogc/problem.js';
import { readRequest, toResponse } from '../api-request.js';
import { streamJobs } from './job-events.js';
import { type JobSource, type OfferedRecipe, UploadRefused, type UploadTarget } from './job-source.js';
import { isSceneName } from './scene-name.js';

export interface JobsApi {
  jobs: JobSource;
  /** Null where scenes are brought by another way. */
  uploads: UploadTarget | null;
  /** What scenes may be brought for. */
  recipes(): Promise<OfferedRecipe[]>;
  /** Told of faults that are ours. */
  onFault?(error: unknown): void;
  /** Adds what its uploads need besides. */
  addRoutes?(app: Hono): void;
}

const MOST_JOBS = 200;
/** Clients that are told of changes at once. */
const MOST_LISTENERS = 100;
const MAX_BODY_BYTES = 16_000;

const uploadSchema = z.strictObject({ recipe: z.string(), name: z.string(), size: z.int().positive() });

/** Adds what a server with a place for scenes answers: its jobs, its recipes, and how to send a scene. */
export function addJobRoutes(app: Hono, { jobs, uploads, recipes, onFault, addRoutes }: JobsApi): void {
  addRoutes?.(app);
  let listeners = 0;
  const answer = (work: (context: Context) => Promise<Response>) => (context: Context) =>
    work(context).catch((error) => toProblem(error, onFault));

  app.get(
    '/jobs',
    answer(async (context) => {
      const { query } = readRequest(context);
      const limit = readParameters(query, ['limit']).whole('limit', {
        least: 1,
        most: MOST_JOBS,
        otherwise: MOST_JOBS,
      });
      return sendJson({ jobs: await jobs.list(limit), canUpload: uploads !== null });
    }),
  );
  app.get(
    '/jobs/events',
    answer(async (context) => {
      readParameters(new URL(context.req.url).searchParams, []);
      const { subscribe } = jobs;
      if (!subscribe) return toResponse(makeProblem(404, 'changes are not told here: ask /jobs again'));
      if (listeners >= MOST_LISTENERS) {
        return toResponse(makeProblem(503, 'too many listen already: ask /jobs again', { 'Retry-After': '10' }));
      }
      listeners++;
      const body = streamJobs(
        { list: (limit) => jobs.list(limit), subscribe: (listener) => subscribe.call(jobs, listener) },
        {
          limit: MOST_JOBS,
          signal: context.req.raw.signal,
          onEnd: () => {
            listeners--;
          },
        },
      );
      // Proxies would hold back what they may gather.
      const headers = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' };
      return new Response(body, { headers });
    }),
  );
  app.get(
    '/recipes',
    answer(async (context) => {
      readParameters(new URL(context.req.url).searchParams, []);
      return sendJson({ recipes: await recipes() });
    }),
  );
  app.post(
    '/uploads',
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => toResponse(makeProblem(413, `wanted at most ${MAX_BODY_BYTES} bytes, got more`)),
    }),
    answer(async (context) => {
      if (!uploads) return toResponse(makeProblem(404, 'scenes are not sent here'));
      const { base, query } = readRequest(context);
      readParameters(query, []);
      const wish = await readWish(context);
      const offered = await recipes();
      if (!offered.some(({ name }) => name === wish.recipe)) throw new NotThere('recipe', wish.recipe);
      if (wish.size > uploads.maxBytes) {
        throw new UploadRefused(413, `size: wanted at most ${uploads.maxBytes} bytes, got ${wish.size}`);
      }
      return sendJson(await uploads.begin({ ...wish, base }), 201);
    }),
  );
}

async function readWish({ req }: Context): Promise<{ recipe: string; name: string; size: number }> {
  // Another site's page could send anything else without being asked whether it may.
  if (!/^application\/json\b/i.test(req.header('Content-Type') ?? '')) {
    throw new UploadRefused(415, 'wanted JSON (Content-Type: application/json)');
  }
  const { data: wish, error } = uploadSchema.safeParse(await req.json().catch(() => null));
  if (!wish) {
    const { path, message } = error.issues[0];
    const wanted = '{"recipe": name, "name": name of the file, "size": its bytes}';
    throw new UsageError({ thing: 'body', wanted, got: [...path, message].join(': ') });
  }
  if (isSceneName(wish.name)) return wish;
  throw new UsageError({ thing: 'name', wanted: 'the name of a file, as field.tif', got: quote(wish.name) });
}

const sendJson = (json: object, status: 200 | 201 = 200): Response =>
  Response.json(json, { status, headers: { 'Cache-Control': 'no-store' } });

/** What is wrong, as all of the API says it. */
export function toProblem(error: unknown, onFault?: (error: unknown) => void): Response {
  if (error instanceof UploadRefused) return toResponse(makeProblem(error.status, error.message));
  const problem = describeProblem(error);
  if (problem.status >= 500) onFault?.(error);
  return toResponse(problem);
}
