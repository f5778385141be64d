import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3Store } from '../../src/store/s3-store.js';
import { type Moto, makeBucket, startMoto } from '../support/moto.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { EXACT } from './in-process.js';

const folder = makeFolder('buckets');
let moto: Moto;
beforeAll(async () => {
  moto = await startMoto();
  await makeBucket(moto, 'scenes');
  await makeBucket(moto, 'maps');
}, 90_000);
afterAll(() => {
  moto.stop();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]): string =>
  execFileSync(process.execPath, ['bin/landquilt.js', 'run', ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...moto.env },
  });

describe('a run from a bucket into a bucket', () => {
  it('gives the bytes of a run from a file into a folder, and leaves no work behind', async () => {
    const path = join(folder, 'fields.tif');
    await writeTestScene(path, makeRedNir(700, 500));
    const scenes = createS3Store('s3://scenes');
    await scenes.put('2026/fields.tif', readFileSync(path));
    const options = ['--recipe', 'crop-health', '--tile-size', '256', '--scale', '0.0001'];
    run(path, '--out', join(folder, 'out'), ...options);
    const printed = run('s3://scenes/2026/fields.tif', '--out', 's3://maps/season 1', ...options);
    expect(printed).toContain('s3://maps/season 1/fields/crop-health/');

    const maps = createS3Store('s3://maps/season 1');
    for (const name of EXACT) {
      const local = readFileSync(join(folder, 'out/fields/crop-health', name));
      expect(Buffer.from(await maps.get(`fields/crop-health/${name}`)).equals(local), name).toBe(true);
    }
    for await (const { key } of maps.list('.landquilt/')) expect(key).toBe('nothing');
    // The same again is found published.
    expect(run('s3://scenes/2026/fields.tif', '--out', 's3://maps/season 1', ...options, '--json')).toContain(
      '"wasPublished":true',
    );
  }, 240_000);
});
