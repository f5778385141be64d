import type { Context } from 'hono';
import type { ApiRequest, ApiResponse } from '../query/ogc/request.js';
import { publicAddress } from './public-address.js';

/** After this time whoever asked is told to ask for less. */
const LONGEST_MS = 25_000;

/** A request without anything of the HTTP library. */
export function readRequest({ req }: Context): ApiRequest {
  const { pathname, searchParams } = new URL(req.url);
  return {
    base: publicAddress(req.url, (name) => req.header(name)),
    path: pathname,
    parts: req.param() as Record<string, string>,
    query: searchParams,
    accept: req.header('Accept') ?? null,
    ifNoneMatch: req.header('If-None-Match') ?? null,
    signal: AbortSignal.any([req.raw.signal, AbortSignal.timeout(LONGEST_MS)]),
  };
}

export const toResponse = ({ status, headers, body }: ApiResponse): Response => new Response(body, { status, headers });
