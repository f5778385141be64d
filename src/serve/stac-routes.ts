import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { makeProblem } from '../query/ogc/problem.js';
import type { ApiResponse } from '../query/ogc/request.js';
import { createStacApi, type StacOptions } from '../query/stac/answer.js';
import { publicAddress } from './public-address.js';
import { parseRange } from './range.js';
import type { StacFile, StoredStac } from './stac-source.js';

/** After this time whoever asked is told to ask for less. */
const LONGEST_MS = 25_000;
const MAX_BODY_BYTES = 1_000_000;
/** Pages that lie in the store may show their pictures and styles, and nothing else. */
const FILE_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox";

/** Adds the STAC API, and the files that its Items name, to an app. */
export function addStacRoutes(
  app: Hono,
  source: StoredStac,
  { title = 'Landquilt', version = '0', onFault }: Partial<StacOptions> = {},
): void {
  const limitBody = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => toResponse(makeProblem(413, `wanted at most ${MAX_BODY_BYTES} bytes, got more`)),
  });
  for (const endpoint of createStacApi(source, { title, version, ...(onFault ? { onFault } : {}) })) {
    const paths = endpoint.path === '/stac' ? ['/stac', '/stac/'] : [endpoint.path];
    app.on(endpoint.method, paths, limitBody, async (context) =>
      toResponse(await endpoint.answer(await read(context))),
    );
  }
  app.get('/stac/collections/:collectionId/items/:itemId/files/:name', async ({ req }) => {
    const { collectionId, itemId, name } = req.param();
    const entry = (await source.entries()).find(({ id, collection }) => id === itemId && collection === collectionId);
    const file = entry && (await source.file(entry, name));
    return file
      ? sendFile(file, (header) => req.header(header) ?? null)
      : toResponse(makeProblem(404, 'there is no such file'));
  });
}

async function read({ req }: Context) {
  const { pathname, searchParams } = new URL(req.url);
  return {
    base: publicAddress(req.url, (name) => req.header(name)),
    path: pathname,
    parts: req.param() as Record<string, string>,
    query: searchParams,
    accept: req.header('Accept') ?? null,
    ifNoneMatch: req.header('If-None-Match') ?? null,
    signal: AbortSignal.any([req.raw.signal, AbortSignal.timeout(LONGEST_MS)]),
    body: req.method === 'POST' ? await req.text() : null,
  };
}

/** All of a file, or the one range of it that is asked for (RFC 9110, section 14). */
function sendFile(file: StacFile, header: (name: string) => string | null): Response {
  const etag = `"${file.etag.replaceAll('"', '')}"`;
  const headers: Record<string, string> = {
    ETag: etag,
    'Accept-Ranges': 'bytes',
    // A long file must not be packed as a whole.
    'Cache-Control': 'no-cache, no-transform',
    'Content-Type': file.type,
    'Content-Security-Policy': FILE_POLICY,
  };
  if (header('If-None-Match') === etag) return new Response(null, { status: 304, headers });
  const ifRange = header('If-Range');
  const range = ifRange === null || ifRange === etag ? parseRange(header('Range'), file.size) : null;
  if (range === 'beyond') {
    return new Response(null, { status: 416, headers: { ...headers, 'Content-Range': `bytes */${file.size}` } });
  }
  const { startByte, endByte } = range ?? { startByte: 0, endByte: file.size };
  const content = { ...headers, 'Content-Length': String(endByte - startByte) };
  const body = ReadableStream.from(file.read(startByte, endByte)) as unknown as ReadableStream<Uint8Array>;
  if (!range) return new Response(body, { status: 200, headers: content });
  const place = `bytes ${startByte}-${endByte - 1}/${file.size}`;
  return new Response(body, { status: 206, headers: { ...content, 'Content-Range': place } });
}

const toResponse = ({ status, headers, body }: ApiResponse): Response => new Response(body, { status, headers });
