import { gunzipSync } from 'node:zlib';
import type { Context, Hono } from 'hono';
import { isKnown, weakEtag } from '../query/ogc/etag.js';
import { readParameters } from '../query/ogc/parameters.js';
import { describeProblem } from '../query/ogc/problem.js';
import { type ApiRequest, JSON_TYPE } from '../query/ogc/request.js';
import { readRequest, toResponse } from './api-request.js';
import { legendOf } from './legend.js';
import type { PublishedRun } from './load-run.js';
import { describeTileset, tilesetAddress } from './tiles/documents.js';
import { parseTilePlace } from './tiles/tile-place.js';
import type { TileSource } from './tiles/tile-source.js';
import type { Tile, TileKind } from './tiles/tileset.js';

export interface TileRouteOptions {
  /** Of the program: tiles may change with it. */
  version?: string;
  /** Told of faults that are ours. */
  onFault?(error: unknown): void;
}

/** A tile whose address names this very content stays what it is. */
const KEPT = 'private, max-age=31536000, immutable';
const ASKED_AGAIN = 'private, no-cache';

/** Adds legends, and tiles for web maps, of the runs of a store. */
export function addTileRoutes(app: Hono, source: TileSource, { version = '0', onFault }: TileRouteOptions = {}): void {
  const answer =
    (respond: (request: ApiRequest, context: Context) => Promise<Response>) =>
    async (context: Context): Promise<Response> => {
      try {
        return await respond(readRequest(context), context);
      } catch (error) {
        const problem = describeProblem(error);
        if (problem.status === 500) onFault?.(error);
        return toResponse(problem);
      }
    };
  const versionOf = (run: PublishedRun, kind: TileKind): string =>
    weakEtag([version, kind.name, run.recipe, run.sceneId, run.runId, run.fileEtag].join('\n')).slice(3, 15);

  app.get(
    '/collections/:collectionId/legend',
    answer(async (request) => {
      readParameters(request.query, ['f']);
      const collection = await source.collection(request.parts.collectionId);
      return sendJson(request, { classes: legendOf(collection) });
    }),
  );
  app.get(
    '/collections/:collectionId/tiles',
    answer(async (request) => {
      readParameters(request.query, ['f']);
      const { collectionId } = request.parts;
      const run = await source.run(collectionId);
      const kinds = source.kinds.filter((kind) => kind.isIn(run));
      const tilesets = kinds.map(({ name }) => ({ name, tilejson: tilesetAddress(request.base, collectionId, name) }));
      return sendJson(request, { tilesets });
    }),
  );
  app.get(
    '/collections/:collectionId/tiles/:name',
    answer(async (request) => {
      readParameters(request.query, ['f']);
      const { collectionId, name } = request.parts;
      const document = await source.ask(collectionId, name, async (run, kind) =>
        describeTileset(run, {
          kind,
          facts: await kind.describe(run),
          address: tilesetAddress(request.base, collectionId, name),
          version: versionOf(run, kind),
        }),
      );
      return sendJson(request, document);
    }),
  );
  app.get(
    '/collections/:collectionId/tiles/:name/:z/:x/:file',
    answer(async (request, context) => {
      const asked = readParameters(request.query, ['v']).text('v');
      const { collectionId, name, z, x, file } = request.parts;
      return source.ask(collectionId, name, async (run, kind) => {
        const place = parseTilePlace({ z, x, file }, kind.ending);
        const current = versionOf(run, kind);
        const etag = `W/"${current}-${z}-${x}-${place.y}"`;
        const headers = { ETag: etag, 'Cache-Control': asked === current ? KEPT : ASKED_AGAIN };
        if (isKnown(request.ifNoneMatch, etag)) return new Response(null, { status: 304, headers });
        const tile = await kind.tile(run, place);
        if (!tile) return new Response(null, { status: 204, headers });
        return sendTile(tile, { ...headers, 'Content-Type': kind.type }, context.req.header('Accept-Encoding') ?? '');
      });
    }),
  );
}

/** Vector tiles are kept compressed: whoever cannot read that gets them unpacked. */
function sendTile({ bytes, isGzipped }: Tile, headers: Record<string, string>, accepted: string): Response {
  if (!isGzipped) return new Response(bytes.slice(), { headers });
  const varied = { ...headers, Vary: 'Accept-Encoding' };
  const isAccepted = /(^|[\s,])(gzip|\*)(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(accepted);
  if (isAccepted) return new Response(bytes.slice(), { headers: { ...varied, 'Content-Encoding': 'gzip' } });
  return new Response(new Uint8Array(gunzipSync(bytes)), { headers: varied });
}

function sendJson(request: ApiRequest, json: unknown): Response {
  const body = JSON.stringify(json);
  const etag = weakEtag(body);
  const headers = { ETag: etag, 'Cache-Control': 'no-cache' };
  if (isKnown(request.ifNoneMatch, etag)) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, 'Content-Type': JSON_TYPE } });
}
