import type { Hono } from 'hono';
import { z } from 'zod';
import { UsageError } from '../errors.js';
import { readParameters } from '../query/ogc/parameters.js';
import { quote } from '../query/ogc/problem.js';
import { readRequest } from './api-request.js';
import { limitBody, readJson, sendJson, toProblem } from './json-request.js';
import { isSignable, type UrlSigner } from './signed-url.js';

const HOUR_S = 3600;
const WEEK_S = 7 * 24 * HOUR_S;

const wishSchema = z.strictObject({ path: z.string(), seconds: z.int().positive().max(WEEK_S).default(HOUR_S) });
const WANTED = `{"path": of a file, "seconds": at most ${WEEK_S}}`;

/** Adds the place that gives out addresses which open a file for a while, for links that cannot carry a key. */
export function addSignedUrlRoute(app: Hono, signer: UrlSigner): void {
  app.post('/signed-urls', limitBody, async (context) => {
    try {
      const { base, query } = readRequest(context);
      readParameters(query, []);
      const { path: given, seconds } = await readJson(context, wishSchema, WANTED);
      const path = given.startsWith(`${base}/`) ? given.slice(base.length) : given;
      if (!isSignable(path)) {
        const wanted = 'the path of a file of an Item, as /stac/collections/…/items/…/files/…';
        throw new UsageError({ thing: 'path', wanted, got: quote(given) });
      }
      const expiresAt = new Date(Date.now() + seconds * 1000);
      const signed = new URLSearchParams(signer.sign(path, expiresAt));
      return sendJson({ url: `${base}${path}?${signed}`, expires: expiresAt.toISOString() });
    } catch (error) {
      return toProblem(error);
    }
  });
}
