import type { CollectionInfo, SelectedFeatures } from '../feature-source.js';
import { formatCount } from './collections.js';
import { createFeatureWriter, crsHeader } from './feature-json.js';
import { itemsSections } from './items-page.js';
import { columnParameters, ITEMS_PARAMETERS, readItemsQuery, readOutput } from './items-query.js';
import { addressOf, collectionAddress } from './links.js';
import { NotThere } from './problem.js';
import { GEOJSON_TYPE, HTML_TYPE, JSON_TYPE, type Link } from './request.js';
import type { CollectionRoute, RouteContext } from './route.js';

export const itemsRoute: CollectionRoute = {
  of: 'collection',
  path: '/collections/:collectionId/items',
  summary: 'Features of a collection, page by page.',
  type: GEOJSON_TYPE,
  parameters: (columns) => [...ITEMS_PARAMETERS, ...columnParameters(columns).map(({ name }) => name)],
  async answer(context) {
    const { source, collection, parameters, request, format } = context;
    const { signal } = request;
    const isHtml = format === 'html';
    const { selection, output } = readItemsQuery(parameters, { collection, isHtml, ...(signal ? { signal } : {}) });
    const found = await source.select(collection.id, selection);
    const links = [...context.links, ...pageLinks(context, { ...selection, next: found.next }), upLink(context)];
    return {
      json: {
        type: 'FeatureCollection',
        links,
        timeStamp: new Date().toISOString(),
        ...(found.matched === null ? {} : { numberMatched: found.matched }),
        numberReturned: found.features.length,
        features: found.features.map(createFeatureWriter(output)),
      },
      links,
      headers: crsHeader(output),
      page: () => ({
        title: collection.title,
        description: countFeatures(found, selection.offset),
        above: [...pagesAbove(context)],
        sections: itemsSections(found.features, { request, collection, links, properties: output.properties }),
      }),
    };
  },
};

export const featureRoute: CollectionRoute = {
  of: 'collection',
  path: '/collections/:collectionId/items/:featureId',
  summary: 'One feature.',
  type: GEOJSON_TYPE,
  parameters: () => ['crs', 'properties', 'skipGeometry', 'f'],
  async answer(context) {
    const { source, collection, parameters, request } = context;
    const output = readOutput(parameters, collection);
    const { featureId } = request.parts;
    const feature = await source.feature(collection.id, featureId);
    if (!feature) throw new NotThere('feature', featureId);
    const links = [...context.links, upLink(context)];
    return {
      json: { ...createFeatureWriter(output)(feature), links },
      links,
      headers: crsHeader(output),
      page: () => ({
        title: `${collection.title}: ${feature.id}`,
        above: [
          ...pagesAbove(context),
          { title: 'features', href: `${collectionAddress(request.base, collection.id)}/items` },
        ],
        sections: itemsSections([feature], { request, collection, links, properties: output.properties, isOne: true }),
      }),
    };
  },
};

type CollectionContext = RouteContext & { collection: CollectionInfo };

/** The pages after and before this one. */
function pageLinks(
  { request, format }: RouteContext,
  { offset, limit, next }: { offset: number; limit: number; next: number | null },
): Link[] {
  const type = format === 'html' ? HTML_TYPE : GEOJSON_TYPE;
  const at = (start: number): string =>
    addressOf(request, { offset: start > 0 ? String(start) : null, limit: String(limit) });
  return [
    ...(next === null ? [] : [{ href: at(next), rel: 'next', type, title: 'next page' }]),
    ...(offset === 0 ? [] : [{ href: at(Math.max(0, offset - limit)), rel: 'prev', type, title: 'page before' }]),
  ];
}

const upLink = ({ request, collection }: CollectionContext): Link => ({
  href: collectionAddress(request.base, collection.id),
  rel: 'collection',
  type: JSON_TYPE,
  title: collection.title,
});

const pagesAbove = ({ request: { base }, collection, title }: CollectionContext) => [
  { title, href: `${base}/` },
  { title: 'Collections', href: `${base}/collections` },
  { title: collection.title, href: collectionAddress(base, collection.id) },
];

function countFeatures({ features, matched }: SelectedFeatures, offset: number): string {
  if (features.length === 0) return matched ? 'no more features' : 'no features';
  const range = `features ${formatCount(offset + 1)} to ${formatCount(offset + features.length)}`;
  return matched === null ? range : `${range} of ${formatCount(matched)}`;
}
