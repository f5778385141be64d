import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { UsageError } from '../../errors.js';
import { readParameters } from '../../query/ogc/parameters.js';
import { makeProblem, NotThere, quote } from '../../query/ogc/problem.js';
import { readRequest, toResponse } from '../api-request.js';
import { limitBody, Refused, readJson, sendJson, toProblem } from '../json-request.js';
import { streamJobs } from './job-events.js';
import type { JobSource, OfferedRecipe, UploadTarget } from './job-source.js';
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
      const mayWrite = context.get('caller')?.scopes.has('write') ?? true;
      return sendJson({ jobs: await jobs.list(limit), canUpload: uploads !== null && mayWrite });
    }),
  );
  app.get(
    '/jobs/events',
    answer(async (context) => {
      readParameters(new URL(context.req.url).searchParams, ['expires', 'signature']);
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
    limitBody,
    answer(async (context) => {
      if (!uploads) return toResponse(makeProblem(404, 'scenes are not sent here'));
      const { base, query } = readRequest(context);
      readParameters(query, []);
      const wish = await readWish(context);
      const offered = await recipes();
      if (!offered.some(({ name }) => name === wish.recipe)) throw new NotThere('recipe', wish.recipe);
      if (wish.size > uploads.maxBytes) {
        throw new Refused(413, `size: wanted at most ${uploads.maxBytes} bytes, got ${wish.size}`);
      }
      return sendJson(await uploads.begin({ ...wish, base }), 201);
    }),
  );
}

async function readWish(context: Context): Promise<{ recipe: string; name: string; size: number }> {
  const wanted = '{"recipe": name, "name": name of the file, "size": its bytes}';
  const wish = await readJson(context, uploadSchema, wanted);
  if (isSceneName(wish.name)) return wish;
  throw new UsageError({ thing: 'name', wanted: 'the name of a file, as field.tif', got: quote(wish.name) });
}
