import { CQL2_CONFORMS_TO } from '../ogc/conformance.js';
import { GEOJSON_TYPE, JSON_TYPE, OPENAPI_TYPE, SCHEMA_TYPE } from '../ogc/request.js';
import { chooseFields, type Fields } from './fields.js';
import type { FoundItem, StacCollection, StacItem, StacLink } from './stac-source.js';

const STAC_VERSION = '1.1.0';
const API = 'https://api.stacspec.org/v1.0.0';
const FEATURES = 'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf';

export const STAC_CONFORMS_TO: readonly string[] = [
  ...['core', 'collections', 'ogcapi-features', 'item-search'].map((name) => `${API}/${name}`),
  ...['core', 'oas30', 'geojson'].map((name) => `${FEATURES}/${name}`),
  ...['item-search', 'ogcapi-features'].flatMap((name) => ['sort', 'fields'].map((part) => `${API}/${name}#${part}`)),
  'https://api.stacspec.org/v1.0.0-rc.3/item-search#filter',
  ...['filter', 'features-filter'].map((name) => `http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/${name}`),
  ...CQL2_CONFORMS_TO,
];

const QUERYABLES = 'http://www.opengis.net/def/rel/ogc/1.0/queryables';

export const queryablesAddress = (base: string, collection?: string): string =>
  `${collection === undefined ? stacAddress(base) : stacCollectionAddress(base, collection)}/queryables`;

const queryablesLink = (base: string, collection?: string): StacLink => ({
  rel: QUERYABLES,
  href: queryablesAddress(base, collection),
  type: SCHEMA_TYPE,
  title: 'what filters may ask for',
});

/** Where the catalog and its parts lie, for who found the API at `base`. */
export const stacAddress = (base: string): string => `${base}/stac`;
export const stacCollectionAddress = (base: string, id: string): string =>
  `${stacAddress(base)}/collections/${encodeURIComponent(id)}`;
export const stacItemAddress = (base: string, { entry }: Pick<FoundItem, 'entry'>): string =>
  `${stacCollectionAddress(base, entry.collection)}/items/${encodeURIComponent(entry.id)}`;

const catalogLink = (base: string, rel: string): StacLink => ({
  rel,
  href: stacAddress(base),
  type: JSON_TYPE,
  title: 'the catalog',
});

/** The landing page of a STAC API (1.0): a Catalog. */
export function makeCatalog(base: string, title: string, collections: readonly StacCollection[]): object {
  const at = stacAddress(base);
  const search = { rel: 'search', href: `${at}/search`, type: GEOJSON_TYPE, title: 'items of all collections' };
  return {
    type: 'Catalog',
    stac_version: STAC_VERSION,
    id: 'landquilt',
    title,
    description: 'Class maps of scenes: a collection for each recipe, an item for each scene.',
    conformsTo: STAC_CONFORMS_TO,
    links: [
      catalogLink(base, 'self'),
      catalogLink(base, 'root'),
      { rel: 'service-desc', href: `${at}/api`, type: OPENAPI_TYPE, title: 'description of the API (OpenAPI)' },
      { rel: 'conformance', href: `${at}/conformance`, type: JSON_TYPE, title: 'standards it keeps to' },
      { rel: 'data', href: `${at}/collections`, type: JSON_TYPE, title: 'collections' },
      queryablesLink(base),
      { ...search, method: 'GET' },
      { ...search, method: 'POST' },
      ...collections.map(({ id, title: name }) => ({
        rel: 'child',
        href: stacCollectionAddress(base, id),
        type: JSON_TYPE,
        title: name,
      })),
    ],
  };
}

export function makeCollection(base: string, collection: StacCollection): object {
  const { id, title, description, bboxLonLat, interval } = collection;
  const at = stacCollectionAddress(base, id);
  return {
    type: 'Collection',
    stac_version: STAC_VERSION,
    id,
    title,
    description,
    license: 'other',
    extent: { spatial: { bbox: [bboxLonLat ?? [-180, -90, 180, 90]] }, temporal: { interval: [interval] } },
    links: [
      { rel: 'self', href: at, type: JSON_TYPE, title },
      catalogLink(base, 'root'),
      catalogLink(base, 'parent'),
      { rel: 'items', href: `${at}/items`, type: GEOJSON_TYPE, title: 'items' },
      queryablesLink(base, id),
      {
        rel: 'related',
        href: `${base}/collections/${encodeURIComponent(id)}`,
        type: JSON_TYPE,
        title: 'the polygons of all scenes',
      },
    ],
  };
}

/** An Item with links into the API, its files at addresses below its own. */
export function makeItem(base: string, found: FoundItem): StacItem & { collection: string } {
  const { entry, item } = found;
  const at = stacItemAddress(base, found);
  const collection = stacCollectionAddress(base, entry.collection);
  return {
    ...item,
    id: entry.id,
    collection: entry.collection,
    links: [
      { rel: 'self', href: at, type: GEOJSON_TYPE },
      catalogLink(base, 'root'),
      { rel: 'parent', href: collection, type: JSON_TYPE },
      { rel: 'collection', href: collection, type: JSON_TYPE },
      // Paths of the machine that made the map are of no use to others.
      ...item.links.filter(({ href }) => !href.startsWith('file:')),
    ],
    assets: Object.fromEntries(
      Object.entries(item.assets).map(([name, asset]) => [
        name,
        { ...asset, href: `${at}/files/${encodeURIComponent(asset.href.replace(/^\.\//, ''))}` },
      ]),
    ),
  };
}

/** A page of Items; `links` to itself and the next one. */
export function makeItemCollection(
  base: string,
  { found, matched }: { found: readonly FoundItem[]; matched: number | null },
  { links, fields }: { links: readonly StacLink[]; fields: Fields | null },
): object {
  return {
    type: 'FeatureCollection',
    features: found.map((one) => {
      const item = makeItem(base, one);
      return fields ? chooseFields({ ...item }, fields) : item;
    }),
    links: [...links, catalogLink(base, 'root')],
    numberReturned: found.length,
    ...(matched === null ? {} : { numberMatched: matched }),
  };
}
