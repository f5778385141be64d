import type { Column } from '../feature-source.js';
import { GEOMETRY, queryColumns } from './filters.js';
import { html } from './html.js';
import { addressOf, collectionAddress } from './links.js';
import { SCHEMA_TYPE } from './request.js';
import type { CollectionRoute } from './route.js';

export const queryablesRoute: CollectionRoute = {
  of: 'collection',
  path: '/collections/:collectionId/queryables',
  summary: 'What filters may ask for, as a JSON Schema.',
  type: SCHEMA_TYPE,
  parameters: () => ['f'],
  async answer({ collection, request, links, title }) {
    const columns = queryColumns(collection.columns);
    return {
      json: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: addressOf(request, { f: null }),
        type: 'object',
        title: collection.title,
        properties: {
          [GEOMETRY]: { title: 'outline', 'x-ogc-role': 'primary-geometry', format: 'geometry-any' },
          ...Object.fromEntries(columns.map((column) => [column.name, columnSchema(column)])),
        },
        additionalProperties: false,
      },
      links,
      page: () => ({
        title: `What filters of ${collection.title} may ask for`,
        above: [
          { title, href: `${request.base}/` },
          { title: 'Collections', href: `${request.base}/collections` },
          { title: collection.title, href: collectionAddress(request.base, collection.id) },
        ],
        sections: [
          html`<section>
<h2>Names</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>
<thead><tr><th>name</th><th>type</th><th>what it is</th><th>values</th></tr></thead>
<tbody>
<tr><td><code>${GEOMETRY}</code></td><td>geometry</td><td>outline</td><td></td></tr>
${columns.map(({ name, type, format, unit, description, title: called, values }) => html`<tr><td><code>${name}</code></td><td>${format ?? type}${unit ? ` (${unit})` : ''}</td><td>${description ?? called ?? ''}</td><td>${values?.join(', ') ?? ''}</td></tr>\n`)}</tbody>
</table></div>
</section>
`,
        ],
      }),
    };
  },
};

export function columnSchema({ type, format, title, description, unit, values }: Column): Record<string, unknown> {
  return {
    ...(title ? { title } : {}),
    ...(description ? { description } : {}),
    type,
    ...(format ? { format } : {}),
    ...(unit ? { 'x-ogc-unit': unit } : {}),
    ...(values && values.length > 0 ? { enum: [...values] } : {}),
  };
}
