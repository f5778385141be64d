import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeAnswer } from '../../src/cli/serve.js';
import type { Job } from '../../src/serve/jobs/job-source.js';
import { call } from '../support/command-line.js';
import { startServer } from '../support/serve.js';
import { readProjectFile } from '../support/sources.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('incoming-cli');
const scene = join(folder, 'field.tif');
const READER = 'reader-0123456789abcdef';
const OWNER = 'owner-0123456789abcdef';
const keys = join(folder, 'keys.txt');

beforeAll(async () => {
  await writeTestScene(scene, makeRedNir(80, 60));
  writeFileSync(keys, `# who may\nann:${READER} read\nown:${OWNER}\n`);
});

/** A folder to bring scenes to, with a recipe of its own for the scene: it says how values are scaled. */
function makeIncoming(name: string): string[] {
  const [incoming, store] = [join(folder, name, 'incoming'), join(folder, name, 'out')];
  mkdirSync(incoming, { recursive: true });
  const { $schema: _, ...recipe } = JSON.parse(readProjectFile('recipes/crop-health.json'));
  const own = { ...recipe, name: 'greens', title: 'How green', scaling: { scale: 0.0001, offset: 0 } };
  writeFileSync(join(incoming, 'greens.json'), JSON.stringify(own));
  return ['--incoming', incoming, '--store', store, '--workers', '1', '--quiet'];
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into, not computed with
const json = async (answer: Promise<Response>): Promise<any> => (await answer).json();

/** Jobs by the events that tell of them, until one has come to its end. */
async function follow(url: string, headers: Record<string, string> = {}): Promise<Job[]> {
  const answer = await fetch(`${url}/jobs/events`, { headers });
  const jobs: Job[] = [];
  let text = '';
  for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const events = text.split('\n\n');
    text = events.pop()!;
    for (const event of events) {
      const [, data] = /^event: job\ndata: (.*)$/.exec(event) ?? [];
      if (data) jobs.push(JSON.parse(data));
    }
    if (['PUBLISHED', 'FAILED'].includes(jobs.at(-1)?.state ?? '')) return jobs;
  }
  throw new Error('the events ended');
}

describe('landquilt serve --incoming', () => {
  it('runs what is sent, tells how far it is, and has the result at once; without a key it has nothing', async () => {
    const server = await startServer(...makeIncoming('sent'), '--api-keys', keys);
    const withKey = { 'X-Api-Key': OWNER };
    const body = readFileSync(scene);
    const post = (path: string, question: object, headers: Record<string, string> = withKey) =>
      fetch(server.url + path, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/json' },
        body: JSON.stringify(question),
      });
    const wish = { recipe: 'greens', name: 'field.tif', size: body.length };
    for (const path of ['/', '/jobs', '/recipes', '/jobs/events', '/collections']) {
      expect([path, (await fetch(server.url + path)).status]).toEqual([path, 401]);
    }
    expect((await post('/uploads', wish, {})).status).toBe(401);
    expect((await post('/uploads', wish, { 'X-Api-Key': READER })).status).toBe(403);
    expect((await json(fetch(`${server.url}/jobs`, { headers: { 'X-Api-Key': READER } }))).canUpload).toBe(false);
    const { recipes } = await json(fetch(`${server.url}/recipes`, { headers: withKey }));
    expect(recipes).toContainEqual({ name: 'greens', purpose: 'How green' });
    expect(recipes).toContainEqual({ name: 'water', purpose: expect.any(String) });

    const told = follow(server.url, withKey);
    const { method, url, headers } = await json(post('/uploads', wish));
    const sent = await fetch(url, { method, headers, body });
    expect([sent.status, await sent.json()]).toMatchObject([201, { scene: 'field.tif', recipe: 'greens' }]);
    const jobs = await told;
    expect(jobs.at(-1)).toMatchObject({ state: 'PUBLISHED', collection: 'greens.field', reason: null, step: null });
    expect(jobs.map(({ state }) => state)).toEqual(expect.arrayContaining(['RECEIVED', 'PLANNED', 'RUNNING']));
    expect(jobs.map(({ step }) => step)).toEqual(expect.arrayContaining(['plan', 'segment', 'vectorize', 'publish']));

    const { collections } = await json(fetch(`${server.url}/collections`, { headers: withKey }));
    expect(collections.map(({ id }: { id: string }) => id)).toEqual(['greens', 'greens.field']);
    const file = '/stac/collections/greens/items/greens.field/files/mask.tif';
    expect((await fetch(server.url + file)).status).toBe(401);
    const signed = await json(post('/signed-urls', { path: file }));
    const mask = await fetch(signed.url, { headers: { Range: 'bytes=0-3' } });
    expect([mask.status, Buffer.from(await mask.arrayBuffer()).toString('hex')]).toEqual([206, '49492a00']);
    const { code, stderr } = await server.stop();
    expect([code, stderr]).toEqual([130, expect.not.stringContaining('landquilt: left')]);
  });

  it('takes what is copied there, says why it cannot, and goes on with what it was stopped in', async () => {
    const args = makeIncoming('copied');
    const [, incoming] = args;
    for (const recipe of ['greens', 'water']) {
      mkdirSync(join(incoming, recipe));
      cpSync(scene, join(incoming, recipe, 'field.tif'));
    }
    const list = async (url: string) => (await json(fetch(`${url}/jobs`))).jobs as Job[];
    const states = async (url: string) => (await list(url)).map(({ recipe, state }) => `${recipe} ${state}`);
    const stopped = await startServer(...args);
    const often = { timeout: 40_000, interval: 20 };
    await expect.poll(() => states(stopped.url), often).toEqual(['water RECEIVED', 'greens RUNNING']);
    const second = await call(['serve', '--port', '0', ...args]);
    expect([second.code, second.stderr]).toEqual([2, expect.stringContaining('another landquilt serve is at work')]);
    expect((await stopped.stop()).code).toBe(130);

    const again = await startServer(...args);
    await expect.poll(() => states(again.url), often).toEqual(['water FAILED', 'greens PUBLISHED']);
    expect((await list(again.url))[0].reason).toMatch(/^recipe water: wanted bands green.*\(water\/field\.tif\)$/);
    await again.stop();
  });
});

describe('who may ask', () => {
  it('has to be said where others reach the server', async () => {
    const args = ['serve', '--port', '0', '--store', folder];
    const refused = await call([...args, '--host', '0.0.0.0']);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/--api-keys.*--jwt-issuer.*--open/)]);
    const server = await startServer('--store', folder, '--host', '0.0.0.0', '--open');
    expect((await fetch(server.url.replace('0.0.0.0', '127.0.0.1'))).status).toBe(200);
    expect((await server.stop()).stderr).toContain('warning: anybody who reaches 0.0.0.0');
    const keyed = await startServer('--store', folder, '--host', '0.0.0.0', '--api-keys', keys);
    expect((await fetch(keyed.url.replace('0.0.0.0', '127.0.0.1'))).status).toBe(401);
    expect((await keyed.stop()).stderr).not.toContain('warning');
  });

  it.each([
    [['--api-keys', '/nowhere']],
    [['--api-keys', scene]],
    [['--api-keys', keys, '--open']],
    [['--jwt-issuer', 'https://id.example']],
    [['--jwt-issuer', 'a', '--jwt-audience', 'b', '--jwt-jwks', 'http://id.example/keys']],
    [['--incoming', '']],
    [['--jobs', '2']],
    [['--max-upload', '1']],
    [['--incoming', folder, '--max-upload', '0']],
    [['--incoming', folder, '--jobs', '0']],
    [['--incoming', folder]],
    [['--incoming', join(folder, 'within')]],
  ])('is refused: %j', async (args) => {
    expect(await call(['serve', '--port', '0', '--store', folder, ...args])).toMatchObject({ code: 2, stdout: '' });
  });

  it('may be in the environment', async () => {
    const io = { stdout: { write: () => {} }, stderr: { write: () => {} } };
    const { readAccess } = await import('../../src/cli/serve-access.js');
    const none = { positionals: [], text: () => undefined, flag: () => false, json: false };
    const environment = { LANDQUILT_API_KEYS: `ann:${READER} read\n${OWNER}` };
    expect((await readAccess(none, { ...io, environment }, '0.0.0.0')).isOpen).toBe(false);
    expect((await readAccess(none, { ...io, environment: {} }, '127.0.0.1')).isOpen).toBe(true);
  });

  it('leaves no way in behind in the log', () => {
    const answered = { method: 'GET', status: 200, durationMs: 1 };
    expect(describeAnswer({ ...answered, path: '/stac/x?expires=1&signature=abc' })).toBe(
      'GET /stac/x?expires=1&signature=… 200 1 ms\n',
    );
    expect(describeAnswer({ ...answered, path: '/uploads/abc?x=1' })).toBe('GET /uploads/…?x=1 200 1 ms\n');
  });
});
