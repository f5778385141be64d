import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { makeProblem } from '../src/query/ogc/problem.js';
import { toResponse } from '../src/serve/api-request.js';

/** By this header CloudFront shows that a request came through it. */
export const ORIGIN_HEADER = 'X-Landquilt-Origin';

/** Lets through what has the secret, so that nobody goes around what stands in front. */
export function requireOrigin(secret: string): MiddlewareHandler {
  const wanted = digest(secret);
  return async (context, next) => {
    // As long whatever the difference.
    if (timingSafeEqual(digest(context.req.header(ORIGIN_HEADER) ?? ''), wanted)) return next();
    return toResponse(makeProblem(403, 'wanted a request by the public address, got one that went around it'));
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
