import type { CollectionInfo, FeatureSource } from '../feature-source.js';
import type { ApiPart } from './api-part.js';
import { collectionRoute, collectionsRoute } from './collections.js';
import { conformanceRoute } from './conformance.js';
import { isKnown, weakEtag } from './etag.js';
import { featureRoute, itemsRoute } from './items.js';
import { landingRoute } from './landing.js';
import { addressOf, selfLinks } from './links.js';
import { chooseFormat, type Format } from './negotiate.js';
import { createApiRoute } from './openapi.js';
import { PAGE_POLICY, renderPage } from './page.js';
import { readParameters } from './parameters.js';
import { describeProblem, NotThere } from './problem.js';
import { queryablesRoute } from './queryables.js';
import { type ApiRequest, type ApiResponse, HTML_TYPE } from './request.js';
import type { Answer, Route, RouteContext } from './route.js';
import { statisticsRoute } from './statistics.js';

export interface ApiOptions {
  /** What the API is called. */
  title: string;
  /** Of the program: answers may change with it. */
  version: string;
  /** What the server answers besides, for its description. */
  besides?: readonly ApiPart[];
  /** Told of faults that are ours. */
  onFault?(error: unknown): void;
}

/** A path and what answers a GET of it; never fails. */
export interface Endpoint {
  path: string;
  answer(request: ApiRequest): Promise<ApiResponse>;
}

/** OGC API - Features over a source, as a table of endpoints. */
export function createFeaturesApi(source: FeatureSource, options: ApiOptions): Endpoint[] {
  const routes: Route[] = [
    landingRoute,
    conformanceRoute,
    createApiRoute(() => routes, options.version, options.besides),
    collectionsRoute,
    collectionRoute,
    queryablesRoute,
    itemsRoute,
    featureRoute,
    statisticsRoute,
  ];
  return routes.map((route) => ({
    path: route.path,
    async answer(request) {
      try {
        return await answerRoute(route, { source, request, ...options });
      } catch (error) {
        const problem = describeProblem(error);
        if (problem.status === 500) options.onFault?.(error);
        return problem;
      }
    },
  }));
}

async function answerRoute(
  route: Route,
  { source, request, title, version }: { source: FeatureSource; request: ApiRequest } & ApiOptions,
): Promise<ApiResponse> {
  const format = chooseFormat(request);
  const collection = route.of === 'collection' ? await findCollection(source, request.parts.collectionId) : null;
  const known = route.of === 'api' ? route.parameters : route.parameters(collection!.columns);
  const parameters = readParameters(request.query, known);
  const state = collection ? collection.etag : (await source.collections()).map(({ etag }) => etag).join();
  // Weak: the time stamp differs from answer to answer.
  const own = route.of === 'api' ? route.version : undefined;
  const etag = weakEtag(JSON.stringify([version, title, own, state, addressOf(request), format]));
  const headers = { ETag: etag, 'Cache-Control': 'no-cache', Vary: 'Accept' };
  if (isKnown(request.ifNoneMatch, etag)) return { status: 304, headers, body: null };
  const context: RouteContext = {
    source,
    request,
    format,
    parameters,
    links: selfLinks(request, format, route.type),
    title,
  };
  const answer = await (route.of === 'api'
    ? route.answer(context)
    : route.answer({ ...context, collection: collection! }));
  return { status: 200, ...render(answer, { format, type: route.type, headers }) };
}

async function findCollection(source: FeatureSource, id: string): Promise<CollectionInfo> {
  const collection = await source.collection(id);
  if (collection) return collection;
  throw new NotThere('collection', id);
}

function render(
  answer: Answer,
  { format, type, headers }: { format: Format; type: string; headers: Record<string, string> },
): { headers: Record<string, string>; body: string } {
  if (format === 'json') {
    return { headers: { ...headers, ...answer.headers, 'Content-Type': type }, body: JSON.stringify(answer.json) };
  }
  return {
    headers: { ...headers, 'Content-Type': `${HTML_TYPE}; charset=utf-8`, 'Content-Security-Policy': PAGE_POLICY },
    body: renderPage(answer.page(), answer.links),
  };
}
