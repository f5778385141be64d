import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiAnswer } from '../../functions/api-answer.js';
import { ORIGIN_HEADER } from '../../functions/origin.js';
import { packageFunctions } from '../../scripts/package-functions.js';
import { VERSION } from '../../src/run/plan.js';
import { createStoreApp } from '../../src/serve/store-app.js';
import { createFileStore } from '../../src/store/file-store.js';
import { createS3Store } from '../../src/store/s3-store.js';
import { publish } from '../serve/published.js';
import { type AskedRequest, apiEvent, bytesOf, withoutTime } from '../support/api-event.js';
import { type Front, startFront } from '../support/api-front.js';
import { type Moto, makeBucket, startMoto } from '../support/moto.js';
import { ask, createLedger } from '../support/moto-cloud.js';
import { makeFolder, makeRedNir } from '../support/write-scene.js';

const folder = makeFolder('api');
const local = createFileStore(join(folder, 'out'));
const KEY = 'k'.repeat(40);
const SECRETS: Record<string, string> = { 'arn:origin': 'the secret of the front', 'arn:keys': `field-team:${KEY}` };
/** Where Amazon's extension for secrets answers. */
const SECRETS_PORT = 2773;

let moto: Moto;
let extension: Server;
let host: ChildProcess;

beforeAll(async () => {
  await publish(local, 'fields', makeRedNir(700, 500), { vectorsOnly: false });
  moto = await startMoto();
  await makeBucket(moto, 'results');
  await makeBucket(moto, 'scenes');
  const bucket = createS3Store('s3://results');
  for await (const { key } of local.list('')) await bucket.put(key, await local.get(key));
  await bucket.put('.landquilt/0123/plan.json', new TextEncoder().encode('{"secret":true}'));
  await createLedger(moto);
  extension = createServer(({ url, headers }, answer) => {
    const name = new URL(url!, 'http://x').searchParams.get('secretId') ?? '';
    const isKnown = headers['x-aws-parameters-secrets-token'] === 'session' && Object.hasOwn(SECRETS, name);
    answer.statusCode = isKnown ? 200 : 400;
    answer.end(JSON.stringify({ SecretString: SECRETS[name] }));
  }).listen(SECRETS_PORT, 'localhost');
  await packageFunctions(join(folder, 'lambda'));
  host = fork(
    join(import.meta.dirname, '../support/api-host.mjs'),
    [join(folder, 'lambda', 'api', 'dist', 'functions', 'api.mjs')],
    {
      env: {
        PATH: process.env.PATH!,
        ...moto.env,
        AWS_ENDPOINT_URL: moto.endpoint,
        AWS_SESSION_TOKEN: 'session',
        RESULTS: 's3://results',
        SCENES: 's3://scenes',
        LEDGER: 'ledger',
        ADDRESS_SECONDS: '900',
        ACCESS: 'api-key',
        ORIGIN_SECRET: 'arn:origin',
        API_KEYS: 'arn:keys',
      },
    },
  );
  await once(host, 'message');
}, 300_000);
afterAll(() => {
  host?.kill();
  extension?.close();
  moto?.stop();
  rmSync(folder, { recursive: true });
});

const ENTRY = { [ORIGIN_HEADER]: SECRETS['arn:origin'], 'X-Api-Key': KEY, 'X-Forwarded-Host': 'maps.example' };
let calls = 0;

async function call(path: string, { headers = ENTRY, ...request }: AskedRequest = {}): Promise<ApiAnswer> {
  const id = ++calls;
  const answered = new Promise<{ text?: string; problem?: string }>((resolve) => {
    const hear = (message: { id: number; text?: string; problem?: string }): void => {
      if (message.id !== id) return;
      host.off('message', hear);
      resolve(message);
    };
    host.on('message', hear);
  });
  host.send({ id, event: apiEvent(path, { ...request, headers }) });
  const { text, problem } = await answered;
  if (problem) throw new Error(problem);
  // Lambda sends no more than this on.
  expect(Buffer.byteLength(text!)).toBeLessThan(6 * 2 ** 20);
  return JSON.parse(text!) as ApiAnswer;
}

const jsonOf = (answer: ApiAnswer) => JSON.parse(bytesOf(answer).toString());
/** Also of pictures; without when it was made, and versions of tiles: stores name versions of files in their own ways. */
const textOf = (bytes: Uint8Array): string =>
  withoutTime(Buffer.from(bytes).toString('latin1')).replaceAll(/\?v=[\w-]+/g, '');

describe('the packaged function over a bucket', () => {
  it.each([
    '/',
    '/?f=html',
    '/collections',
    '/collections/crop-health/items?limit=50',
    '/collections/crop-health/items?bbox=15.61,48.18,15.62,48.2&sortby=-area_m2&limit=20',
    '/collections/crop-health/statistics?by=label',
    '/collections/crop-health.fields/tiles/mask',
    '/collections/crop-health.fields/tiles/mask/14/8902/5686.png',
    '/collections/crop-health.fields/tiles/vector/14/8902/5686.mvt',
    '/stac/collections/crop-health/items/crop-health.fields',
    '/stac/collections/crop-health/items/crop-health.fields/files/preview.png',
    '/collections/nothing',
  ])('answers %s as a local server does', async (path) => {
    const { app } = createStoreApp(local, { version: VERSION });
    const expected = await app.fetch(new Request(`https://maps.example${path}`));
    const answer = await call(path);
    expect(answer.statusCode).toBe(expected.status);
    expect(textOf(bytesOf(answer)) === textOf(new Uint8Array(await expected.arrayBuffer()))).toBe(true);
  });

  it('keeps pages below what a function may answer, packed and not', async () => {
    const path = '/collections/crop-health/items?limit=10000';
    const plain = jsonOf(await call(path));
    expect(plain.numberReturned).toBeGreaterThan(3000);
    const packed = await call(path, { headers: { ...ENTRY, 'Accept-Encoding': 'br' } });
    expect(packed.isBase64Encoded).toBe(true);
    const unpacked = JSON.parse(brotliDecompressSync(bytesOf(packed)).toString());
    expect(unpacked.features.length).toBe(plain.features.length);
  });

  it('gives an address of a long file that opens it, without a key', async () => {
    const path = '/stac/collections/crop-health/items/crop-health.fields/files/regions.geojson';
    const expected = await local.get('fields/crop-health/regions.geojson');
    expect(expected.length).toBeGreaterThan(4_000_000);
    const { statusCode, headers } = await call(path);
    expect([statusCode, headers?.['cache-control']]).toEqual([307, 'no-store']);
    const answer = await fetch(headers!.location);
    expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(expected))).toBe(true);
    expect(new URL(headers!.location).searchParams.get('X-Amz-Expires')).toBe('900');
  });

  it('sends the viewer, which may fetch files and send scenes where the addresses lead', async () => {
    const { statusCode, headers } = await call('/viewer/', { headers: { [ORIGIN_HEADER]: SECRETS['arn:origin'] } });
    expect(statusCode).toBe(200);
    const buckets = `${moto.endpoint}/results/ ${moto.endpoint}/scenes/`;
    expect(headers?.['content-security-policy']).toContain(`connect-src 'self' ${buckets};`);
  });

  it('reads nothing outside what is published', async () => {
    for (const path of [
      '/stac/collections/crop-health/items/crop-health.fields/files/run.json',
      '/stac/collections/crop-health/items/crop-health.fields/files/..%2F..%2F.landquilt%2F0123%2Fplan.json',
      '/stac/collections/0123/items/0123..landquilt/files/plan.json',
      '/.landquilt/0123/plan.json',
      '/collections/.landquilt.0123/items',
    ]) {
      const answer = await call(path);
      expect(answer.statusCode, path).toBe(404);
      expect(bytesOf(answer).toString()).not.toContain('secret');
    }
  });

  it('lets nobody in without a key, or around the front', async () => {
    const { [ORIGIN_HEADER]: _, ...around } = ENTRY;
    const { 'X-Api-Key': __, ...keyless } = ENTRY;
    expect((await call('/collections', { headers: around })).statusCode).toBe(403);
    expect((await call('/collections', { headers: keyless })).statusCode).toBe(401);
    expect((await call('/viewer/', { headers: keyless })).statusCode).not.toBe(401);
    const bearer = { ...keyless, Authorization: `Bearer ${KEY}` };
    expect((await call('/collections', { headers: bearer })).statusCode).toBe(200);
  });
});

describe('clients', () => {
  let front: Front;
  beforeAll(async () => {
    front = await startFront(call, { [ORIGIN_HEADER]: SECRETS['arn:origin'] });
  });
  afterAll(() => front?.close());

  const gdal = async (program: string, ...args: string[]): Promise<string> => {
    const env = { ...process.env, GDAL_PAM_ENABLED: 'NO', GDAL_HTTP_HEADERS: `X-Api-Key: ${KEY}` };
    return (await promisify(execFile)(program, args, { env, maxBuffer: 1e9 })).stdout;
  };
  const factsOf = (text: string): string[] => text.match(/^(Feature Count|Extent): .*$/gm) ?? [];
  const pathOf = (name: string): string => join(folder, 'out', 'fields', 'crop-health', name);
  const urlOf = (name: string): string =>
    `/vsicurl/${front.url}/stac/collections/crop-health/items/crop-health.fields/files/${name}`;

  it('find through the function what is in the files', async () => {
    const layer = await gdal('ogrinfo', '-ro', '-so', `OAPIF:${front.url}`, 'crop-health.fields');
    const file = await gdal('ogrinfo', '-ro', '-so', '-al', pathOf('regions.fgb'));
    expect(factsOf(layer)[0]).toBe(factsOf(file)[0]);
    expect(factsOf(layer).length).toBe(2);
  });

  it('read short files from it, and long ones where it sends them, in ranges', async () => {
    const sumsOf = (text: string): string[] => text.match(/Checksum=\d+/g) ?? [];
    const mask = sumsOf(await gdal('gdalinfo', '-checksum', urlOf('mask.tif')));
    expect(mask.length).toBeGreaterThan(0);
    expect(mask).toEqual(sumsOf(await gdal('gdalinfo', '-checksum', pathOf('mask.tif'))));
    const long = factsOf(await gdal('ogrinfo', '-ro', '-so', '-al', urlOf('regions.geojson')));
    expect(long).toEqual(factsOf(await gdal('ogrinfo', '-ro', '-so', '-al', pathOf('regions.geojson'))));
    expect(long.length).toBe(2);
  });

  it('are let in with a key alone', async () => {
    const headers = { Authorization: `Basic ${Buffer.from(`any:${KEY}`).toString('base64')}` };
    expect((await fetch(`${front.url}/collections`, { headers })).status).toBe(200);
    expect((await fetch(`${front.url}/collections`)).status).toBe(401);
  });
});

describe('scenes', () => {
  const json = { ...ENTRY, 'Content-Type': 'application/json' };

  it('are brought for recipes of the package and of the bucket', async () => {
    const bucket = createS3Store('s3://scenes');
    await bucket.put('recipes/own.json', new TextEncoder().encode('{"title":"Our own"}'));
    await bucket.put('recipes/broken.json', new TextEncoder().encode('{'));
    const { recipes } = jsonOf(await call('/recipes'));
    expect(recipes).toContainEqual({ name: 'own', purpose: 'Our own' });
    expect(recipes).toContainEqual({ name: 'crop-health', purpose: 'Crop health' });
    expect(recipes).not.toContainEqual(expect.objectContaining({ name: 'broken' }));
  });

  it('are sent straight to the bucket, where the pipeline takes them', async () => {
    const wish = { recipe: 'crop-health', name: 'Größe 1.tif', size: 5 };
    const answer = await call('/uploads', { method: 'POST', headers: json, body: JSON.stringify(wish) });
    expect(answer.statusCode).toBe(201);
    const { method, url, headers } = jsonOf(answer);
    expect(new URL(url).searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;host');
    const put = await fetch(url, { method, headers, body: 'bytes' });
    expect(put.status).toBe(200);
    const stored = await createS3Store('s3://scenes').get('incoming/crop-health/Größe 1.tif');
    expect(new TextDecoder().decode(stored)).toBe('bytes');
  });

  it('are followed by the ledger, the newest first', async () => {
    const note = (name: string, state: string, updatedAt: string, more: Record<string, string> = {}) => {
      const facts = { id: `run ${name}`, state, updatedAt, recipe: 'crop-health', ...more };
      const Item = Object.fromEntries(Object.entries(facts).map(([key, S]) => [key, { S }]));
      return ask(moto, 'dynamodb', 'PutItem', { TableName: 'ledger', Item });
    };
    const scene = 's3://scenes/incoming/crop-health/fields.tif';
    await note('a', 'PUBLISHED', '2026-11-20T10:00:00.000Z', { scene, results: 's3://results/fields/crop-health/' });
    await note('b', 'FAILED', '2026-11-20T12:00:00.000Z', { scene, reason: 'scene: wanted a CRS, got none' });
    await note('c', 'RUNNING', '2026-11-20T11:00:00.000Z', { scene, step: 'segment' });
    // The entry of a scene is no job.
    const entry = { id: { S: `scene crop-health ${scene}` }, newest: { S: 'c' }, version: { S: '01' } };
    await ask(moto, 'dynamodb', 'PutItem', { TableName: 'ledger', Item: entry });
    const { jobs, canUpload } = jsonOf(await call('/jobs'));
    expect(canUpload).toBe(true);
    const common = { scene: 'fields.tif', recipe: 'crop-health', step: null, done: null, total: null };
    expect(jobs).toEqual([
      {
        ...common,
        ...{ id: 'b', state: 'FAILED', reason: 'scene: wanted a CRS, got none', collection: null },
        updatedAt: '2026-11-20T12:00:00.000Z',
      },
      {
        ...common,
        ...{ id: 'c', state: 'RUNNING', step: 'segment', reason: null, collection: null },
        updatedAt: '2026-11-20T11:00:00.000Z',
      },
      {
        ...common,
        ...{ id: 'a', state: 'PUBLISHED', reason: null, collection: 'crop-health.fields' },
        updatedAt: '2026-11-20T10:00:00.000Z',
      },
    ]);
    expect(jsonOf(await call('/jobs?limit=1')).jobs.length).toBe(1);
  });
});
