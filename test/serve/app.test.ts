import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FeatureSource, Selection } from '../../src/query/feature-source.js';
import { type Answered, createApp } from '../../src/serve/app.js';
import { createMemorySource, makeSquare } from '../query/memory-source.js';

const evil = '<script>alert(1)</script>"\'&';
const squares = Array.from({ length: 30 }, (_, id) => makeSquare(id, [15.64, 48.19], id === 3 ? { label: evil } : {}));
const source = createMemorySource({ fields: squares });
const app = createApp(source);
const ITEMS = '/collections/fields/items';
const fetch = (path: string, init: RequestInit = {}) => app.fetch(new Request(`http://127.0.0.1:8080${path}`, init));

describe('addresses in answers', () => {
  const selfOf = async (headers: Record<string, string>): Promise<string> =>
    ((await (await fetch('/collections', { headers })).json()) as { links: { href: string }[] }).links[0].href;

  it('are those of the proxy in front', async () => {
    expect(await selfOf({})).toBe('http://127.0.0.1:8080/collections');
    const headers = {
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'maps.example:8443',
      'X-Forwarded-Prefix': '/prod',
    };
    expect(await selfOf(headers)).toBe('https://maps.example:8443/prod/collections');
  });

  it('take from no header what is no address', async () => {
    const headers = {
      'X-Forwarded-Proto': 'javascript',
      'X-Forwarded-Host': 'a"><script>',
      'X-Forwarded-Prefix': '//evil.example',
    };
    expect(await selfOf(headers)).toBe('http://127.0.0.1:8080/collections');
  });
});

describe('ETag', () => {
  it('saves what is known already, until the content changes', async () => {
    const first = await fetch(ITEMS);
    const etag = first.headers.get('ETag')!;
    const again = await fetch(ITEMS, { headers: { 'If-None-Match': `"other", ${etag}` } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const changed = createApp(createMemorySource({ fields: squares.slice(1) }));
    const answer = await changed.fetch(
      new Request(`http://127.0.0.1:8080${ITEMS}`, { headers: { 'If-None-Match': etag } }),
    );
    expect(answer.status).toBe(200);
  });

  it('differs from question to question', async () => {
    const paths = [
      '/',
      '/?f=html',
      '/collections',
      '/collections/fields',
      ITEMS,
      `${ITEMS}?limit=1`,
      `${ITEMS}?limit=2`,
      `${ITEMS}/1`,
    ];
    const etags = await Promise.all(paths.map(async (path) => (await fetch(path)).headers.get('ETag')));
    expect(new Set(etags).size).toBe(paths.length);
  });
});

describe('answers', () => {
  it.each([
    ['br', 'br', brotliDecompressSync],
    ['gzip, deflate', 'gzip', gunzipSync],
    ['gzip, br;q=0', 'gzip', gunzipSync],
  ])('are packed for %s', async (accepted, encoding, unpack) => {
    const response = await fetch(ITEMS, { headers: { 'Accept-Encoding': accepted } });
    expect(response.headers.get('Content-Encoding')).toBe(encoding);
    expect(response.headers.get('Vary')).toContain('Accept-Encoding');
    const body = unpack(Buffer.from(await response.arrayBuffer()));
    expect(JSON.parse(body.toString()).features.length).toBe(30);
  });

  it('are not packed where they are small, or nobody asked', async () => {
    expect(
      (await fetch(`${ITEMS}?limit=x`, { headers: { 'Accept-Encoding': 'br' } })).headers.get('Content-Encoding'),
    ).toBeNull();
    expect((await fetch(ITEMS)).headers.get('Content-Encoding')).toBeNull();
  });

  it('may be read by any page', async () => {
    const { headers } = await fetch(ITEMS, { headers: { Origin: 'https://elsewhere.example' } });
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
    const preflight = await fetch(ITEMS, {
      method: 'OPTIONS',
      headers: { Origin: 'https://elsewhere.example', 'Access-Control-Request-Method': 'GET' },
    });
    expect([preflight.status, preflight.headers.get('Access-Control-Allow-Methods')]).toEqual([
      204,
      'GET,HEAD,OPTIONS,POST,PUT',
    ]);
  });

  it('have no body for HEAD', async () => {
    const response = await fetch(ITEMS, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('Content-Type')).toBe('application/geo+json');
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s is 405', async (method) => {
    const response = await fetch(ITEMS, { method });
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });
});

describe('pages', () => {
  const PATHS = [
    '/',
    '/conformance',
    '/api',
    '/collections',
    '/collections/fields',
    '/collections/fields/queryables',
    ITEMS,
    `${ITEMS}/3`,
  ];

  it.each(PATHS)('%s: nothing is loaded, nothing of ours runs, nothing slips in', async (path) => {
    const response = await fetch(`${path}?f=html`);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(text).not.toMatch(/<script|<img|<iframe|\son\w+=|\sstyle=|@import|url\(/i);
    expect(text).toMatch(/<html lang="en">[\s\S]*<title>[^<]+<\/title>[\s\S]*<h1>/);
    expect(text.match(/<h1>/g)?.length).toBe(1);
  });

  it('say of features what the data say', async () => {
    const text = await (await fetch(`${ITEMS}?f=html&limit=10`)).text();
    expect(text).toContain('features 1 to 10 of 30');
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
    expect(text.match(/<path /g)?.length).toBe(10);
    expect(text).toMatch(/rel="next" href="[^"]*offset=10/);
  });

  it('show what somebody sent as text', async () => {
    const query = new URLSearchParams({ f: 'html', filter: "label = '\"><script>'" });
    expect(await (await fetch(`${ITEMS}?${query}`)).text()).not.toContain('<script>');
  });
});

describe('faults of ours', () => {
  const broken: FeatureSource = {
    ...source,
    select: async () => {
      throw new Error('secret at /home/me/key.ts:1');
    },
  };

  it('are 500, and nothing is told but to us', async () => {
    const faults: unknown[] = [];
    const failing = createApp(broken, { onFault: (error) => faults.push(error) });
    const response = await failing.fetch(new Request(`http://127.0.0.1${ITEMS}`));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
    expect(faults).toHaveLength(1);
  });
});

describe('a question that takes too long', () => {
  it('is 503, and no fault of ours', async () => {
    const faults: unknown[] = [];
    const slow: FeatureSource = {
      ...source,
      select: async (_, { signal }) => Promise.reject(signal && new DOMException('', 'TimeoutError')),
    };
    const response = await createApp(slow, { onFault: (error) => faults.push(error) }).fetch(
      new Request(`http://127.0.0.1${ITEMS}`),
    );
    expect([response.status, faults]).toEqual([503, []]);
    expect(await response.text()).toContain('smaller bbox');
  });
});

describe('a page', () => {
  it('is bounded in features and in bytes, whatever is asked for', async () => {
    const asked: Selection[] = [];
    const recording: FeatureSource = {
      ...source,
      select: (id, selection) => {
        asked.push(selection);
        return source.select(id, selection);
      },
    };
    const recorder = createApp(recording);
    for (const query of [
      'limit=1000000000000000000000',
      '',
      'crs=http://www.opengis.net/def/crs/EPSG/0/3857',
      'f=html',
    ]) {
      await recorder.fetch(new Request(`http://127.0.0.1${ITEMS}?${query}`));
    }
    expect(asked.map(({ limit, limitBytes }) => [limit, limitBytes])).toEqual([
      [10_000, 5_000_000],
      [1000, 5_000_000],
      [1000, 3_000_000],
      [100, 5_000_000],
    ]);
  });
});

describe('what is answered', () => {
  it('is told, with its parameters', async () => {
    const told: Answered[] = [];
    const telling = createApp(source, { onAnswer: (answered) => told.push(answered) });
    await telling.fetch(new Request(`http://127.0.0.1${ITEMS}?limit=x`));
    expect(told).toEqual([{ method: 'GET', path: `${ITEMS}?limit=x`, status: 400, durationMs: expect.any(Number) }]);
  });
});
