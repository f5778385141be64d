import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/command-line.js';
import { startServer } from '../support/serve.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('serve-cli');
const scene = join(folder, 'field.tif');
const store = join(folder, 'out');

beforeAll(async () => {
  await writeTestScene(scene, makeRedNir(80, 60));
  const options = ['--scale', '0.0001', '--workers', '1', '--formats', 'geojson,fgb', '--out', store];
  expect(await call(['run', scene, '--recipe', 'crop-health', ...options])).toMatchObject({ code: 0 });
}, 60_000);

describe('landquilt serve', () => {
  it('answers with the features of the files, says a line for each request, and stops', async () => {
    const server = await startServer('--store', store, '--title', 'Fields & more');
    // biome-ignore lint/suspicious/noExplicitAny: answers are looked into, not computed with
    const ask = async (path: string): Promise<any> => (await fetch(server.url + path)).json();
    expect((await ask('/')).title).toBe('Fields & more');
    const { collections } = await ask('/collections');
    expect(collections.map(({ id }: { id: string }) => id)).toEqual(['crop-health', 'crop-health.field']);

    const file = JSON.parse(readFileSync(join(store, 'field/crop-health/regions.geojson'), 'utf8'));
    const { features, numberMatched } = await ask('/collections/crop-health.field/items?sortby=id&limit=10000');
    expect(numberMatched).toBe(file.features.length);
    expect(features.map(({ id }: { id: number }) => id)).toEqual(file.features.map(({ id }: { id: number }) => id));
    expect(features.map(({ geometry }: { geometry: object }) => geometry)).toEqual(
      file.features.map(({ geometry }: { geometry: object }) => geometry),
    );

    const search = await fetch(`${server.url}/stac/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ collections: ['crop-health'] }),
    });
    const { features: items } = (await search.json()) as { features: { id: string }[] };
    expect(items.map(({ id }) => id)).toEqual(['crop-health.field']);

    const { code, stderr } = await server.stop();
    expect(code).toBe(130);
    const lines = stderr.trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual([
      expect.stringMatching(/^GET \/ 200 \d+ ms$/),
      expect.stringMatching(/^GET \/collections 200 \d+ ms$/),
    ]);
    expect(JSON.parse(lines.at(-1)!)).toEqual({ error: { kind: 'stopped', message: 'stopped' } });
  });

  it('is quiet where that is asked for', async () => {
    const server = await startServer('--store', store, '--quiet');
    await fetch(server.url);
    expect((await server.stop()).stderr).not.toContain('GET');
  });

  it('is refused where there is nothing to serve, or no way to', async () => {
    expect(await call(['serve', '--store', join(folder, 'none')])).toMatchObject({ code: 1, stdout: '' });
    expect(await call(['serve', '--store', scene])).toMatchObject({ code: 1 });
    expect(await call(['serve', store])).toMatchObject({ code: 2 });
    for (const port of ['x', '-1', '65536', '']) {
      expect(await call(['serve', '--store', store, '--port', port])).toMatchObject({ code: 2, stdout: '' });
    }
  });

  it('says of a port that is taken that it is', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await call(['serve', '--store', store, '--port', String(port)]);
    other.close();
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${port}, where something answers already`)]);
  });
});
