import type { Format } from './negotiate.js';
import { type ApiRequest, HTML_TYPE, type Link } from './request.js';

/** The address of this very request, with some parameters set or (null) left out. */
export function addressOf({ base, path, query }: ApiRequest, changes: Record<string, string | null> = {}): string {
  const parameters = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  const text = parameters.toString();
  return `${base}${path}${text ? `?${text}` : ''}`;
}

/** To this document, and to the same as the other type. */
export function selfLinks(request: ApiRequest, format: Format, jsonType: string): Link[] {
  const json = { type: jsonType, title: 'JSON' };
  const page = { type: HTML_TYPE, title: 'a page to look at' };
  const [self, other] = format === 'json' ? [json, page] : [page, json];
  return [
    { href: addressOf(request), rel: 'self', ...self, title: 'this document' },
    { href: addressOf(request, { f: format === 'json' ? 'html' : 'json' }), rel: 'alternate', ...other },
  ];
}

export const collectionAddress = (base: string, id: string): string => `${base}/collections/${encodeURIComponent(id)}`;

export const itemAddress = (base: string, collection: string, id: string | number): string =>
  `${collectionAddress(base, collection)}/items/${encodeURIComponent(id)}`;
