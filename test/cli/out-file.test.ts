import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_FORMATS, VECTOR_FORMAT_NAMES, VECTOR_FORMATS } from '../../src/run/outputs.js';
import { call } from '../support/command-line.js';
import { createRandom, makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('out-file');
const path = (name: string) => join(folder, name);
const vectorize = (out: string, ...more: string[]) =>
  call(['vectorize', path('mask.tif'), '--workers', '1', '--out', path(out), ...more]);
/** Everything in the folder, hidden or not. */
const listing = (name: string) => readdirSync(path(name)).sort();

beforeAll(async () => {
  const random = createRandom(5);
  const classes = Uint8Array.from({ length: 70 * 50 }, () => Math.floor(4 * random()));
  await writeTestScene(path('mask.tif'), { width: 70, height: 50, dataType: 'uint8', bands: [classes], nodata: 0 });
  await writeTestScene(path('fields.tif'), makeRedNir(60, 50));
  writeFileSync(path('text.tif'), 'this is no picture');
});

describe('--out with a file', () => {
  it('writes it alone, with the bytes of the folder form', async () => {
    const all = await vectorize('folder', '--formats', VECTOR_FORMAT_NAMES.join(','), '--json');
    const { folder: results } = JSON.parse(all.stdout);
    for (const name of VECTOR_FORMAT_NAMES) {
      const { file, endings } = VECTOR_FORMATS[name];
      const ending = endings[endings.length - 1];
      const out = `alone${ending}/polygons${ending.toUpperCase()}`;
      const { code, stderr } = await vectorize(out, '--tile-size', '32');
      expect([code, stderr.includes('landquilt:')]).toEqual([0, false]);
      expect(readFileSync(path(out)).equals(readFileSync(join(results, file))), out).toBe(true);
      expect(listing(`alone${ending}`)).toEqual([`polygons${ending.toUpperCase()}`]);
    }
  });

  it('prints the same summary, and where the file is', async () => {
    const whole = await vectorize('summary');
    const { stdout } = await vectorize('summary.geojson');
    const table = (text: string) => text.split('\n').filter((line) => /^ {2}|polygons;/.test(line));
    expect(table(stdout)).toEqual(table(whole.stdout));
    expect(table(stdout).length).toBeGreaterThan(3);
    expect(stdout).toMatch(/^results: .*summary\.geojson$/m);
    expect(stdout).not.toContain('report.html');
    const json = await vectorize('summary.geojson', '--json');
    const { file, statistics } = JSON.parse(json.stdout);
    expect(file).toBe(path('summary.geojson'));
    const { length } = readFileSync(file);
    expect(statistics.files).toEqual([{ name: 'summary.geojson', bytes: length }]);
  });

  it('replaces the file that is there, and leaves it where the work fails', async () => {
    mkdirSync(path('before'));
    writeFileSync(path('before/fields.fgb'), 'old');
    const failed = await call(['vectorize', path('text.tif'), '--out', path('before/fields.fgb')]);
    expect(failed.code).toBe(1);
    expect(readFileSync(path('before/fields.fgb'), 'utf8')).toBe('old');
    expect(listing('before')).toEqual(['fields.fgb']);
    expect((await vectorize('before/fields.fgb')).code).toBe(0);
    expect(readFileSync(path('before/fields.fgb'), 'latin1')).toMatch(/^fgb/);
    expect(listing('before')).toEqual(['fields.fgb']);
  });

  it('keeps its work when it is stopped, and the same command goes on with it', async () => {
    mkdirSync(path('stopped'));
    const stop = new AbortController();
    const args = ['vectorize', path('mask.tif'), '--workers', '1', '--tile-size', '16', '--out'];
    const pending = call([...args, path('stopped/fields.geojson')], stop.signal);
    await waitFor(() => existsSync(path('stopped/.landquilt-fields.geojson/.landquilt')));
    stop.abort();
    expect((await pending).code).toBe(130);
    expect(listing('stopped')).toEqual(['.landquilt-fields.geojson']);
    expect((await call([...args, path('stopped/fields.geojson')])).code).toBe(0);
    expect(listing('stopped')).toEqual(['fields.geojson']);
  });

  it('is of a scene as well', async () => {
    const recipe = ['--recipe', 'crop-health', '--scale', '0.0001', '--workers', '1'];
    const scene = [path('fields.tif'), ...recipe];
    expect((await call(['run', ...scene, '--out', path('scene/fields.geojsonl')])).code).toBe(0);
    expect(listing('scene')).toEqual(['fields.geojsonl']);
    const two = await call(['run', path('mask.tif'), ...scene, '--out', path('scene/two.fgb')]);
    expect([two.code, two.stderr]).toEqual([2, expect.stringContaining('several scenes: wanted a folder for --out')]);
  });

  it.each([
    [['--formats', 'fgb', '--out', 'x.fgb'], '--formats: wanted a folder for --out, got --out x.fgb'],
    [['--zones', 'fields.geojson', '--out', 'x.fgb'], '--zones: wanted a folder for --out, got --out x.fgb'],
    [['--out', 'x.shp'], '--out: wanted a folder, or a file in .geojson, .fgb, '],
  ])('refuses %j', async (options, message) => {
    const { code, stderr } = await call(['vectorize', path('mask.tif'), ...options]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('refuses a folder in its place', async () => {
    mkdirSync(path('taken.geojson'));
    const { code, stderr } = await vectorize('taken.geojson');
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('wanted a file in .geojson, got a folder in its place'),
    ]);
  });
});

describe('--formats', () => {
  it('names what is written', async () => {
    const { stdout } = await vectorize('formats', '--formats', 'ndjson, fgb', '--json');
    const names = readdirSync(JSON.parse(stdout).folder).filter((name) => name.startsWith('regions'));
    expect(names.sort()).toEqual(['regions.fgb', 'regions.geojsonl']);
    const usual = JSON.parse((await vectorize('formats', '--json')).stdout);
    const files = DEFAULT_FORMATS.map((name) => VECTOR_FORMATS[name].file);
    expect(
      readdirSync(usual.folder)
        .filter((name) => name.startsWith('regions'))
        .sort(),
    ).toEqual(files.sort());
  });

  it.each(['fbg', '', 'geojson,,fgb', 'shp'])('refuses %j', async (formats) => {
    const { code, stderr } = await vectorize('refused', '--formats', formats);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^landquilt: formats: wanted some of geojson, fgb, /)]);
    expect(existsSync(path('refused'))).toBe(false);
  });
});

async function waitFor(isDone: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000 && !isDone(); tries++) await new Promise((resolve) => setTimeout(resolve, 5));
}
