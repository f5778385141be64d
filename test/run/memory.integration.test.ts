import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { crsFromEpsg } from '../../src/raster/crs.js';
import { writeCog } from '../../src/tiling/write-cog.js';
import { createRandom, makeFolder } from '../support/write-scene.js';
import { EXACT } from './in-process.js';

const folder = makeFolder('memory');
const scene = join(folder, 'large.tif');
const SIDE = 6000;

/** Red and near infrared in patches of some ten pixels, with a little noise. */
beforeAll(async () => {
  const file = await open(scene, 'w');
  const random = createRandom(8);
  const options = {
    width: SIDE,
    height: SIDE,
    dataType: 'uint16',
    bandCount: 2,
    affine: [10, 0, 545000, 0, -10, 5340000],
    crs: crsFromEpsg(32633),
    nodata: 0,
    overviews: 'none',
    bandNames: ['red', 'nir'],
  } as const;
  const rows = (row: number, count: number) => {
    const red = new Uint16Array(count * SIDE);
    const nir = new Uint16Array(count * SIDE);
    for (let i = 0; i < red.length; i++) {
      const [x, y] = [i % SIDE, row + Math.floor(i / SIDE)];
      const patch = Math.sin(x / 9) * Math.cos(y / 13) + 0.03 * (random() - 0.5);
      red[i] = 600 + Math.round(500 * (1 - patch));
      nir[i] = 900 + Math.round(1200 * (1 + patch));
    }
    return [red, nir];
  };
  for await (const chunk of writeCog(options, rows)) await file.write(chunk);
  await file.close();
}, 120_000);

/** Runs the command; what it published, and the most memory its process ever held, in megabytes. */
async function run(memoryMB: number): Promise<{ hash: string; peakMB: number; regions: number; tiles: number }> {
  const out = join(folder, String(memoryMB));
  const options = ['--recipe', 'crop-health', '--scale', '0.0001', '--json', '--memory', String(memoryMB)];
  const child = spawn(process.execPath, ['bin/landquilt.js', 'run', scene, '--out', out, ...options]);
  let [stdout, stderr, peakMB] = ['', '', 0];
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const timer = setInterval(() => {
    peakMB = Math.max(peakMB, readPeakMB(child.pid!));
  }, 50);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(stderr);
  const hash = createHash('sha256');
  for (const name of EXACT) hash.update(readFileSync(join(out, 'large', 'crop-health', name)));
  const { statistics } = JSON.parse(stdout);
  await rm(out, { recursive: true });
  return { hash: hash.digest('hex'), peakMB, regions: statistics.regions.count, tiles: statistics.tiles.count };
}

/** The kernel's own high-water mark. */
function readPeakMB(pid: number): number {
  try {
    return (Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024) / 1e6;
  } catch {
    return 0;
  }
}

describe.skipIf(process.platform !== 'linux')('a large scene', () => {
  it('keeps within the memory it is given, and gives the same bytes with much more', async () => {
    const small = await run(600);
    expect(small.regions).toBeGreaterThan(50_000);
    expect(small.peakMB).toBeGreaterThan(100);
    expect(small.peakMB).toBeLessThan(600);
    expect(small.tiles).toBeGreaterThan(100);
    const large = await run(4000);
    expect(large.peakMB).toBeLessThan(4000);
    expect(large.tiles).toBeLessThan(small.tiles);
    console.log(`peak ${Math.round(small.peakMB)} of 600 MB, ${Math.round(large.peakMB)} of 4000 MB`);
    expect(large.hash).toBe(small.hash);
  });
});
