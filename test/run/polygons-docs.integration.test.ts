import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeSampleScene } from '../../src/sample/index.js';
import { call } from '../support/command-line.js';
import { expectSection, readDocument } from '../support/documents.js';
import { makeFolder } from '../support/write-scene.js';

const folder = makeFolder('polygons-docs');
const mask = join(folder, 'out/sample-scene/crop-health/mask.tif');

beforeAll(async () => {
  await writeSampleScene(folder);
  const run = ['run', join(folder, 'sample-scene.tif'), '--recipe', 'crop-health', '--out', join(folder, 'out')];
  expect((await call(run)).code).toBe(0);
});

describe('docs/polygons.md', () => {
  it('shows commands that run', async () => {
    const commands = /```sh\n([\s\S]*?)```/.exec(readDocument('docs/polygons.md'))![1]!.trim().split('\n');
    expect(commands.length).toBe(2);
    for (const command of commands) {
      const args = command.split(' ').slice(2);
      const there = args.map((arg) =>
        arg.endsWith('.tif') ? mask : arg.endsWith('.geojson') ? join(folder, arg) : arg,
      );
      expect((await call(there)).code).toBe(0);
    }
  });

  it('tells how many polygons and bytes that makes (UPDATE_DOCS=1 rewrites it)', async () => {
    const sieve = '--min-area 2500';
    const rows = ['', sieve, `${sieve} --simplify 15`, `${sieve} --simplify 15 --smooth`].map(async (options, i) => {
      const file = join(folder, `table-${i}.geojson`);
      await call(['vectorize', mask, '--out', file, ...options.split(' ').filter(Boolean)]);
      const { features } = JSON.parse(readFileSync(file, 'utf8')) as { features: unknown[] };
      const size = (statSync(file).size / 1e6).toFixed(1);
      return `| ${options ? `\`${options}\`` : 'as the pixels are'} | ${features.length.toLocaleString('en')} | ${size} MB |\n`;
    });
    const made = `| | polygons | GeoJSON |\n|---|---|---|\n${(await Promise.all(rows)).join('')}`;
    expectSection('docs/polygons.md', { name: 'sizes', made });
  });
});
