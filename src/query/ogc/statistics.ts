import type { AggregateGroup, Aggregation } from '../feature-source.js';
import { formatCount } from './collections.js';
import { html } from './html.js';
import { CHOICE_PARAMETERS, columnParameters, readChoice } from './items-query.js';
import { collectionAddress } from './links.js';
import type { Parameters } from './parameters.js';
import { badValue } from './problem.js';
import { JSON_TYPE } from './request.js';
import type { CollectionRoute } from './route.js';

export const GROUPINGS = ['label', 'scene', 'month'] as const;

export const statisticsRoute: CollectionRoute = {
  of: 'collection',
  path: '/collections/:collectionId/statistics',
  summary: 'Counts, areas and means of features, by class, scene or month.',
  type: JSON_TYPE,
  parameters: (columns) => ['by', ...CHOICE_PARAMETERS, 'f', ...columnParameters(columns).map(({ name }) => name)],
  async answer({ source, collection, parameters, request, links, title }) {
    const by = readGrouping(parameters);
    const groups = await source.aggregate(collection.id, {
      ...readChoice(parameters, collection),
      ...(by ? { by } : {}),
      ...(request.signal ? { signal: request.signal } : {}),
    });
    const at = collectionAddress(request.base, collection.id);
    const all = [...links, { href: at, rel: 'collection', type: JSON_TYPE, title: collection.title }];
    return {
      json: { collection: collection.id, by: by ?? null, groups: groups.map(toJson), links: all },
      links: all,
      page: () => ({
        title: `Totals of ${collection.title}`,
        above: [
          { title, href: `${request.base}/` },
          { title: 'Collections', href: `${request.base}/collections` },
          { title: collection.title, href: at },
        ],
        sections: [
          html`<section>
<h2>${by ? `By ${by}` : 'Of all'}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>
<thead><tr><th>${by ?? 'of'}</th><th class="number">features</th><th class="number">hectares</th></tr></thead>
<tbody>
${groups.map(({ key, count, areaM2 }) => html`<tr><td>${key ?? (by ? 'unknown' : 'all')}</td><td class="number">${formatCount(count)}</td><td class="number">${formatHectares(areaM2)}</td></tr>\n`)}</tbody>
</table></div>
</section>
`,
        ],
      }),
    };
  },
};

function readGrouping(parameters: Parameters): Aggregation['by'] {
  const text = parameters.text('by');
  const by = GROUPINGS.find((name) => name === text);
  if (text !== null && !by) throw badValue('by', `one of ${GROUPINGS.join(', ')}`, text);
  return by;
}

const toJson = ({ key, count, areaM2, pixels, means }: AggregateGroup) => ({
  key,
  count,
  area_m2: round(areaM2, 2),
  pixels,
  ...Object.fromEntries(Object.entries(means).map(([name, mean]) => [name, mean === null ? null : round(mean, 6)])),
});

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

const formatHectares = (areaM2: number): string =>
  (areaM2 / 1e4).toLocaleString('en-US', { maximumFractionDigits: 2, minimumFractionDigits: 2 });
