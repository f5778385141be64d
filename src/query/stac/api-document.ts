import { LIMITS } from './search.js';

type Json = Record<string, unknown>;

const PARAMETERS: Readonly<Record<string, { description: string; schema: Json }>> = {
  bbox: {
    description:
      'Items that meet this box: west, south, east, north; west is greater than east across the antimeridian.',
    schema: { type: 'array', items: { type: 'number' }, minItems: 4, maxItems: 6 },
  },
  intersects: {
    description: 'Items that meet this geometry (GeoJSON).',
    schema: { type: 'string' },
  },
  datetime: {
    description: 'A time, or an interval with a slash: start/end, ../end, start/.. .',
    schema: { type: 'string' },
  },
  collections: { description: 'Items of these collections.', schema: { type: 'array', items: { type: 'string' } } },
  ids: { description: 'Items with these ids.', schema: { type: 'array', items: { type: 'string' } } },
  limit: {
    description: 'At most so many items on a page; more than the maximum is taken for the maximum.',
    schema: { type: 'integer', minimum: LIMITS.least, maximum: LIMITS.most, default: LIMITS.otherwise },
  },
  filter: { description: 'Items for which this is true: a filter in CQL2.', schema: { type: 'string' } },
  'filter-lang': {
    description: 'The language of filter; where there is none, text in an address and JSON in a body.',
    schema: { type: 'string', enum: ['cql2-text', 'cql2-json'] },
  },
  'filter-crs': { description: 'The CRS of geometries in filter: CRS84.', schema: { type: 'string', format: 'uri' } },
  sortby: {
    description: 'Names to sort by; a minus sign before one: from last to first.',
    schema: { type: 'array', items: { type: 'string' } },
  },
  fields: {
    description: 'Members of Items that are wanted, or with a minus sign not: id,properties,-geometry.',
    schema: { type: 'array', items: { type: 'string' } },
  },
  token: { description: 'As in the link to the next page.', schema: { type: 'string' } },
};

/** Of a body: what is otherwise than in an address. */
const IN_BODY: Readonly<Record<string, Json>> = {
  bbox: { type: 'array', items: { type: 'number' }, minItems: 4, maxItems: 6 },
  intersects: { type: 'object' },
  filter: { type: 'object' },
  sortby: {
    type: 'array',
    items: {
      type: 'object',
      required: ['field'],
      properties: { field: { type: 'string' }, direction: { type: 'string', enum: ['asc', 'desc'] } },
    },
  },
  fields: {
    type: 'object',
    properties: {
      include: { type: 'array', items: { type: 'string' } },
      exclude: { type: 'array', items: { type: 'string' } },
    },
  },
};

export interface DescribedRoute {
  method: 'GET' | 'POST';
  /** As the server's router takes it: `:itemId` is a variable part. */
  path: string;
  summary: string;
  /** Media type of its answer. */
  type: string;
  parameters: readonly string[];
}

/** OpenAPI 3.0 of a table of routes. */
export function describeStacApi(base: string, routes: readonly DescribedRoute[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeRoute(route) };
  }
  return { openapi: '3.0.3', info: { title: 'STAC API of Landquilt', version }, servers: [{ url: base }], paths };
}

function describeRoute({ method, path, summary, type, parameters }: DescribedRoute): Json {
  const variables = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name);
  const schemas = Object.fromEntries(parameters.map((name) => [name, IN_BODY[name] ?? PARAMETERS[name].schema]));
  const body = { content: { 'application/json': { schema: { type: 'object', properties: schemas } } } };
  const refused = { description: 'What was asked cannot be answered.', content: { 'application/problem+json': {} } };
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^a-zA-Z]+(.)?/g, (_, next = '') => next.toUpperCase())}`,
    summary,
    parameters: [
      ...variables.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...(method === 'GET' ? parameters : []).map((name) => ({
        name,
        in: 'query',
        ...PARAMETERS[name],
        ...(PARAMETERS[name].schema.type === 'array' ? { style: 'form', explode: false } : {}),
      })),
    ],
    ...(method === 'POST' ? { requestBody: body } : {}),
    responses: {
      200: { description: summary, content: { [type]: { schema: { type: 'object' } } } },
      400: refused,
      ...(variables.length > 0 ? { 404: refused } : {}),
    },
  };
}
