import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isKnown } from '../query/ogc/etag.js';
import { makeProblem } from '../query/ogc/problem.js';
import { createStacApi, type StacOptions } from '../query/stac/answer.js';
import { readRequest, toResponse } from './api-request.js';
import { parseRange } from './range.js';
import type { StacFile, StoredStac } from './stac-source.js';

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
    app.on(endpoint.method, paths, limitBody, async (context) => {
      const body = endpoint.method === 'POST' ? await context.req.text() : null;
      return toResponse(await endpoint.answer({ ...readRequest(context), body }));
    });
  }
  app.get('/stac/collections/:collectionId/items/:itemId/files/:name', async ({ req }) => {
    const { collectionId, itemId, name } = req.param();
    const entry = (await source.entries()).find(({ id, collection }) => id === itemId && collection === collectionId);
    const file = entry && (await source.file(entry, name));
    if (!file) return toResponse(makeProblem(404, 'there is no such file'));
    return sendFile(file, { method: req.method, header: (header) => req.header(header) ?? null });
  });
}

interface FileRequest {
  method: string;
  header(name: string): string | null;
}

/** All of a file, or the one range of it that is asked for (RFC 9110, section 14); or where else it is, for a while. */
async function sendFile(file: StacFile, { method, header }: FileRequest): Promise<Response> {
  const etag = `"${file.etag.replaceAll('"', '')}"`;
  const headers: Record<string, string> = {
    ETag: etag,
    'Accept-Ranges': 'bytes',
    // A long file must not be packed as a whole.
    'Cache-Control': 'no-cache, no-transform',
    'Content-Type': file.type,
    'Content-Security-Policy': FILE_POLICY,
  };
  if (isKnown(header('If-None-Match'), etag)) return new Response(null, { status: 304, headers });
  if (file.url && method === 'GET') {
    return new Response(null, {
      status: 307,
      headers: { 'Cache-Control': 'no-store', Location: await file.url() },
    });
  }
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
