import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { call, type Outcome } from '../support/command-line.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('cli');
const path = (name: string) => join(folder, name);
const OPTIONS = ['--recipe', 'crop-health', '--scale', '0.0001', '--workers', '1'];

const run = (scenes: string[], out: string, ...more: string[]) =>
  call(['run', ...scenes.map(path), ...OPTIONS, '--out', path(out), ...more]);

/** A run of `fields.tif` that others are compared with. */
let plain: Outcome;

beforeAll(async () => {
  const scene = makeRedNir(90, 70);
  await writeTestScene(path('fields.tif'), scene);
  await writeTestScene(path('meadow.tif'), makeRedNir(60, 50, 7));
  await writeTestScene(path('nowhere.tif'), { ...scene, crs: null });
  await writeTestScene(path('unnamed.tif'), { ...scene, bandNames: [] });
  writeFileSync(path('text.tif'), 'this is no picture');
  mkdirSync(path('folder.tif'));
  plain = await run(['fields.tif'], 'json', '--json');
});

describe('landquilt run', () => {
  it('prints classes, areas and where to look; steps go to stderr', async () => {
    const { code, stdout, stderr } = await run(['fields.tif'], 'plain');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\nfields · Crop health · [\d.]+ m?s\n/);
    expect(stdout).toMatch(/^ {2}class +area ha +share +polygons +mean NDVI$/m);
    const report = /^look at: (.+)$/m.exec(stdout)?.[1];
    expect(existsSync(report!)).toBe(true);
    expect(stderr.trimEnd().split('\n')).toHaveLength(6);
  });

  it('prints one line of JSON and nothing else with --json', () => {
    const { code, stdout, stderr } = plain;
    expect([code, stderr]).toEqual([0, '']);
    const { folder: results, statistics } = JSON.parse(stdout);
    expect(statistics.recipe.name).toBe('crop-health');
    expect(JSON.parse(readFileSync(join(results, 'statistics.json'), 'utf8'))).toEqual(statistics);
  });

  it('says so where the run was done before, and does it again with --force', async () => {
    expect((await run(['fields.tif'], 'json')).stdout).toContain('done before, nothing to do');
    expect((await run(['fields.tif'], 'json', '--force')).stdout).not.toContain('done before');
  });

  const FAULTS: [string, RegExp][] = [
    ['missing.tif', /scene: wanted a readable file, got .+missing\.tif/],
    ['folder.tif', /scene: wanted a file, got a folder.+folder\.tif/],
    ['text.tif', /wanted a TIFF, got .+text\.tif/],
    ['nowhere.tif', /wanted a coordinate reference system, got none: name it with --crs .+nowhere\.tif/],
  ];
  it.each(FAULTS)('refuses %s in one line', async (name, message) => {
    const { code, stdout, stderr } = await run([name], 'refused');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^landquilt: [^\n]+\n$/);
    expect(stderr).toMatch(message);
  });

  it('takes the CRS of --crs where the file has none', async () => {
    const { code, stdout } = await run(['nowhere.tif'], 'crs', '--crs', 'EPSG:32633', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).statistics.areaM2).toEqual(JSON.parse(plain.stdout).statistics.areaM2);
  });

  it('takes the bands of --bands or the sensor of --sensor where they have no names', async () => {
    expect((await run(['unnamed.tif'], 'bands')).code).toBe(1);
    const { code, stdout } = await run(['unnamed.tif'], 'bands', '--bands', 'red=1,nir=2', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).statistics.recipe.bands).toEqual({ nir: 2, red: 1 });
    expect((await run(['unnamed.tif'], 'sensor', '--sensor', 'sentinl-2')).stderr).toMatch(/sensor: wanted one of/);
  });

  it('changes the classes with --offset, a negative one too: reflectance decides', async () => {
    const pixelsOf = ({ stdout }: Outcome): number[] =>
      JSON.parse(stdout).statistics.classes.map((entry: { pixels: number }) => entry.pixels);
    expect(pixelsOf(await run(['fields.tif'], 'scaled', '--json', '--offset', '-0.05'))).not.toEqual(pixelsOf(plain));
  });
});

describe('landquilt run with several scenes', () => {
  it('does the others where one fails, tells the errors last, and exits with the worst code', async () => {
    const { code, stdout, stderr } = await run(['fields.tif', 'text.tif', 'missing.tif', 'meadow.tif'], 'several');
    expect(code).toBe(1);
    expect(readdirSync(path('several')).filter((name) => !name.startsWith('.'))).toEqual(['fields', 'meadow']);
    expect(stdout.match(/^look at:/gm)).toHaveLength(2);
    const lines = stderr.trimEnd().split('\n').slice(-2);
    expect(lines[0]).toMatch(/^landquilt: .+text\.tif/);
    expect(lines[1]).toMatch(/^landquilt: .+missing\.tif/);
  });

  it('prints one line of JSON for each: results on stdout, errors on stderr', async () => {
    const { code, stdout, stderr } = await run(['fields.tif', 'text.tif', 'meadow.tif'], 'lines', '--json');
    expect(code).toBe(1);
    const results = stdout.trimEnd().split('\n');
    expect(results.map((line) => JSON.parse(line).statistics.scene.id)).toEqual(['fields', 'meadow']);
    expect(JSON.parse(stderr).error).toMatchObject({ kind: 'input', scene: path('text.tif') });
  });
});

describe('landquilt vectorize', () => {
  it('gives the polygons of a class raster, the same that its run gave', async () => {
    const first = JSON.parse(plain.stdout);
    const mask = join(first.folder, 'mask.tif');
    const { code, stdout } = await call(['vectorize', mask, '--out', path('vectors'), '--workers', '1', '--json']);
    expect(code).toBe(0);
    const { statistics } = JSON.parse(stdout);
    expect(statistics.regions.count).toBe(first.statistics.regions.count);
    expect(statistics.areaM2).toEqual(first.statistics.areaM2);
  });

  it('refuses a raster that is no class raster', async () => {
    const { code, stderr } = await call(['vectorize', path('fields.tif'), '--out', path('no'), '--workers', '1']);
    expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([1, expect.stringMatching(/^landquilt: .+: wanted /)]);
  });
});

describe('landquilt inspect and recipes', () => {
  it('show the same to a person and as JSON', async () => {
    const facts = JSON.parse((await call(['inspect', path('fields.tif'), '--json'])).stdout);
    expect(facts).toMatchObject({ width: 90, height: 70, bandCount: 2, bandNames: ['red', 'nir'], nodata: 0 });
    const { stdout } = await call(['inspect', path('fields.tif')]);
    expect(stdout).toMatch(/^size +90 × 70 pixels/m);
    expect(stdout).toMatch(/^CRS +EPSG:32633$/m);
  });

  it('list the recipes, and print one that can be used as a file', async () => {
    const recipes = JSON.parse((await call(['recipes', '--json'])).stdout) as { name: string }[];
    const { stdout: table } = await call(['recipes']);
    for (const { name } of recipes) expect(table).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    const { stdout } = await call(['recipes', 'crop-health']);
    writeFileSync(path('mine.json'), stdout);
    const { code } = await call([
      'run',
      path('fields.tif'),
      '--recipe',
      path('mine.json'),
      '--scale',
      '0.0001',
      '--out',
      path('mine'),
      '--workers',
      '1',
    ]);
    expect(code).toBe(0);
  });
});
