import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/command-line.js';
import { GEO_PYTHON } from '../support/geo-python.js';
import { type Serving, startServer } from '../support/serve.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('access-clients');
const KEY = 'reader-0123456789abcdef';
let server: Serving;

beforeAll(async () => {
  const scene = await writeTestScene(join(folder, 'field.tif'), makeRedNir(80, 60));
  const options = ['--scale', '0.0001', '--workers', '1', '--formats', 'fgb', '--out', join(folder, 'out')];
  expect(await call(['run', scene, '--recipe', 'crop-health', ...options])).toMatchObject({ code: 0 });
  const keys = join(folder, 'keys.txt');
  writeFileSync(keys, `maps:${KEY} read\n`);
  server = await startServer('--store', join(folder, 'out'), '--api-keys', keys, '--quiet');
}, 120_000);
afterAll(() => server?.stop());

describe('a server that asks for keys', () => {
  it.each([
    ['a header', ['--config', 'GDAL_HTTP_HEADERS', `X-Api-Key: ${KEY}`]],
    ['a token', ['--config', 'GDAL_HTTP_HEADERS', `Authorization: Bearer ${KEY}`]],
    ['a password', ['--config', 'GDAL_HTTP_USERPWD', `maps:${KEY}`]],
  ])('is read by GDAL with %s', (_, how) => {
    const args = ['-ro', '-so', `OAPIF:${server.url}`, 'crop-health.field'];
    const text = execFileSync('ogrinfo', [...how, ...args], { encoding: 'utf8' });
    expect(Number(/Feature Count: (\d+)/.exec(text)?.[1])).toBeGreaterThan(0);
    expect(() => execFileSync('ogrinfo', args, { stdio: 'pipe' })).toThrow(/a key is needed/);
  });

  it('has files that GDAL opens by a signed address', async () => {
    const answer = await fetch(`${server.url}/signed-urls`, {
      method: 'POST',
      headers: { 'X-Api-Key': KEY, 'Content-Type': 'application/json' },
      body: JSON.stringify({ path: '/stac/collections/crop-health/items/crop-health.field/files/mask.tif' }),
    });
    const { url } = (await answer.json()) as { url: string };
    expect(execFileSync('gdalinfo', [`/vsicurl/${url}`], { encoding: 'utf8' })).toContain('Size is 80, 60');
    const other = url.replace('mask.tif', 'regions.fgb');
    expect(() => execFileSync('gdalinfo', [`/vsicurl/${other}`], { stdio: 'pipe' })).toThrow();
  });

  it('is read by OWSLib and pystac-client', () => {
    const script = [
      'import sys, pystac_client',
      'from owslib.ogcapi.features import Features',
      'headers = {"X-Api-Key": sys.argv[2]}',
      'print(Features(sys.argv[1], headers=headers).feature_collections())',
      'catalog = pystac_client.Client.open(sys.argv[1] + "/stac", headers=headers)',
      'print([item.id for item in catalog.search().items()])',
    ].join('\n');
    const text = execFileSync(GEO_PYTHON, ['-c', script, server.url, KEY], { encoding: 'utf8' });
    expect(text).toBe("['crop-health', 'crop-health.field']\n['crop-health.field']\n");
  });
});
