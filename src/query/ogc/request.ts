/** A question as the server's rim hands it on: nothing of HTTP's library is left in it. */
export interface ApiRequest {
  /** Where the API lies for who asks, without a slash at its end. */
  base: string;
  /** Below `base`, as it was sent: `/collections/a/items`. */
  path: string;
  /** What stands in the variable places of the path: `collectionId`, `featureId`. */
  parts: Readonly<Record<string, string>>;
  query: URLSearchParams;
  accept: string | null;
  ifNoneMatch: string | null;
  signal?: AbortSignal;
}

export interface ApiResponse {
  status: number;
  headers: Record<string, string>;
  /** Null where there is none to send: 304. */
  body: string | null;
}

export const JSON_TYPE = 'application/json';
export const GEOJSON_TYPE = 'application/geo+json';
export const SCHEMA_TYPE = 'application/schema+json';
export const OPENAPI_TYPE = 'application/vnd.oai.openapi+json;version=3.0';
export const PROBLEM_TYPE = 'application/problem+json';
export const HTML_TYPE = 'text/html';

/** A link as OGC API has it. */
export interface Link {
  href: string;
  rel: string;
  type: string;
  title?: string;
}
