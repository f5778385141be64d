import { createHash } from 'node:crypto';
import { type Html, html } from './html.js';
import { PAGE_STYLE } from './page-style.js';
import type { Link } from './request.js';

/** What a person sees where a program gets JSON. */
export interface Page {
  title: string;
  description?: string;
  /** From the landing page down to the page above this one. */
  above: readonly { title: string; href: string }[];
  sections: readonly Html[];
}

const styleHash = createHash('sha256').update(PAGE_STYLE).digest('base64');

/** Nothing but our own style sheet runs or loads. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function renderPage({ title, description, above, sections }: Page, links: readonly Link[]): string {
  const other = links.filter(({ rel }) => rel === 'alternate' || rel === 'service-desc');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${other.map(({ href, type }) => html`<link rel="alternate" type="${type}" href="${href}">\n`)}<style>${{ html: PAGE_STYLE }}</style>
</head>
<body>
<main>
<nav aria-label="Where this page is">${above.map((page) => html`<a href="${page.href}">${page.title}</a>`)}</nav>
<h1>${title}</h1>
${description ? html`<p class="soft">${description}</p>` : null}
${sections}
${other.length > 0 ? html`<p class="soft">This page as data: ${other.map(({ href, title: name, type }, index) => html`${index ? ', ' : ''}<a href="${href}">${name ?? type}</a>`)}</p>` : null}
</main>
</body>
</html>
`.html;
}

/** Names and values, one below the other. */
export const factsSection = (heading: string, facts: readonly (readonly [string, Html | string])[]): Html =>
  html`<section>
<h2>${heading}</h2>
<dl>
${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
</section>
`;

export const linkTo = (href: string, text: string): Html => html`<a href="${href}">${text}</a>`;
