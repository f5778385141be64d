import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom, makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { EXACT } from './in-process.js';

const folder = makeFolder('kill');
const scene = join(folder, 'scene.tif');
const OUTPUTS = [...EXACT, 'item.json'];

beforeAll(() => writeTestScene(scene, makeRedNir(1500, 1100)));

/** Runs the command; kills it with SIGKILL after `killMs`. Its JSON result, or null where it was killed. */
function run(out: string, killMs: number | null) {
  const options = ['--recipe', 'crop-health', '--scale', '0.0001', '--out', out, '--tile-size', '128', '--json'];
  const child = spawn(process.execPath, ['bin/landquilt.js', 'run', scene, ...options]);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const timer = killMs === null ? null : setTimeout(() => child.kill('SIGKILL'), killMs);
  return new Promise<{ folder: string; statistics: { tiles: Record<string, number> } } | null>((resolve, reject) => {
    child.on('close', (code, signal) => {
      if (timer) clearTimeout(timer);
      if (signal === 'SIGKILL') resolve(null);
      else if (code === 0) resolve(JSON.parse(stdout));
      else reject(new Error(stderr));
    });
  });
}

const hash = (of: string) => {
  const sum = createHash('sha256');
  for (const name of OUTPUTS) sum.update(readFileSync(join(of, name)));
  return sum.digest('hex');
};

describe('kill -9', () => {
  it('at ten random moments costs only the work under way', async () => {
    const began = performance.now();
    const whole = await run(join(folder, 'whole'), null);
    const wholeMs = performance.now() - began;
    const random = createRandom(20261120);
    for (let round = 0; round < 10; round++) {
      const out = join(folder, `killed-${round}`);
      const killMs = Math.round(random() * wholeMs);
      const first = await run(out, killMs);
      const result = first ?? (await run(out, null));
      const { count, segmented, vectorized } = result!.statistics.tiles;
      const recomputed = first
        ? 'finished before the kill'
        : `${segmented} segmented, ${vectorized} vectorized after it`;
      console.log(`killed after ${killMs} ms of ${Math.round(wholeMs)}: of ${count} tiles, ${recomputed}`);
      expect(hash(result!.folder)).toBe(hash(whole!.folder));
      rmSync(out, { recursive: true });
    }
  });
});
