import type { CollectionInfo, Column, FeatureSource } from '../feature-source.js';
import type { Format } from './negotiate.js';
import type { Page } from './page.js';
import type { Parameters } from './parameters.js';
import type { ApiRequest, Link } from './request.js';

/** What every answer is made of. */
export interface RouteContext {
  source: FeatureSource;
  request: ApiRequest;
  format: Format;
  parameters: Parameters;
  /** To this document itself and to its other type. */
  links: Link[];
  /** What the whole API is called. */
  title: string;
}

export interface Answer {
  json: Record<string, unknown>;
  links: readonly Link[];
  page(): Page;
  headers?: Record<string, string>;
}

interface AnyRoute {
  /** As the server's router takes it: `:collectionId` is a variable part. */
  path: string;
  /** One sentence for the description of the API. */
  summary: string;
  /** Of its JSON. */
  type: string;
}

/** Says something of all. */
export interface WholeRoute extends AnyRoute {
  of: 'api';
  parameters: readonly string[];
  /** Changes with what its answer tells besides what is published. */
  version?: string;
  answer(context: RouteContext): Promise<Answer>;
}

/** Says something of one collection. */
export interface CollectionRoute extends AnyRoute {
  of: 'collection';
  parameters(columns: readonly Column[]): readonly string[];
  answer(context: RouteContext & { collection: CollectionInfo }): Promise<Answer>;
}

export type Route = WholeRoute | CollectionRoute;
