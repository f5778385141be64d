import type { CollectionInfo, Column } from '../feature-source.js';
import { type ApiPart, joinParts } from './api-part.js';
import { weakEtag } from './etag.js';
import { FILTER_LANGUAGES } from './filters.js';
import { html } from './html.js';
import { columnParameters, DEFAULT_LIMIT, MOST_LIMIT } from './items-query.js';
import { DESCRIPTION } from './landing.js';
import { collectionAddress } from './links.js';
import { columnSchema } from './queryables.js';
import { HTML_TYPE, OPENAPI_TYPE, PROBLEM_TYPE } from './request.js';
import type { Route, WholeRoute } from './route.js';
import { GROUPINGS } from './statistics.js';

interface Parameter {
  description: string;
  schema: Record<string, unknown>;
}

const text = (description: string, more: Record<string, unknown> = {}): Parameter => ({
  description,
  schema: { type: 'string', ...more },
});

/** What each parameter is, but for those named like columns. */
const PARAMETERS: Readonly<Record<string, Parameter>> = {
  f: text('The type of the answer, before what the header Accept says.', { enum: ['json', 'html'] }),
  limit: {
    description: 'At most so many features on a page; more than the maximum is taken for the maximum.',
    schema: { type: 'integer', minimum: 1, maximum: MOST_LIMIT, default: DEFAULT_LIMIT },
  },
  offset: {
    description: 'So many features are passed over. Follow the links to the next page rather than counting.',
    schema: { type: 'integer', minimum: 0, default: 0 },
  },
  bbox: {
    description:
      'Features that meet this box: west, south, east, north; west is greater than east across the antimeridian.',
    schema: {
      type: 'array',
      items: { type: 'number' },
      oneOf: [
        { minItems: 4, maxItems: 4 },
        { minItems: 6, maxItems: 6 },
      ],
    },
  },
  'bbox-crs': text('The CRS of bbox; longitude and latitude (CRS84) where there is none.', { format: 'uri' }),
  datetime: text('A time, or an interval with a slash: start/end, ../end, start/.. .'),
  crs: text('The CRS of the answer, one of those that the collection lists.', { format: 'uri' }),
  filter: text('Features for which this is true: a filter in CQL2.'),
  'filter-lang': text('The language of filter.', { enum: [...FILTER_LANGUAGES], default: FILTER_LANGUAGES[0] }),
  'filter-crs': text('The CRS of geometries in filter.', { format: 'uri' }),
  sortby: {
    description: 'Columns to sort by; a minus sign before one: from large to small.',
    schema: { type: 'array', items: { type: 'string' } },
  },
  properties: {
    description: 'Columns to answer with; all where there is none.',
    schema: { type: 'array', items: { type: 'string' } },
  },
  by: text('What the totals are of: one of all where there is none.', { enum: [...GROUPINGS] }),
  skipGeometry: { description: 'Leaves the geometries out.', schema: { type: 'boolean', default: false } },
};

/** Collections beyond these are described by the common path alone. */
const MOST_OWN_PATHS = 200;

/** Describes the API from its own table of routes. */
export function createApiRoute(
  routes: () => readonly Route[],
  version: string,
  besides: readonly ApiPart[] = [],
): WholeRoute {
  return {
    of: 'api',
    path: '/api',
    version: weakEtag(JSON.stringify(besides)),
    summary: 'This description (OpenAPI 3.0).',
    type: OPENAPI_TYPE,
    parameters: ['f'],
    async answer({ source, request: { base }, links, title }) {
      const collections = await source.collections();
      return {
        json: describeApi(routes(), { base, title, version, collections, besides }),
        links,
        page: () => ({
          title: 'What can be asked',
          description: 'All of it with GET. Unknown parameters are refused.',
          above: [{ title, href: `${base}/` }],
          sections: [
            html`<section>
<h2>Addresses</h2>
<dl>${routes().map(({ path, summary }) => html`<dt><code>${toTemplate(path)}</code></dt><dd>${summary}</dd>\n`)}</dl>
</section>
`,
            html`<section>
<h2>Parameters</h2>
<dl>${Object.keys(PARAMETERS).map((name) => html`<dt><code>${name}</code></dt><dd>${PARAMETERS[name].description}</dd>\n`)}</dl>
<p>Besides, every column by its name: <code>label=Water</code>.</p>
</section>
`,
          ],
        }),
      };
    },
  };
}

interface ApiFacts {
  base: string;
  title: string;
  version: string;
  collections: readonly CollectionInfo[];
  besides: readonly ApiPart[];
}

function describeApi(routes: readonly Route[], { base, title, version, collections, besides }: ApiFacts) {
  const { paths, components, ...security } = joinParts(besides);
  const columns = new Map<string, Column>();
  for (const collection of collections) {
    for (const column of columnParameters(collection.columns)) {
      if (!columns.has(column.name)) columns.set(column.name, column);
    }
  }
  const all: Record<string, Parameter> = {
    ...PARAMETERS,
    ...Object.fromEntries([...columns.values()].map((column) => [column.name, describeColumn(column)])),
  };
  return {
    openapi: '3.0.3',
    info: { title, description: DESCRIPTION, version },
    servers: [{ url: base || '/' }],
    paths: {
      ...Object.fromEntries(
        routes.map((route) => [toTemplate(route.path), { get: describeRoute(route, [...columns.values()]) }]),
      ),
      ...describeItems(routes, collections),
      ...paths,
    },
    ...security,
    components: {
      ...components,
      parameters: Object.fromEntries(
        Object.entries(all).map(([name, parameter]) => [
          name,
          { name, in: 'query', required: false, style: 'form', explode: false, ...parameter },
        ]),
      ),
      responses: {
        Problem: {
          description: 'What is wrong, in one sentence (RFC 9457).',
          content: { [PROBLEM_TYPE]: { schema: { type: 'object' } } },
        },
      },
    },
  };
}

/**
 * The items of each collection by their own path: GDAL looks there for the size of its pages, and a collection's own columns
 * are told.
 */
function describeItems(routes: readonly Route[], collections: readonly CollectionInfo[]): Record<string, unknown> {
  const items = routes.find(({ path }) => path.endsWith('/items'));
  if (!items) return {};
  return Object.fromEntries(
    collections.slice(0, MOST_OWN_PATHS).map(({ id, columns }, index) => {
      const { parameters, ...rest } = describeRoute(items, columns);
      const inQuery = parameters.filter((parameter) => '$ref' in parameter);
      const operationId = `${rest.operationId}-${index + 1}`;
      return [`${collectionAddress('', id)}/items`, { get: { ...rest, operationId, parameters: inQuery } }];
    }),
  );
}

/** Values of enumerations differ from collection to collection: the queryables have them. */
function describeColumn(column: Column): Parameter {
  const { title, description, enum: _values, ...schema } = columnSchema(column);
  return { description: `Features whose ${column.name} is this: ${description ?? title ?? column.name}.`, schema };
}

const toTemplate = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

function describeRoute(route: Route, columns: readonly Column[]) {
  const own = route.of === 'api' ? route.parameters : route.parameters(columns);
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  return {
    summary: route.summary,
    operationId: route.path.replaceAll(/[^a-zA-Z]+/g, '-').replaceAll(/^-|-$/g, '') || 'landing',
    parameters: [...inPath, ...own.map((name) => ({ $ref: `#/components/parameters/${name}` }))],
    responses: {
      200: {
        description: route.summary,
        content: { [route.type]: { schema: { type: 'object' } }, [HTML_TYPE]: { schema: { type: 'string' } } },
      },
      400: { $ref: '#/components/responses/Problem' },
      ...(inPath.length > 0 ? { 404: { $ref: '#/components/responses/Problem' } } : {}),
      500: { $ref: '#/components/responses/Problem' },
      503: { $ref: '#/components/responses/Problem' },
    },
  };
}
