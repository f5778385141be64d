import type { CollectionInfo, Feature, PropertyValue } from '../feature-source.js';
import { drawFeatures } from './feature-map.js';
import { type Html, html } from './html.js';
import { collectionAddress, itemAddress } from './links.js';
import { factsSection, linkTo } from './page.js';
import type { ApiRequest, Link } from './request.js';

interface Shown {
  request: ApiRequest;
  collection: CollectionInfo;
  links: readonly Link[];
  properties: readonly string[] | null;
  isOne?: boolean;
}

/** A drawing of the features, and a table; of one feature its facts. */
export function itemsSections(features: readonly Feature[], shown: Shown): Html[] {
  const { request, collection, properties, isOne } = shown;
  const columns = collection.columns.filter(({ name }) => !properties || properties.includes(name));
  const map = drawFeatures(features, (feature) => itemAddress(request.base, collection.id, feature.id));
  const drawing = map ? [html`<section>\n${map}\n</section>\n`] : [];
  if (isOne) {
    const facts = columns.map(({ name, title, unit }) => [
      `${title ?? name}${unit ? ` (${unit})` : ''}`,
      formatValue(features[0].properties[name]),
    ]);
    return [...drawing, factsSection('Properties', [...(facts as [string, string][])])];
  }
  const numeric = (type: string): string => (type === 'number' || type === 'integer' ? 'number' : '');
  return [
    ...drawing,
    html`<section>
${filterForm(shown)}
<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>
<thead><tr><th>id</th>${columns.map(({ name, type }) => html`<th class="${numeric(type)}">${name}</th>`)}</tr></thead>
<tbody>
${features.map((feature) => html`<tr><td>${linkTo(itemAddress(request.base, collection.id, feature.id), feature.id)}</td>${columns.map(({ name, type }) => html`<td class="${numeric(type)}">${formatValue(feature.properties[name])}</td>`)}</tr>\n`)}</tbody>
</table></div>
${pager(shown.links)}
</section>
`,
  ];
}

function filterForm({ request, collection }: Shown): Html {
  const at = `${collectionAddress(request.base, collection.id)}/items`;
  const value = (name: string): string => request.query.get(name) ?? '';
  const number = collection.columns.find(({ type }) => type === 'number')?.name;
  return html`<form action="${at}" method="get">
<input type="hidden" name="f" value="html">
<label>Filter (CQL2)<input name="filter" value="${value('filter')}" placeholder="${number ? `${number} > 1000` : ''}"></label>
<label>Sorted by<input name="sortby" value="${value('sortby').trim()}" placeholder="${number ? `-${number}` : ''}"></label>
<button>Show</button>
</form>`;
}

const pager = (links: readonly Link[]): Html => {
  const pages = ['prev', 'next'].flatMap((rel) => links.filter((link) => link.rel === rel));
  return html`<p class="pager">${pages.map(({ href, rel }) => html`<a rel="${rel}" href="${href}">${rel === 'prev' ? '← page before' : 'next page →'}</a>`)}</p>`;
};

const formatValue = (value: PropertyValue | undefined): string =>
  value === null || value === undefined ? '–' : String(value);
