import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeFolder } from '../../support/write-scene.js';
import { makeModel } from './tiny-model.js';

const folder = makeFolder('flat-memory');
afterAll(() => rmSync(folder, { recursive: true }));

it('asked a thousand times, a session holds no more memory than after a few hundred', () => {
  const path = join(folder, 'echo.onnx');
  const sides = ['N', 4, 'H', 'W'];
  const ports = {
    inputs: [{ name: 'image', type: 'float32', shape: sides }],
    outputs: [{ name: 'scores', type: 'float32', shape: sides }],
  } as const;
  writeFileSync(path, makeModel(ports));
  const script = new URL('./flat-memory.ts', import.meta.url).pathname;
  const [runs, channels, side] = [1200, 4, 256];
  const args = [path, runs, channels, side].map(String);
  const lines = execFileSync(process.execPath, ['--import', 'tsx', script, ...args], { encoding: 'utf8' });
  const sizes = lines.trim().split('\n').map(Number);
  expect(sizes.length).toBe(12);
  const grown = Math.max(...sizes.slice(7)) - Math.max(...sizes.slice(0, 5));
  // What a thousand answers are, were they kept: a gigabyte.
  expect(grown).toBeLessThan(48);
});
