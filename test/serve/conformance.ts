import { expect } from 'vitest';

export interface Answer {
  status: number;
  /** Media type, without parameters. */
  type: string;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever an answer holds is looked at by the tests
  json: any;
}

export interface TestLink {
  href: string;
  rel: string;
  type: string;
}

/** Asks a server; whole addresses are taken as they are. */
export const createClient =
  (url: string) =>
  async (path: string, headers: Record<string, string> = {}): Promise<Answer> => {
    const answer = await fetch(path.startsWith('http') ? path : `${url}${path}`, { headers });
    const text = await answer.text();
    const type = (answer.headers.get('Content-Type') ?? '').split(';')[0];
    return {
      status: answer.status,
      type,
      headers: answer.headers,
      text,
      json: type.endsWith('json') ? JSON.parse(text) : null,
    };
  };

export const linksOf = ({ links }: { links: TestLink[] }): TestLink[] => links;

/** Links have an address, a relation and a type. */
export function expectLinks(links: unknown): void {
  expect(Array.isArray(links)).toBe(true);
  for (const link of links as TestLink[]) {
    expect(() => new URL(link.href)).not.toThrow();
    expect([typeof link.rel, typeof link.type]).toEqual(['string', 'string']);
  }
}

export function expectSelfAndAlternate(links: TestLink[], href: string, type: string): void {
  expectLinks(links);
  expect(links.filter(({ rel }) => rel === 'self')).toEqual([expect.objectContaining({ href, type })]);
  expect(links.filter(({ rel }) => rel === 'alternate').map((link) => link.type)).toEqual(['text/html']);
}

interface Collection {
  id: string;
  itemType?: string;
  extent?: { spatial?: { bbox: number[][]; crs?: string }; temporal?: { interval: (string | null)[][] } };
  links: TestLink[];
}

/** As `collection.yaml` of the standard asks. */
export function expectCollection({ id, itemType, extent, links }: Collection): void {
  expect([typeof id, itemType]).toEqual(['string', 'feature']);
  expectLinks(links);
  for (const box of extent?.spatial?.bbox ?? []) {
    expect([4, 6]).toContain(box.length);
    for (const side of box) expect(Number.isFinite(side)).toBe(true);
  }
  for (const interval of extent?.temporal?.interval ?? []) {
    expect(interval).toHaveLength(2);
    for (const end of interval) expect(end === null || !Number.isNaN(Date.parse(end))).toBe(true);
  }
}

interface Feature {
  type: string;
  id: string | number;
  geometry: { type: string; coordinates: unknown } | null;
  properties: object | null;
}

/** As RFC 7946 asks: rings are closed, and have four positions at least. */
export function expectFeature(feature: Feature): void {
  expect(feature.type).toBe('Feature');
  expect(['string', 'number']).toContain(typeof feature.id);
  expect(feature).toHaveProperty('properties');
  const polygons = polygonsOf(feature);
  expect(polygons.length).toBeGreaterThan(0);
  for (const ring of polygons.flat()) {
    expect(ring.length).toBeGreaterThanOrEqual(4);
    expect(ring.at(-1)).toEqual(ring[0]);
  }
}

export function expectFeatures(json: { type: string; features: Feature[]; links: TestLink[] }): void {
  expect(json.type).toBe('FeatureCollection');
  expectLinks(json.links);
  for (const feature of json.features) expectFeature(feature);
}

const polygonsOf = ({ geometry }: Feature): number[][][][] =>
  (geometry?.type === 'Polygon' ? [geometry.coordinates] : (geometry?.coordinates ?? [])) as number[][][][];

/** All positions of some features. */
export const pointsOf = (features: Feature[]): number[][] => features.flatMap((one) => polygonsOf(one).flat(2));
