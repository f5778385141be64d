import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createRandom } from '../../../src/segment/methods/random.js';
import { GEO_PYTHON } from '../../support/geo-python.js';
import { makeFolder } from '../../support/write-scene.js';
import { columnsOf } from '../support/methods.js';
import { computeLayer, createTestLayer } from './support.js';

const SIDE = 128;
const JUDGE = `
import sys, cv2, numpy as np
image = np.fromfile(sys.argv[1], np.uint8).reshape(3, ${SIDE}, ${SIDE}).transpose(1, 2, 0)
smooth = cv2.pyrMeanShiftFiltering(np.ascontiguousarray(image), 6, 30, maxLevel=0, termcrit=(3, 5, 0))
smooth[:, :, 0].tofile(sys.argv[1] + ".smooth")
`;

const folder = makeFolder('mean-shift-filter');
afterAll(() => rmSync(folder, { recursive: true }));

it('smooths as OpenCV does, which rounds every round', () => {
  const random = createRandom(3);
  const bands = [90, 140, 60].map((base, k) =>
    Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
      const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
      return base + 50 * Number(((x >> 5) + (y >> (4 + (k % 2)))) % 2) + 24 * random();
    }),
  );
  const path = join(folder, 'bands');
  writeFileSync(path, Buffer.concat(bands));
  const { status, stderr } = spawnSync(GEO_PYTHON, ['-c', JUDGE, path]);
  if (status !== 0) throw new Error(String(stderr));
  const theirs = readFileSync(`${path}.smooth`);
  const layer = createTestLayer({ type: 'mean-shift-filter', of: [1, 2, 3], radiusPx: 6, range: 30 });
  const ours = computeLayer(layer, columnsOf(SIDE, bands));
  const apart = Array.from(ours, (value, i) => Math.abs(value - theirs[i]));
  expect(apart.reduce((sum, value) => sum + value, 0) / apart.length).toBeLessThan(1);
  expect(apart.filter((value) => value > 3).length / apart.length).toBeLessThan(0.02);
  // The picture itself is farther from both.
  expect(bands[0].reduce((sum, value, i) => sum + Math.abs(value - theirs[i]), 0) / apart.length).toBeGreaterThan(4);
});
