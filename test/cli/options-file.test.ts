import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parseCall } from '../../src/cli/command.js';
import { readSceneOptions } from '../../src/cli/options-file.js';
import { runCommand } from '../../src/cli/run.js';
import { makeFolder } from '../support/write-scene.js';

const folder = makeFolder('options-file');
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'fields.options.json');

const read = (...args: string[]) =>
  readSceneOptions(parseCall(runCommand, ['a.tif', '--recipe', 'water', '--options', path, ...args]));

it('options of a file count where the command line says nothing', async () => {
  const said = {
    ...{ before: 'earlier.tif', quality: 'scl.tif', formats: ['csv'], scores: true, crs: 'EPSG:32633' },
    bands: { red: 1, nir: 2 },
    vectorize: { simplifyM: 5, smooth: true },
    zones: 'fields.geojson',
  };
  writeFileSync(path, JSON.stringify(said));
  expect(await read()).toMatchObject({
    beside: { before: join(folder, 'earlier.tif'), quality: join(folder, 'scl.tif') },
    options: {
      ...{ out: 'out', formats: ['csv'], scores: true, crs: { epsg: 32633 } },
      overrides: { bands: { red: 1, nir: 2 } },
      vectorize: { simplifyM: 5, smooth: true },
      zones: { location: join(folder, 'fields.geojson'), rule: 'fraction' },
    },
  });
  const more = ['--before', 'b.tif', '--simplify', '9', '--formats', 'fgb', '--scale', '0.1', '--zones', 'z.fgb'];
  expect(await read(...more)).toMatchObject({
    beside: { before: 'b.tif', quality: join(folder, 'scl.tif') },
    options: {
      formats: ['fgb'],
      overrides: { bands: { red: 1, nir: 2 }, scaling: { scale: 0.1, offset: 0 } },
      vectorize: { simplifyM: 9, smooth: true },
      zones: { location: 'z.fgb' },
    },
  });
});

it('a file that is not there, or wrong, is refused', async () => {
  rmSync(path);
  await expect(read()).rejects.toThrow('--options: wanted a file of options, got ');
  writeFileSync(path, '{"zone": "a.geojson"}');
  await expect(read()).rejects.toThrow(/zone: unknown key \(did you mean zones\?\) \(.+fields\.options\.json\)/);
});
