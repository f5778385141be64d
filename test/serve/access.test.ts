import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Hono } from 'hono';
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccessOptions, createAccess } from '../../src/serve/access.js';
import { parseKeys } from '../../src/serve/access-keys.js';
import { createTokenVerifier } from '../../src/serve/access-tokens.js';
import { createApp } from '../../src/serve/app.js';
import { createMemorySource, makeSquare } from '../query/memory-source.js';

const source = createMemorySource({ fields: [makeSquare(1, [15.64, 48.19])] });
const READER = 'reader-0123456789abcdef';
const WRITER = 'writer-0123456789abcdef';
const OWNER = 'owner-0123456789abcdef';
const KEYS = parseKeys(`# of us\nann:${READER} read\n\n${WRITER} write\nown:${OWNER}\n`, 'keys.txt');
const BASE = 'http://127.0.0.1:8080';

/** The app, a place to write to, and a file of an Item. */
function createGuarded(options: AccessOptions) {
  const app: Hono = createApp(source, { access: createAccess(options) });
  app.get('/stac/collections/:c/items/:i/files/:name', () => {
    return new Response('bytes', { headers: { 'Cache-Control': 'public, max-age=60, s-maxage=90' } });
  });
  app.post('/uploads', () => Response.json({ caller: true }, { status: 201 }));
  app.put('/uploads/:token', () => new Response(null, { status: 201 }));
  app.get('/viewer/main.js', () => new Response('program'));
  return (path: string, init: RequestInit = {}) => app.request(BASE + path, init);
}

type Ask = ReturnType<typeof createGuarded>;
const withKey = (key: string): RequestInit => ({ headers: { 'X-Api-Key': key } });
const statusOf = async (answer: Response | Promise<Response>): Promise<number> => (await answer).status;
const basic = (user: string, password: string): string => `Basic ${btoa(`${user}:${password}`)}`;

describe('keys', () => {
  const ask = createGuarded({ keys: KEYS });

  it.each([
    ['X-Api-Key', READER],
    ['Authorization', `Bearer ${READER}`],
    ['Authorization', `bearer ${READER}`],
    ['Authorization', basic('anybody', READER)],
    ['Authorization', basic('', OWNER)],
  ])('let in with %s: %s', async (name, value) => {
    const answer = await ask('/collections', { headers: { [name]: value } });
    expect([answer.status, answer.headers.get('Cache-Control')]).toEqual([200, 'private, no-cache']);
  });

  it.each([
    [{}],
    [{ 'X-Api-Key': '' }],
    [{ 'X-Api-Key': `${READER}x` }],
    [{ 'X-Api-Key': READER.slice(1) }],
    [{ 'X-Api-Key': 'x'.repeat(200) }],
    [{ 'X-Api-Key': 'ann' }],
    [{ 'X-Api-Key': 'wrong', Authorization: `Bearer ${READER}` }],
    [{ Authorization: READER }],
    [{ Authorization: 'Bearer' }],
    [{ Authorization: `Digest ${READER}` }],
    [{ Authorization: basic(READER, '') }],
    [{ Authorization: 'Basic !!!' }],
    [{ Cookie: `key=${READER}` }],
  ])('refuse %j', async (headers) => {
    for (const path of ['/', '/collections', '/api', '/stac', '/conformance', '/nowhere', '/health/', '/viewerx']) {
      const answer = await ask(path, { headers: headers as Record<string, string> });
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer realm="landquilt"');
      expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*');
      expect(await answer.json()).toMatchObject({ status: 401, title: 'Unauthorized' });
    }
  });

  it('are asked for in a page where a browser comes', async () => {
    const answer = await ask('/collections', { headers: { Accept: 'text/html,*/*;q=0.8' } });
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([401, 'text/html; charset=utf-8']);
    expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Basic /);
    expect(await answer.text()).toContain('X-Api-Key');
  });

  it('are for reading, for writing, or for both', async () => {
    const write = (key: string) => statusOf(ask('/uploads', { method: 'POST', ...withKey(key) }));
    const read = (key: string) => statusOf(ask('/collections', withKey(key)));
    expect([await read(READER), await write(READER)]).toEqual([200, 403]);
    expect([await read(WRITER), await write(WRITER)]).toEqual([403, 201]);
    expect([await read(OWNER), await write(OWNER)]).toEqual([200, 201]);
    const refused = await ask('/uploads', { method: 'POST', ...withKey(READER) });
    expect(refused.headers.get('WWW-Authenticate')).toContain('insufficient_scope');
  });

  it('that a browser adds by itself do nothing for the page of another site', async () => {
    const asked = (origin: string) =>
      statusOf(ask('/uploads', { method: 'POST', headers: { Authorization: basic('', OWNER), Origin: origin } }));
    expect(await asked(BASE)).toBe(201);
    expect(await asked('https://elsewhere.example')).toBe(401);
    expect(await asked('null')).toBe(401);
  });

  it('are not needed for what tells nothing', async () => {
    expect(await (await ask('/health')).json()).toEqual({});
    expect(await statusOf(ask('/favicon.ico'))).toBe(204);
    expect(await statusOf(ask('/viewer/main.js'))).toBe(200);
    expect(await statusOf(ask('/viewer/../collections'))).toBe(401);
    expect(await statusOf(ask('/uploads/token', { method: 'PUT' }))).toBe(201);
    const preflight = await ask('/uploads', {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://maps.example',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'X-Api-Key,Content-Type',
      },
    });
    expect([preflight.status, preflight.headers.get('Access-Control-Allow-Headers')]).toEqual([
      204,
      'X-Api-Key,Content-Type',
    ]);
  });

  it('keep answers out of caches that others use', async () => {
    const answer = await ask('/stac/collections/a/items/b/files/mask.tif', withKey(READER));
    expect(answer.headers.get('Cache-Control')).toBe('private, max-age=60');
  });
});

describe('the description of the API', () => {
  it('says how to be let in', async () => {
    const describe = async (options: AccessOptions, init: RequestInit = {}) =>
      (await (await createGuarded(options)('/api', init)).json()) as { security?: object[]; paths: object };
    const keyed = await describe({ keys: KEYS }, withKey(READER));
    expect(keyed.security).toEqual([{ key: [] }, { password: [] }, { bearer: [] }]);
    expect(keyed.paths).toHaveProperty(['/signed-urls', 'post', 'operationId'], 'sign-url');
    expect(await describe({})).not.toHaveProperty('security');
  });
});

describe('a file of keys', () => {
  it.each([
    ['', 'at least one'],
    ['# nothing\n', 'at least one'],
    ['short', '16 to 500 characters'],
    [`${READER} admin`, 'line 1'],
    [`${OWNER}\n a b c d`, 'line 2'],
    [`name:${OWNER}\nna me:${OWNER}`, 'line 2'],
    ['ä'.repeat(20), 'line 1'],
  ])('is refused: %j', (text, says) => {
    expect(() => parseKeys(text, 'keys.txt')).toThrow(says);
  });

  it('never has its keys in messages', () => {
    for (const text of [`${READER} admin`, `${READER}\u0000`, `${READER}:${WRITER} read wrote`]) {
      expect(() => parseKeys(text, 'keys.txt')).toThrow(expect.not.stringContaining(READER));
    }
  });

  it('may have keys with any sign', () => {
    const [key] = parseKeys('name:a:b/c+d==$%&?0123456789', 'x');
    expect([key.name, key.scopes.size]).toEqual(['name', 2]);
  });
});

describe('without keys', () => {
  it('anybody may read and write, but no page of another site', async () => {
    const ask = createGuarded({});
    expect(await statusOf(ask('/collections', { headers: { Origin: 'https://elsewhere.example' } }))).toBe(200);
    const write = (headers: Record<string, string>) => statusOf(ask('/uploads', { method: 'POST', headers }));
    expect(await write({})).toBe(201);
    expect(await write({ Origin: BASE })).toBe(201);
    expect(await write({ Origin: 'https://elsewhere.example' })).toBe(403);
    expect(await write({ Origin: 'null' })).toBe(403);
    expect(await write({ Origin: 'https://maps.example', Host: 'maps.example' })).toBe(201);
    expect(await (await ask('/health')).json()).toEqual({ collections: 1 });
  });

  it('a name of another site that leads to this machine opens nothing', async () => {
    const ask = createGuarded({ isLocal: true });
    const write = (host: string, origin = `http://${host}`) =>
      statusOf(ask('/uploads', { method: 'POST', headers: { Host: host, Origin: origin } }));
    for (const host of ['127.0.0.1:8080', 'localhost:8080', 'localhost', '[::1]:8080', '127.1.2.3:1']) {
      expect([host, await write(host)]).toEqual([host, 201]);
    }
    for (const host of ['evil.example:8080', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1:8080']) {
      expect([host, await write(host)]).toEqual([host, 403]);
    }
    const headers = { Host: 'evil.example', Origin: 'http://evil.example', 'X-Forwarded-Host': '127.0.0.1:8080' };
    expect(await statusOf(ask('/uploads', { method: 'POST', headers }))).toBe(403);
  });
});

describe('signed addresses', () => {
  const PATH = '/stac/collections/water/items/water.lake%201/files/mask.tif';
  const sign = async (ask: Ask, body: object, init: RequestInit = withKey(READER)) =>
    ask('/signed-urls', {
      method: 'POST',
      headers: { ...init.headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const signed = async (ask: Ask, body: object = { path: PATH }): Promise<string> =>
    ((await (await sign(ask, body)).json()) as { url: string }).url.slice(BASE.length);

  it('open their own file without a key, for a while', async () => {
    const ask = createGuarded({ keys: KEYS });
    const answer = (await (await sign(ask, { path: PATH, seconds: 60 })).json()) as { url: string; expires: string };
    expect(answer.url.startsWith(`${BASE}${PATH}?`)).toBe(true);
    const left = Date.parse(answer.expires) - Date.now();
    expect(left > 50_000 && left <= 60_000).toBe(true);
    const path = answer.url.slice(BASE.length);
    expect(await statusOf(ask(path))).toBe(200);
    expect(await statusOf(ask(path, { method: 'HEAD' }))).toBe(200);
    // Whoever has a key as well is let in by it.
    expect(await statusOf(ask(`${path}x`, withKey(READER)))).toBe(200);
    expect(await (await sign(ask, { path: `${BASE}${PATH}` })).json()).toHaveProperty('url');
    expect(await signed(ask, { path: '/jobs/events' })).toContain('/jobs/events?expires=');
  });

  it('open nothing else, and not when one sign of them is another', async () => {
    const ask = createGuarded({ keys: KEYS });
    const path = await signed(ask);
    const query = path.slice(PATH.length);
    const others = [PATH.replace('mask', 'item'), PATH.replace('%20', '%2520'), `${PATH}/`, '/collections', '/'];
    for (const other of others) expect([other, await statusOf(ask(other + query))]).toEqual([other, 401]);
    for (let at = PATH.length + 1; at < path.length; at++) {
      const changed = `${path.slice(0, at)}${path[at] === 'A' ? 'B' : 'A'}${path.slice(at + 1)}`;
      expect([changed, await statusOf(ask(changed))]).toEqual([changed, 401]);
    }
    const [expires] = /\d+/.exec(query.slice(query.indexOf('expires=')))!;
    for (const wrong of [
      path.replace(expires, String(Number(expires) + 1)),
      path.replace(expires, `0${expires}`),
      `${path}=`,
      `${path}%00`,
      path.slice(0, -1),
      path.replace(/signature=.*/, 'signature='),
      path.replace(/expires=\d+&/, ''),
    ]) {
      expect([wrong, await statusOf(ask(wrong))]).toEqual([wrong, 401]);
    }
    for (const method of ['POST', 'PUT', 'DELETE']) expect(await statusOf(ask(path, { method }))).toBe(401);
  });

  it('end', async () => {
    const keys = KEYS;
    const access = createAccess({ keys });
    const past = new URLSearchParams(access.signer.sign(PATH, new Date(Date.now() - 2000)));
    const answer = await createGuarded({ keys })(`${PATH}?${past}`);
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      401,
      'this address has expired',
    ]);
  });

  it('live as long as the keys do', async () => {
    const path = await signed(createGuarded({ keys: KEYS }));
    expect(await statusOf(createGuarded({ keys: KEYS.toReversed() })(path))).toBe(200);
    expect(await statusOf(createGuarded({ keys: KEYS.slice(1) })(path))).toBe(401);
    const secret = new Uint8Array(32).fill(7);
    const other = await signed(createGuarded({ keys: KEYS, secret }));
    expect(await statusOf(createGuarded({ keys: KEYS.slice(1), secret })(other))).toBe(200);
    expect(await statusOf(createGuarded({ keys: KEYS })(other))).toBe(401);
  });

  it('are given to those who may read, of files alone', async () => {
    const ask = createGuarded({ keys: KEYS });
    expect(await statusOf(sign(ask, { path: PATH }, {}))).toBe(401);
    expect(await statusOf(sign(ask, { path: PATH }, withKey(WRITER)))).toBe(403);
    for (const body of [
      {},
      { path: '/collections' },
      { path: 'https://elsewhere.example/stac/collections/a/items/b/files/c' },
      { path: '/stac/collections/a/items/b/files/../../../../../../uploads' },
      { path: '/stac/collections/a/items/b/files/..' },
      { path: '/stac/collections/a/items/b/files/%2e%2e' },
      { path: '/stac/collections/a/items/b/files/c?x=1' },
      { path: '/stac/collections/a/items/b/files/c#x' },
      { path: '/stac/collections/a/items/b/files/c d' },
      { path: `/stac/collections/a/items/b/files/${'c'.repeat(3000)}` },
      { path: PATH, seconds: 0 },
      { path: PATH, seconds: 700_000 },
      { path: PATH, method: 'PUT' },
    ]) {
      expect([body, await statusOf(sign(ask, body))]).toEqual([body, 400]);
    }
  });
});

describe('tokens', () => {
  const terms = { issuer: 'https://id.example', audience: 'landquilt' };
  let server: Server;
  let jwks: string;
  let keys: Record<'RS256' | 'ES256' | 'ES384' | 'other', GenerateKeyPairResult>;
  let ask: Ask;

  beforeAll(async () => {
    const make = (name: string) => generateKeyPair(name, { extractable: true });
    keys = {
      RS256: await make('RS256'),
      ES256: await make('ES256'),
      ES384: await make('ES384'),
      other: await make('RS256'),
    };
    const published = await Promise.all(
      (['RS256', 'ES256', 'ES384'] as const).map(async (kid) => ({ ...(await exportJWK(keys[kid].publicKey)), kid })),
    );
    server = createServer((request, response) => {
      response.statusCode = request.url === '/keys' ? 200 : 500;
      response.end(JSON.stringify({ keys: published }));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    jwks = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    ask = createGuarded({ keys: KEYS, verifyToken: createTokenVerifier({ ...terms, jwks }) });
  });
  afterAll(() => server.close());

  const GOOD: JWTPayload = { sub: 'ann', iss: terms.issuer, aud: terms.audience };
  const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;
  const makeToken = (claims: JWTPayload = GOOD, alg: 'RS256' | 'ES256' | 'ES384' = 'RS256', key = keys[alg]) =>
    new SignJWT({ exp: inAnHour(), ...claims }).setProtectedHeader({ alg, kid: alg }).sign(key.privateKey);
  const withToken = (token: string): RequestInit => ({ headers: { Authorization: `Bearer ${token}` } });
  const read = async (token: string | Promise<string>) => statusOf(ask('/collections', withToken(await token)));
  const encode = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');

  it('let in where they are right', async () => {
    expect(await read(makeToken())).toBe(200);
    expect(await read(makeToken(GOOD, 'ES256'))).toBe(200);
    expect(await read(makeToken({ ...GOOD, aud: ['else', terms.audience] }))).toBe(200);
    // Clocks differ a little.
    expect(await read(makeToken({ ...GOOD, exp: Math.floor(Date.now() / 1000) - 10 }))).toBe(200);
    // Keys still do, too.
    expect(await statusOf(ask('/collections', withKey(READER)))).toBe(200);
    expect(await statusOf(ask('/collections', withToken(READER)))).toBe(200);
  });

  it('do not where they are wrong', async () => {
    const now = Math.floor(Date.now() / 1000);
    const claims: JWTPayload[] = [
      { ...GOOD, aud: 'another' },
      { sub: 'ann', iss: terms.issuer },
      { ...GOOD, iss: 'https://id.example/' },
      { sub: 'ann', aud: terms.audience },
      { ...GOOD, exp: now - 3600 },
      { ...GOOD, nbf: now + 3600 },
    ];
    for (const one of claims) expect([one, await read(makeToken(one))]).toEqual([one, 401]);
    expect(await read(makeToken(GOOD, 'RS256', keys.other))).toBe(401);
    expect(await read(makeToken(GOOD, 'ES384'))).toBe(401);
    const right = await makeToken();
    const [, body, signature] = right.split('.');
    const forged = [
      `${encode({ alg: 'none' })}.${body}.`,
      `${encode({ alg: 'none', kid: 'RS256' })}.${body}.${signature}`,
      `${encode({ alg: 'HS256', kid: 'RS256' })}.${body}.${signature}`,
      `${encode({ alg: 'RS256', kid: 'nobody' })}.${body}.${signature}`,
      `${right.split('.')[0]}.${encode({ ...GOOD, exp: inAnHour() })}.${signature}`,
      `${right}x`,
      'a.b.c',
      '..',
    ];
    for (const one of forged) expect([one, await read(one)]).toEqual([one, 401]);
    const endless = new SignJWT(GOOD).setProtectedHeader({ alg: 'RS256', kid: 'RS256' }).sign(keys.RS256.privateKey);
    expect(await read(endless)).toBe(401);
    expect(await statusOf(ask('/collections', withKey(right)))).toBe(401);
  });

  it.each([
    [{ scope: 'openid write' }, 201],
    [{ scope: 'landquilt/write' }, 201],
    [{ scp: ['landquilt:write'] }, 201],
    [{ scope: 'openid' }, 403],
    [{ scope: 'overwrite' }, 403],
    [{ scope: 'other/write' }, 403],
    [{ scope: { write: true } }, 403],
    [{}, 403],
  ])('may write as their scope says: %j', async (more, status) => {
    const token = await makeToken({ ...GOOD, ...more });
    expect(await statusOf(ask('/uploads', { method: 'POST', ...withToken(token) }))).toBe(status);
  });

  it('cannot be told where nobody has the keys', async () => {
    const faults: unknown[] = [];
    const verifyToken = createTokenVerifier({ ...terms, jwks: jwks.replace('/keys', '/gone') });
    const lost = createGuarded({ verifyToken, onFault: (error) => faults.push(error) });
    const answer = await lost('/collections', withToken(await makeToken()));
    expect([answer.status, answer.headers.get('Retry-After'), faults.length]).toEqual([503, '10', 1]);
    expect(await statusOf(lost('/collections'))).toBe(401);
  });

  it('need keys from a place that nobody can change on the way', () => {
    for (const place of ['http://id.example/keys', 'ftp://id.example', 'id.example', '']) {
      expect(() => createTokenVerifier({ ...terms, jwks: place })).toThrow('--jwt-jwks: wanted https://');
    }
  });
});
