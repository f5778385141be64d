import { createStacApi, type StacRequest } from '../../../src/query/stac/answer.js';
import type { StacItem, StacLink, StacSource } from '../../../src/query/stac/stac-source.js';

export const BASE = 'https://maps.example/prod';

export interface Answer {
  status: number;
  json: {
    features: (StacItem & { collection: string })[];
    links: StacLink[];
    numberMatched?: number;
    numberReturned?: number;
    [name: string]: unknown;
  };
  headers: Record<string, string>;
}

/** Asks as an address, or sends a body. */
export function createAsk(source: StacSource) {
  const endpoints = createStacApi(source, { title: 'Maps', version: '1' });
  return async (address: string, sent?: unknown, ifNoneMatch: string | null = null): Promise<Answer> => {
    const url = new URL(address, 'http://localhost');
    const method = sent === undefined ? 'GET' : 'POST';
    for (const endpoint of endpoints.filter((one) => one.method === method)) {
      const names = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
      const found = new RegExp(`^${endpoint.path.replaceAll(/:\w+/g, '([^/]+)')}$`).exec(url.pathname);
      if (!found) continue;
      const parts = Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(found[i + 1])]));
      const request: StacRequest = {
        ...{ base: BASE, path: url.pathname, parts, query: url.searchParams, accept: null, ifNoneMatch },
        body: sent === undefined ? null : typeof sent === 'string' ? sent : JSON.stringify(sent),
      };
      const { status, body, headers } = await endpoint.answer(request);
      return { status, headers, json: body === null ? null : JSON.parse(body) };
    }
    throw new Error(`nothing answers ${address}`);
  };
}

export const idsOf = ({ json }: Answer): string[] => json.features.map(({ id }) => id);
export const linkOf = ({ json }: Answer, rel: string) => json.links.find((link) => link.rel === rel);
