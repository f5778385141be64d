import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSampleScene } from '../../src/sample/index.js';
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

const landquilt = (...args: string[]): string =>
  execFileSync(process.execPath, ['bin/landquilt.js', ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...moto.env },
  });
const run = (...args: string[]): string => landquilt('run', ...args);

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

  it('takes recipe, model and options from a bucket, and is the same run as with those of this machine', async () => {
    const { scenePath } = await writeSampleScene(folder, { size: 200, seed: 5 });
    const own = join(folder, 'land');
    landquilt('models', 'add', 'test/fixtures/models/unet/model.onnx', '--name', 'land', '--patch', '64', '--out', own);
    const options = join(folder, 'sample.options.json');
    writeFileSync(options, JSON.stringify({ formats: ['geojson'], vectorize: { minPixels: 9 } }));
    const scenes = createS3Store('s3://scenes');
    const put = (key: string, path: string) => scenes.put(key, readFileSync(path));
    await put('sample-scene.tif', scenePath);
    await put('sample.options.json', options);
    for (const file of ['recipe.json', 'model.onnx', 'model.json']) await put(`land cover/${file}`, join(own, file));
    const asked = (place: string, recipe: string, said: string) =>
      JSON.parse(run(place, '--recipe', recipe, '--options', said, '--out', 's3://maps', '--json'));
    const first = asked(
      's3://scenes/sample-scene.tif',
      's3://scenes/land cover/recipe.json',
      's3://scenes/sample.options.json',
    );
    expect(first.wasPublished).toBe(false);
    const again = asked('s3://scenes/sample-scene.tif', join(own, 'recipe.json'), options);
    expect(again).toMatchObject({ wasPublished: true, statistics: { runId: first.statistics.runId } });

    run(scenePath, '--recipe', join(own, 'recipe.json'), '--options', options, '--out', join(folder, 'out'));
    const local = readFileSync(join(folder, 'out/sample-scene/land/regions.geojson'));
    const there = await createS3Store('s3://maps').get('sample-scene/land/regions.geojson');
    expect(local.equals(there)).toBe(true);
  }, 240_000);
});
