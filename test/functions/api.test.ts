import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AccessTerms, type ApiParts, createApiHandler } from '../../functions/api.js';
import { limitAnswer } from '../../functions/api-answer.js';
import { createTerms } from '../../functions/api-terms.js';
import { listOffered } from '../../functions/offered-recipes.js';
import { ORIGIN_HEADER } from '../../functions/origin.js';
import { VERSION } from '../../src/run/plan.js';
import type { Job, UploadRequest } from '../../src/serve/jobs/job-source.js';
import { createStoreApp } from '../../src/serve/store-app.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { publish } from '../serve/published.js';
import { API_HOST, type AskedRequest, apiEvent, bytesOf, withoutTime } from '../support/api-event.js';
import { createMemoryLog } from '../support/cloud.js';
import { makeRedNir } from '../support/write-scene.js';

const store = createMemoryStore();
beforeAll(() => publish(store, 'fields', makeRedNir(120, 90), { vectorsOnly: false }));

const job: Job = {
  ...{ id: 'fields-0123', scene: 'fields.tif', recipe: 'crop-health', state: 'RUNNING', step: 'segment' },
  ...{ done: null, total: null, reason: null, collection: null, updatedAt: '2026-11-20T12:00:00.000Z' },
};
const begun: UploadRequest[] = [];
const open: AccessTerms = { origin: null };

const scenes: Pick<ApiParts, 'jobs' | 'uploads' | 'recipes'> = {
  jobs: { list: async (limit) => [job].slice(0, limit) },
  uploads: {
    maxBytes: 1e9,
    async begin(request) {
      begun.push(request);
      return { method: 'PUT', url: 'https://bucket.example/x?signed', headers: {} };
    },
  },
  recipes: () => listOffered([], () => {}),
};

function make(more: Partial<ApiParts> = {}) {
  const log = createMemoryLog();
  const handler = createApiHandler({
    store,
    urlOf: async (key) => `https://bucket.example/${key}?signed`,
    ...scenes,
    bucketUrls: ['https://bucket.example/'],
    terms: async () => open,
    log,
    ...more,
  });
  const ask = async (path: string, request?: AskedRequest) => handler(apiEvent(path, request));
  return { ask, log };
}

const { ask } = make();
/** Also of pictures; without when it was made. */
const textOf = (bytes: Buffer): string => withoutTime(bytes.toString('latin1'));
const jsonOf = (answer: { body: string; isBase64Encoded: boolean }) => JSON.parse(bytesOf(answer).toString());

describe('the function behind the API', () => {
  const viewer = { uploadOrigins: ['https://bucket.example/'] };
  const { app } = createStoreApp(store, { version: VERSION, viewer, jobs: scenes });
  const base = `https://${API_HOST}`;

  it.each([
    '/',
    '/?f=html',
    '/collections',
    '/collections/crop-health.fields',
    '/collections/crop-health/items?limit=7&sortby=-area_m2',
    '/collections/crop-health/items?filter=area_m2%20%3E%20500%20AND%20label%20LIKE%20%27M%25%27',
    '/collections/crop-health/statistics?by=label',
    '/collections/crop-health.fields/legend',
    '/collections/crop-health.fields/tiles/mask',
    '/collections/crop-health.fields/tiles/mask/9/0/0.png',
    '/stac',
    '/stac/search?limit=1',
    '/stac/collections/crop-health/items/crop-health.fields/files/preview.png',
    '/nothing',
    '/collections/crop-health/items?limt=1',
  ])('answers %s as the server does', async (path) => {
    const expected = await app.fetch(new Request(`${base}${path}`));
    const answer = await ask(path);
    expect(answer.statusCode).toBe(expected.status);
    const [sent, wanted] = [bytesOf(answer), Buffer.from(await expected.arrayBuffer())].map(textOf);
    expect(sent === wanted).toBe(true);
    for (const name of ['Content-Type', 'ETag', 'Content-Security-Policy', 'Cache-Control']) {
      expect(answer.headers?.[name.toLowerCase()] ?? null, name).toBe(expected.headers.get(name));
    }
  });

  it('takes bodies, and knows what was answered before', async () => {
    const search = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"ids":["nowhere"]}' };
    expect(jsonOf(await ask('/stac/search', search)).features).toEqual([]);
    const first = await ask('/collections');
    const again = await ask('/collections', { headers: { 'If-None-Match': first.headers!.etag } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('sends what is packed, and pictures, as text that stands for bytes', async () => {
    const packed = await ask('/collections/crop-health/items', { headers: { 'Accept-Encoding': 'gzip' } });
    expect(packed).toMatchObject({ isBase64Encoded: true, headers: { 'content-encoding': 'gzip' } });
    const plain = await ask('/collections/crop-health/items');
    expect(plain.isBase64Encoded).toBe(false);
    expect(textOf(gunzipSync(bytesOf(packed))) === textOf(bytesOf(plain))).toBe(true);
  });

  it('links to the address that was asked for', async () => {
    const headers = { 'X-Forwarded-Host': 'maps.example' };
    expect(jsonOf(await ask('/collections', { headers })).links[0].href).toBe('https://maps.example/collections');
  });

  it('says where a long file lies, and sends a short one', async () => {
    const files = '/stac/collections/crop-health/items/crop-health.fields/files';
    const long = createMemoryStore();
    for await (const { key } of store.list('')) await long.put(key, await store.get(key));
    await long.put('fields/crop-health/mask.tif', new Uint8Array(4_000_001));
    const { ask: askLong } = make({ store: long });
    expect(await askLong(`${files}/mask.tif`)).toMatchObject({
      statusCode: 307,
      headers: { location: 'https://bucket.example/fields/crop-health/mask.tif?signed', 'cache-control': 'no-store' },
    });
    expect(await askLong(`${files}/mask.tif`, { method: 'HEAD' })).toMatchObject({
      statusCode: 200,
      headers: { 'content-length': '4000001' },
      body: '',
    });
    expect((await askLong(`${files}/preview.png`)).statusCode).toBe(200);
    for (const name of ['run.json', '..%2Frun.json', '%2e%2e/run.json']) {
      expect((await askLong(`${files}/${name}`)).statusCode, name).toBe(404);
    }
  });
});

describe('an answer that is too long for its way', () => {
  const answer = (body: string) => ({ statusCode: 200, headers: { etag: 'x' }, body, isBase64Encoded: false });

  it('is said to be, rather than lost', () => {
    for (const body of ['a'.repeat(6.3e6), '"'.repeat(3.2e6), '\u0001'.repeat(1.1e6), 'ö'.repeat(3.2e6)]) {
      const said = limitAnswer(answer(body));
      expect(said).toMatchObject({ statusCode: 406, isBase64Encoded: false });
      expect(JSON.parse(said.body).detail).toContain('Accept-Encoding: gzip');
    }
  });

  it('is none where it goes', () => {
    for (const body of ['', 'a'.repeat(6.2e6), '"'.repeat(3.1e6), Buffer.alloc(4e6).toString('base64')]) {
      expect(limitAnswer(answer(body))).toEqual(answer(body));
    }
  });
});

describe('jobs and uploads', () => {
  it('are those of the ledger and the bucket', async () => {
    expect(jsonOf(await ask('/jobs'))).toEqual({ jobs: [job], canUpload: true });
    expect((await ask('/jobs/events')).statusCode).toBe(404);
    expect(jsonOf(await ask('/recipes')).recipes).toContainEqual(expect.objectContaining({ name: 'crop-health' }));
    const upload = (wish: object) =>
      ask('/uploads', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(wish) });
    const wish = { recipe: 'crop-health', name: 'west.tif', size: 5 };
    expect(await upload(wish)).toMatchObject({ statusCode: 201 });
    expect(begun.at(-1)).toMatchObject(wish);
    for (const [wrong, status] of [
      [{ ...wish, name: '../x.tif' }, 400],
      [{ ...wish, name: 'x.exe' }, 400],
      [{ ...wish, recipe: 'nothing' }, 404],
      [{ ...wish, size: 2e9 }, 413],
    ] as const) {
      expect((await upload(wrong)).statusCode).toBe(status);
    }
    expect(begun.length).toBe(1);
  });
});

describe('who may ask', () => {
  const KEY = 'k'.repeat(40);
  let secrets: Record<string, string>;
  const read = async (name: string): Promise<string> => secrets[name];
  const terms = createTerms({ kind: 'api-key', origin: 'o', keys: 'k' }, read);
  const { ask: askGuarded } = make({ terms });
  const through = { [ORIGIN_HEADER]: 'the secret of the front' };
  beforeAll(() => {
    secrets = { o: 'the secret of the front', k: KEY };
  });

  it('is whoever has a key, by the public address alone', async () => {
    const withKey = { ...through, 'X-Api-Key': KEY };
    expect((await askGuarded('/collections', { headers: withKey })).statusCode).toBe(200);
    expect((await askGuarded('/collections', { headers: { 'X-Api-Key': KEY } })).statusCode).toBe(403);
    expect((await askGuarded('/collections', { headers: { ...withKey, [ORIGIN_HEADER]: 'x' } })).statusCode).toBe(403);
    expect((await askGuarded('/collections', { headers: through })).statusCode).toBe(401);
    const wrong = { ...through, 'X-Api-Key': `${KEY.slice(1)}x` };
    expect((await askGuarded('/collections', { headers: wrong })).statusCode).toBe(401);
  });

  it('is told to caches in between', async () => {
    const { headers } = await askGuarded('/collections', { headers: { ...through, 'X-Api-Key': KEY } });
    expect(headers?.['cache-control']).toMatch(/^private\b/);
  });

  it('is somebody else when the secret changes', async () => {
    secrets.k = `first:${'n'.repeat(40)} read`;
    expect((await askGuarded('/collections', { headers: { ...through, 'X-Api-Key': KEY } })).statusCode).toBe(401);
    const headers = { ...through, 'X-Api-Key': 'n'.repeat(40) };
    expect((await askGuarded('/collections', { headers })).statusCode).toBe(200);
    const upload = { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body: '{}' };
    expect((await askGuarded('/uploads', upload)).statusCode).toBe(403);
  });

  it('is nobody while that cannot be known, and a log says why', async () => {
    const { ask: askBroken, log } = make({ terms: () => Promise.reject(new Error('no secret')) });
    expect(await askBroken('/collections')).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '10' } });
    expect(log.lines).toEqual(['Access:Read:Failed']);
  });

  it('is whoever has a token of the issuer, where that is chosen', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const keys = createServer(async (_, answer) => {
      answer.setHeader('Content-Type', 'application/json');
      answer.end(JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: '1' }] }));
    });
    await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
    const jwks = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/jwks.json`;
    const tokens = { issuer: 'https://id.example/', audience: 'maps', jwks };
    const { ask: askTokens } = make({ terms: createTerms({ kind: 'jwt', origin: 'o', tokens }, read) });
    const token = (audience: string) =>
      new SignJWT({})
        .setProtectedHeader({ alg: 'ES256', kid: '1' })
        .setIssuer(tokens.issuer)
        .setAudience(audience)
        .setExpirationTime('5m')
        .sign(privateKey);
    const statusOf = async (headers: Record<string, string>) =>
      (await askTokens('/collections', { headers })).statusCode;
    expect(await statusOf({ ...through, Authorization: `Bearer ${await token('maps')}` })).toBe(200);
    expect(await statusOf({ ...through, Authorization: `Bearer ${await token('others')}` })).toBe(401);
    expect(await statusOf({ Authorization: `Bearer ${await token('maps')}` })).toBe(403);
    expect(await statusOf({ ...through, 'X-Api-Key': KEY })).toBe(401);
    keys.close();
  });
});
