import { html } from './html.js';
import { linkTo } from './page.js';
import { HTML_TYPE, JSON_TYPE, type Link, OPENAPI_TYPE } from './request.js';
import type { WholeRoute } from './route.js';

export const DESCRIPTION = 'Polygons of mapped scenes, with their classes and true areas on the ground.';

export const landingRoute: WholeRoute = {
  of: 'api',
  path: '/',
  summary: 'What there is, and where.',
  type: JSON_TYPE,
  parameters: ['f'],
  async answer({ source, request: { base }, links, title }) {
    const all: Link[] = [
      ...links,
      { href: `${base}/api`, rel: 'service-desc', type: OPENAPI_TYPE, title: 'description of the API (OpenAPI)' },
      { href: `${base}/api?f=html`, rel: 'service-doc', type: HTML_TYPE, title: 'what can be asked' },
      { href: `${base}/conformance`, rel: 'conformance', type: JSON_TYPE, title: 'standards it keeps to' },
      { href: `${base}/collections`, rel: 'data', type: JSON_TYPE, title: 'collections' },
    ];
    const collections = await source.collections();
    return {
      json: { title, description: DESCRIPTION, links: all },
      links: all,
      page: () => ({
        title,
        description: DESCRIPTION,
        above: [],
        sections: [
          html`<section>
<h2>Here</h2>
<ul>
<li>${linkTo(`${base}/viewer/`, 'Maps to look at')}</li>
<li>${linkTo(`${base}/collections?f=html`, 'Collections')}: ${collections.length}</li>
<li>${linkTo(`${base}/api?f=html`, 'What can be asked')}</li>
<li>${linkTo(`${base}/conformance?f=html`, 'Conformance')}</li>
</ul>
</section>
`,
        ],
      }),
    };
  },
};
