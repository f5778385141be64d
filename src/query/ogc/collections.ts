import type { CollectionInfo } from '../feature-source.js';
import { CRS84, listCrs } from './crs.js';
import { html } from './html.js';
import { collectionAddress } from './links.js';
import { factsSection, linkTo } from './page.js';
import { GEOJSON_TYPE, HTML_TYPE, JSON_TYPE, type Link, SCHEMA_TYPE } from './request.js';
import type { CollectionRoute, WholeRoute } from './route.js';

const QUERYABLES_REL = 'http://www.opengis.net/def/rel/ogc/1.0/queryables';
const GREGORIAN = 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian';

export const collectionsRoute: WholeRoute = {
  of: 'api',
  path: '/collections',
  summary: 'The collections of features.',
  type: JSON_TYPE,
  parameters: ['f'],
  async answer({ source, request: { base }, links, title }) {
    const collections = await source.collections();
    return {
      json: { links, collections: collections.map((collection) => describeCollection(collection, base)) },
      links,
      page: () => ({
        title: 'Collections',
        above: [{ title, href: `${base}/` }],
        sections: [
          html`<section>
<h2>${collections.length} ${collections.length === 1 ? 'collection' : 'collections'}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>
<thead><tr><th>name</th><th class="number">features</th><th>time</th></tr></thead>
<tbody>
${collections.map((collection) => html`<tr><td>${linkTo(collectionAddress(base, collection.id), collection.title)}</td><td class="number">${formatCount(collection.featureCount)}</td><td>${formatInterval(collection)}</td></tr>\n`)}</tbody>
</table></div>
</section>
`,
        ],
      }),
    };
  },
};

export const collectionRoute: CollectionRoute = {
  of: 'collection',
  path: '/collections/:collectionId',
  summary: 'What a collection holds.',
  type: JSON_TYPE,
  parameters: () => ['f'],
  async answer({ collection, request: { base }, links, title }) {
    const description = describeCollection(collection, base);
    const all = [...links, ...description.links];
    const at = collectionAddress(base, collection.id);
    return {
      json: { ...description, links: all },
      links: all,
      page: () => ({
        title: collection.title,
        description: collection.description,
        above: [
          { title, href: `${base}/` },
          { title: 'Collections', href: `${base}/collections` },
        ],
        sections: [
          factsSection('What it holds', [
            ['features', linkTo(`${at}/items`, formatCount(collection.featureCount))],
            ['time', formatInterval(collection) || 'unknown'],
            ['box', collection.bboxLonLat?.join(', ') ?? 'unknown'],
            ['as GeoJSON', linkTo(`${at}/items?f=json`, 'the first features')],
            ['totals', linkTo(`${at}/statistics?by=label&f=html`, 'by class')],
            ['to filter by', linkTo(`${at}/queryables?f=html`, 'queryables')],
          ]),
          html`<section>
<h2>Columns</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>
<thead><tr><th>name</th><th>type</th><th>what it is</th></tr></thead>
<tbody>
${collection.columns.map(({ name, type, format, unit, description: text, title: called }) => html`<tr><td><code>${name}</code></td><td>${format ?? type}${unit ? ` (${unit})` : ''}</td><td>${text ?? called ?? ''}</td></tr>\n`)}</tbody>
</table></div>
</section>
`,
        ],
      }),
    };
  },
};

/** As both documents have it; the links to itself are not among its links. */
function describeCollection(collection: CollectionInfo, base: string) {
  const { id, title, description, bboxLonLat, interval } = collection;
  const at = collectionAddress(base, id);
  const links: Link[] = [
    { href: at, rel: 'collection', type: JSON_TYPE, title },
    { href: `${at}/items?f=json`, rel: 'items', type: GEOJSON_TYPE, title: 'features as GeoJSON' },
    { href: `${at}/items?f=html`, rel: 'items', type: HTML_TYPE, title: 'features as a page' },
    { href: `${at}/queryables`, rel: QUERYABLES_REL, type: SCHEMA_TYPE, title: 'what filters may ask for' },
  ];
  const extent = {
    ...(bboxLonLat ? { spatial: { bbox: [bboxLonLat], crs: CRS84 } } : {}),
    ...(interval.some((end) => end !== null) ? { temporal: { interval: [interval], trs: GREGORIAN } } : {}),
  };
  return {
    id,
    title,
    description,
    itemType: 'feature',
    ...(Object.keys(extent).length > 0 ? { extent } : {}),
    crs: listCrs(bboxLonLat).map(({ uri }) => uri),
    storageCrs: CRS84,
    links,
  };
}

export const formatCount = (count: number): string => count.toLocaleString('en-US');

function formatInterval({ interval: [first, last] }: CollectionInfo): string {
  if (first === null && last === null) return '';
  return first === last ? String(first) : `${first ?? '…'} to ${last ?? '…'}`;
}
