import { html } from './html.js';
import { JSON_TYPE } from './request.js';
import type { WholeRoute } from './route.js';

const FEATURES = 'http://www.opengis.net/spec/ogcapi-features';
const CQL2 = 'http://www.opengis.net/spec/cql2/1.0/conf';

/** The classes of CQL2 that filters keep to. */
export const CQL2_CONFORMS_TO: readonly string[] = [
  'cql2-text',
  'cql2-json',
  'basic-cql2',
  'advanced-comparison-operators',
  'case-insensitive-comparison',
  'accent-insensitive-comparison',
  'basic-spatial-functions',
  'basic-spatial-functions-plus',
  'spatial-functions',
  'temporal-functions',
  'array-functions',
  'property-property',
  'arithmetic',
].map((name) => `${CQL2}/${name}`);

/** The classes of the standards that this API conforms to. */
export const CONFORMS_TO: readonly string[] = [
  ...['core', 'oas30', 'html', 'geojson'].map((name) => `${FEATURES}-1/1.0/conf/${name}`),
  `${FEATURES}-2/1.0/conf/crs`,
  ...['queryables', 'queryables-query-parameters', 'filter', 'features-filter'].map(
    (name) => `${FEATURES}-3/1.0/conf/${name}`,
  ),
  ...CQL2_CONFORMS_TO,
];

export const conformanceRoute: WholeRoute = {
  of: 'api',
  path: '/conformance',
  summary: 'The standards that this API keeps to.',
  type: JSON_TYPE,
  parameters: ['f'],
  async answer({ request, links, title }) {
    return {
      json: { conformsTo: CONFORMS_TO, links },
      links,
      page: () => ({
        title: 'Conformance',
        above: [{ title, href: `${request.base}/` }],
        sections: [
          html`<section>\n<h2>Classes of standards</h2>\n<ul>${CONFORMS_TO.map((uri) => html`<li><code>${uri}</code></li>\n`)}</ul>\n</section>\n`,
        ],
      }),
    };
  },
};
