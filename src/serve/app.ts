import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { FeatureSource } from '../query/feature-source.js';
import { createFeaturesApi } from '../query/ogc/answer.js';
import type { ApiPart } from '../query/ogc/api-part.js';
import { makeProblem } from '../query/ogc/problem.js';
import { type Access, createAccess } from './access.js';
import { readRequest, toResponse } from './api-request.js';
import { compressTexts } from './compress.js';
import { addSignedUrlRoute } from './signed-url-route.js';

/** A request that was answered. */
export interface Answered {
  method: string;
  /** With its parameters. */
  path: string;
  status: number;
  durationMs: number;
}

export interface AppOptions {
  title?: string;
  /** Of the program. */
  version?: string;
  onAnswer?(answered: Answered): void;
  /** Told of what no request should be able to bring about. */
  onFault?(error: unknown): void;
  /** Who may ask; everybody where it is not given. */
  access?: Access;
  /** What is answered besides Features, for the description of the API. */
  besides?: readonly ApiPart[];
}

const READING = ['GET', 'HEAD', 'OPTIONS'];

/** What answers requests, the same on a laptop and in the cloud. */
export function createApp(
  source: FeatureSource,
  { title = 'Landquilt', version = '0', onAnswer, onFault, access = createAccess(), besides = [] }: AppOptions = {},
): Hono {
  const app = new Hono();
  if (onAnswer) {
    app.use(async (context, next) => {
      const start = performance.now();
      await next();
      const { pathname, search } = new URL(context.req.url);
      const durationMs = performance.now() - start;
      onAnswer({ method: context.req.method, path: pathname + search, status: context.res.status, durationMs });
    });
  }
  app.use(cors({ origin: '*', allowMethods: [...READING, 'POST', 'PUT'], exposeHeaders: ['Content-Crs', 'ETag'] }));
  app.use(compressTexts);
  app.use(async (context, next) => {
    await next();
    context.header('X-Content-Type-Options', 'nosniff');
    context.header('Referrer-Policy', 'no-referrer');
  });
  app.get('/health', async (context) => {
    const collections = (await source.collections()).length;
    return context.json(access.isOpen ? { collections } : {});
  });
  app.use(access.guard);
  // Browsers ask for it by themselves.
  app.get('/favicon.ico', (context) => context.body(null, 204));
  addSignedUrlRoute(app, access.signer);
  const parts = { besides: [access.document, ...besides] };
  for (const endpoint of createFeaturesApi(source, { title, version, ...parts, ...(onFault ? { onFault } : {}) })) {
    app.get(endpoint.path, async (context) => toResponse(await endpoint.answer(readRequest(context))));
  }
  app.notFound(({ req }) => {
    if (READING.includes(req.method)) return toResponse(makeProblem(404, 'there is nothing at this address'));
    return toResponse(makeProblem(405, `nothing here answers ${req.method}`, { Allow: READING.join(', ') }));
  });
  app.onError((error) => {
    onFault?.(error);
    return toResponse(makeProblem(500, 'the server could not answer; its log says why'));
  });
  return app;
}
