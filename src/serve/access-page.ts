import { html } from '../query/ogc/html.js';
import { PAGE_POLICY, renderPage } from '../query/ogc/page.js';

/** What a person sees who has no key: the browser asks for it, and then sees why. */
export function refuseBrowser(detail: string): Response {
  const page = renderPage(
    {
      title: 'Who asks?',
      description: detail,
      above: [],
      sections: [
        html`<section>
<h2>With a key</h2>
<p>When the browser asks for a name and a password, the key is the password; the name does not matter.</p>
<p>Programs send the key in the header <code>X-Api-Key</code>, or as <code>Authorization: Bearer</code>.</p>
</section>
`,
      ],
    },
    [],
  );
  return new Response(page, {
    status: 401,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': PAGE_POLICY,
      'Cache-Control': 'no-store',
      'WWW-Authenticate': 'Basic realm="landquilt", charset="UTF-8"',
    },
  });
}
