import { isKnown, weakEtag } from '../ogc/etag.js';
import { addressOf } from '../ogc/links.js';
import { readParameters } from '../ogc/parameters.js';
import { describeProblem, NotThere } from '../ogc/problem.js';
import {
  type ApiRequest,
  type ApiResponse,
  GEOJSON_TYPE,
  JSON_TYPE,
  OPENAPI_TYPE,
  SCHEMA_TYPE,
} from '../ogc/request.js';
import { type DescribedRoute, describeStacApi } from './api-document.js';
import {
  makeCatalog,
  makeCollection,
  makeItem,
  makeItemCollection,
  queryablesAddress,
  STAC_CONFORMS_TO,
  stacAddress,
  stacCollectionAddress,
} from './documents.js';
import { findItems } from './find-items.js';
import { describeQueryables } from './queryables.js';
import { ITEMS_PARAMETERS, parseSearch, readSearch, SEARCH_PARAMETERS } from './search.js';
import type { StacCollection, StacLink, StacSource } from './stac-source.js';

/** A question, with what was sent beside its address. */
export interface StacRequest extends ApiRequest {
  body: string | null;
}

export interface StacOptions {
  /** What the catalog is called. */
  title: string;
  /** Of the program. */
  version: string;
  /** Told of faults that are ours. */
  onFault?(error: unknown): void;
}

/** A path and what answers it; never fails. */
export interface StacEndpoint {
  method: 'GET' | 'POST';
  path: string;
  answer(request: StacRequest): Promise<ApiResponse>;
}

interface StacRoute extends DescribedRoute {
  answer(request: StacRequest): Promise<object>;
}

/** A STAC API (1.0.0: core, collections, features, item search) over a source, as a table of endpoints. */
export function createStacApi(source: StacSource, { title, version, onFault }: StacOptions): StacEndpoint[] {
  const routes = createRoutes(source, title, (request) => describeStacApi(request.base, routes, version));
  return routes.map((route) => ({
    method: route.method,
    path: route.path,
    async answer(request) {
      try {
        if (route.method === 'POST' || route.parameters.length === 0) readParameters(request.query, []);
        return toResponse(await route.answer(request), route.type, request.ifNoneMatch);
      } catch (error) {
        const problem = describeProblem(error);
        if (problem.status >= 500) onFault?.(error);
        return problem;
      }
    },
  }));
}

function createRoutes(
  source: StacSource,
  title: string,
  describeApi: (request: StacRequest) => object,
): readonly StacRoute[] {
  const none: readonly string[] = [];
  const json = { method: 'GET', type: JSON_TYPE, parameters: none } as const;
  return [
    {
      ...json,
      path: '/stac',
      summary: 'The catalog.',
      answer: async ({ base }) => makeCatalog(base, title, await source.collections()),
    },
    {
      ...json,
      path: '/stac/api',
      summary: 'This description.',
      type: OPENAPI_TYPE,
      answer: async (request) => describeApi(request),
    },
    {
      ...json,
      path: '/stac/conformance',
      summary: 'The standards that this API keeps to.',
      answer: async () => ({ conformsTo: STAC_CONFORMS_TO }),
    },
    {
      ...json,
      path: '/stac/collections',
      summary: 'The collections of items.',
      answer: async ({ base }) => ({
        collections: (await source.collections()).map((collection) => makeCollection(base, collection)),
        links: [
          { rel: 'self', href: `${stacAddress(base)}/collections`, type: JSON_TYPE },
          { rel: 'root', href: stacAddress(base), type: JSON_TYPE },
        ],
      }),
    },
    {
      ...json,
      path: '/stac/collections/:collectionId',
      summary: 'A collection.',
      answer: async ({ base, parts }) => makeCollection(base, await findCollection(source, parts.collectionId)),
    },
    {
      ...json,
      path: '/stac/queryables',
      summary: 'What filters may ask of Items, as a JSON Schema.',
      type: SCHEMA_TYPE,
      answer: async ({ base }) => describeQueryables(queryablesAddress(base), title),
    },
    {
      ...json,
      path: '/stac/collections/:collectionId/queryables',
      summary: 'What filters may ask of Items of a collection, as a JSON Schema.',
      type: SCHEMA_TYPE,
      async answer({ base, parts }) {
        const collection = await findCollection(source, parts.collectionId);
        return describeQueryables(queryablesAddress(base, collection.id), collection.title);
      },
    },
    {
      ...json,
      path: '/stac/collections/:collectionId/items',
      summary: 'Items of a collection.',
      type: GEOJSON_TYPE,
      parameters: ITEMS_PARAMETERS,
      async answer(request) {
        const { id } = await findCollection(source, request.parts.collectionId);
        const search = { ...readSearch(request.query, ITEMS_PARAMETERS), collections: [id] };
        const items = await findItems(source, search, request.signal);
        const parent = { rel: 'parent', href: stacCollectionAddress(request.base, id), type: JSON_TYPE };
        return makeItemCollection(request.base, items, {
          links: [...pageLinks(request, items.next), parent],
          fields: search.fields,
        });
      },
    },
    {
      ...json,
      path: '/stac/collections/:collectionId/items/:itemId',
      summary: 'An item.',
      type: GEOJSON_TYPE,
      async answer({ base, parts }) {
        const found = await findItem(source, parts.collectionId, parts.itemId);
        if (found) return makeItem(base, found);
        throw new NotThere('item', parts.itemId);
      },
    },
    {
      ...json,
      path: '/stac/search',
      summary: 'Items of all collections.',
      type: GEOJSON_TYPE,
      parameters: SEARCH_PARAMETERS,
      async answer(request) {
        const found = readSearch(request.query, SEARCH_PARAMETERS);
        const items = await findItems(source, found, request.signal);
        return makeItemCollection(request.base, items, {
          links: pageLinks(request, items.next),
          fields: found.fields,
        });
      },
    },
    {
      method: 'POST',
      path: '/stac/search',
      summary: 'Items of all collections.',
      type: GEOJSON_TYPE,
      parameters: SEARCH_PARAMETERS,
      async answer({ base, body, signal }) {
        const asked = parseSearch(body ?? '');
        const items = await findItems(source, asked.search, signal);
        const search = { href: `${stacAddress(base)}/search`, type: GEOJSON_TYPE, method: 'POST' } as const;
        const next: StacLink[] = items.next
          ? [{ rel: 'next', ...search, body: { ...asked.body, token: items.next } }]
          : [];
        return makeItemCollection(base, items, {
          links: [{ rel: 'self', ...search, body: asked.body }, ...next],
          fields: asked.search.fields,
        });
      },
    },
  ];
}

/** An Item of a collection; null where there is none. */
export async function findItem(source: StacSource, collection: string, id: string) {
  const entry = (await source.entries()).find((one) => one.collection === collection && one.id === id);
  const item = entry && (await source.item(entry));
  return item ? { entry, item } : null;
}

async function findCollection(source: StacSource, id: string): Promise<StacCollection> {
  const found = (await source.collections()).find((collection) => collection.id === id);
  if (found) return found;
  throw new NotThere('collection', id);
}

function pageLinks(request: StacRequest, next: string | null): StacLink[] {
  const self: StacLink = { rel: 'self', href: addressOf(request), type: GEOJSON_TYPE };
  return next ? [self, { ...self, rel: 'next', href: addressOf(request, { token: next }) }] : [self];
}

function toResponse(json: object, type: string, ifNoneMatch: string | null): ApiResponse {
  const body = JSON.stringify(json);
  const etag = weakEtag(body);
  const headers = { ETag: etag, 'Cache-Control': 'no-cache' };
  if (isKnown(ifNoneMatch, etag)) return { status: 304, headers, body: null };
  return { status: 200, headers: { ...headers, 'Content-Type': type }, body };
}
