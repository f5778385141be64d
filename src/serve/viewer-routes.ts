import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hono } from 'hono';
import { isKnown } from '../query/ogc/etag.js';
import { makeProblem } from '../query/ogc/problem.js';
import { toResponse } from './api-request.js';

/** Where `npm run build` puts the viewer. */
const BUILT_FOLDER = fileURLToPath(new URL('../../dist/viewer/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
};

/** Files of the viewer: in its folder, or one below under a name that has a hash of the content in it. */
const FILE = /^(?:assets\/)?[A-Za-z0-9_-][A-Za-z0-9_.-]*$/;
const NOT_BUILT = 'The viewer is not built here. "npm run build" makes it.\n';
const KEPT = 'public, max-age=31536000, immutable';

export interface ViewerOptions {
  /** Of the built files. */
  folder?: string;
  /** Origins besides its own that it may send scenes to: where uploads go straight to a bucket. */
  uploadOrigins?: readonly string[];
}

/** What the viewer's page may load and ask: its own origin, and nothing that stands in the page itself. */
export const viewerPolicy = (uploadOrigins: readonly string[] = []): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self'",
    // MapLibre's style sheet has its pictures in it; previews are fetched with a key and shown from memory.
    "img-src 'self' data: blob:",
    ['connect-src', "'self'", ...uploadOrigins].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Serves the viewer at `/viewer/`. Its files hold no data, so that anyone may load them. */
export function addViewerRoutes(app: Hono, { folder = BUILT_FOLDER, uploadOrigins = [] }: ViewerOptions = {}): void {
  const policy = viewerPolicy(uploadOrigins);
  // Relative: a proxy may have put something before the path.
  app.get('/viewer', (context) => context.redirect('viewer/', 308));
  app.get('/viewer/*', async ({ req }) => {
    const name = new URL(req.url).pathname.replace(/^.*?\/viewer\//, '') || 'index.html';
    const ending = name.split('.').at(-1)!;
    const body = FILE.test(name) && Object.hasOwn(TYPES, ending) ? await readWhole(join(folder, name)) : null;
    if (!body) {
      if (name !== 'index.html') return toResponse(makeProblem(404, 'the viewer has no such file'));
      return new Response(NOT_BUILT, {
        status: 404,
        headers: { 'Content-Type': TYPES.txt, 'Cache-Control': 'no-store' },
      });
    }
    // Weak: it may be packed on its way.
    const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    const headers = {
      ETag: etag,
      'Content-Type': TYPES[ending],
      'Cache-Control': name.startsWith('assets/') ? KEPT : 'no-cache',
      'Content-Security-Policy': policy,
    };
    if (isKnown(req.header('If-None-Match') ?? null, etag)) return new Response(null, { status: 304, headers });
    return new Response(new Uint8Array(body), { headers });
  });
}

const readWhole = (path: string): Promise<Buffer | null> => readFile(path).catch(() => null);
