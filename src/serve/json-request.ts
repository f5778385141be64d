import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { z } from 'zod';
import { UsageError } from '../errors.js';
import { describeProblem, makeProblem } from '../query/ogc/problem.js';
import { toResponse } from './api-request.js';

/** Why something is not done, and the HTTP status that says so. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'Refused';
  }
}

const MAX_BODY_BYTES = 16_000;

/** Before routes that take a small body. */
export const limitBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => toResponse(makeProblem(413, `wanted at most ${MAX_BODY_BYTES} bytes, got more`)),
});

/**
 * The body of a request, as its schema has it.
 *
 * @throws Refused where it is not sent as JSON, UsageError where it is something else
 */
export async function readJson<T>({ req }: Context, schema: z.ZodType<T>, wanted: string): Promise<T> {
  // Another site's page could send anything else without being asked whether it may.
  if (!/^application\/json\b/i.test(req.header('Content-Type') ?? '')) {
    throw new Refused(415, 'wanted JSON (Content-Type: application/json)');
  }
  const { data, error } = schema.safeParse(await req.json().catch(() => null));
  if (!error) return data;
  const { path, message } = error.issues[0];
  throw new UsageError({ thing: 'body', wanted, got: [...path, message].join(': ') });
}

export const sendJson = (json: object, status: 200 | 201 = 200): Response =>
  Response.json(json, { status, headers: { 'Cache-Control': 'no-store' } });

/** What is wrong, as all of the API says it. */
export function toProblem(error: unknown, onFault?: (error: unknown) => void): Response {
  if (error instanceof Refused) return toResponse(makeProblem(error.status, error.message));
  const problem = describeProblem(error);
  if (problem.status >= 500) onFault?.(error);
  return toResponse(problem);
}
