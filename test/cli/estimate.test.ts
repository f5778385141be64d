import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { between, type Estimate, figure, formatBytes, money } from '../../src/cli/estimate-text.js';
import { call } from '../support/command-line.js';
import { type RangeServer, startRangeServer } from '../support/range-server.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('estimate');
const path = join(folder, 'fields.tif');
const OPTIONS = ['--recipe', 'crop-health', '--scale', '0.0001', '--workers', '1'];
let server: RangeServer;

beforeAll(async () => {
  await writeTestScene(path, makeRedNir(600, 500));
  server = await startRangeServer(readFileSync(path));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

describe('landquilt estimate', () => {
  it('reads the header alone, and says so', async () => {
    const { code, stdout, stderr } = await call(['estimate', server.url('fields.tif'), ...OPTIONS]);
    expect([code, stderr]).toEqual([0, '']);
    expect(server.requests).toEqual(['bytes=0-131071']);
    expect(stdout).toMatch(/ · crop-health · from the header alone \(--measure: narrower\)$/m);
    expect(stdout).toMatch(/^ {2}size {2}600 × 500 pixels, 0\.3 Mpx, 30 km²$/m);
    expect(stdout).toMatch(/^ {2}price +\$[\d.]+ to \$[\d.]+: .*Lambda/m);
    expect(stdout).toMatch(/^ {2}per 1,000 km² +\$[\d.]+ to \$[\d.]+$/m);
    expect(stdout).toMatch(/^Prices: list, us-east-1, .+check them\. Not counted: /m);
  });

  it('maps windows of the scene with --measure, and then knows what a run of it gives', async () => {
    const small = await writeTestScene(join(folder, 'small.tif'), makeRedNir(200, 150));
    const { code, stdout } = await call(['estimate', small, ...OPTIONS, '--measure', '--json']);
    expect(code).toBe(0);
    const { source, here } = JSON.parse(stdout) as Estimate;
    expect(source).toBe('sample');
    const ran = await call(['run', small, ...OPTIONS, '--out', join(folder, 'out'), '--json']);
    const { statistics } = JSON.parse(ran.stdout);
    expect(here.polygons.low).toBeLessThan(statistics.regions.count);
    expect(here.polygons.high).toBeGreaterThan(statistics.regions.count);
    const bytes = statistics.files
      .filter(({ name }: { name: string }) => /^(regions|mask)/.test(name))
      .reduce((sum: number, file: { bytes: number }) => sum + file.bytes, 0);
    expect(here.outputBytes.low).toBeLessThan(bytes);
    expect(here.outputBytes.high).toBeGreaterThan(bytes);
    // Nothing is left of the samples.
    expect(readdirSync(folder).sort()).toEqual(['fields.tif', 'out', 'small.tif']);
  });

  it('refuses what a run would refuse', async () => {
    const { code, stderr } = await call(['estimate', path, ...OPTIONS, '--memory', '1']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/memory: wanted at least \d+ MB/);
    expect((await call(['estimate', path])).stderr).toMatch(/--recipe: wanted the name of a recipe/);
  });
});

describe('figures of an estimate', () => {
  it('have two digits that count', () => {
    expect([0.0123456, 1.25, 98_765, 0].map(figure)).toEqual(['0.012', '1.3', '99,000', '0']);
    expect([999, 1500, 2.34e9].map(formatBytes)).toEqual(['1,000 B', '1.5 kB', '2.3 GB']);
    expect(between({ low: 0.02, high: 0.3 }, money)).toBe('$0.02 to $0.3');
    expect(between({ low: 1, high: 1.001 }, figure)).toBe('1');
  });
});
