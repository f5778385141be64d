import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RefineOptions } from '../../../src/segment/refine/refine-step.js';
import { GEO_PYTHON } from '../../support/geo-python.js';
import { makeFolder } from '../../support/write-scene.js';
import { createStep, drawMask } from './support.js';

const JUDGE = new URL('./steps-judge.py', import.meta.url).pathname;

const SHAPES = [
  { element: 'square', sizePx: 3 },
  { element: 'disk', sizePx: 7 },
  { element: 'cross', sizePx: 5 },
];

const CASES: RefineOptions[] = [
  { step: 'majority', sizePx: 3 },
  { step: 'majority', sizePx: 9 },
  ...['open', 'close', 'erode', 'dilate'].flatMap((step) => SHAPES.map((shape) => ({ step, classes: [2], ...shape }))),
  { step: 'fill', classes: [1], maxPixels: 1 },
  { step: 'fill', classes: [1], maxPixels: 30 },
  { step: 'remove', maxPixels: 2 },
  { step: 'remove', maxPixels: 40 },
];

describe.each([2, 3, 8])('steps that refine a mask (%d), beside SciPy and scikit-image', (seed) => {
  const folder = makeFolder(`steps-judged-${seed}`);
  afterAll(() => rmSync(folder, { recursive: true }));
  const nameOf = (options: RefineOptions): string => Object.values(options).join('-');

  function ask(): Record<string, { wrong: number; changed: number }> {
    const window = drawMask(seed, 160, 120);
    writeFileSync(join(folder, 'before.u8'), window.classes);
    for (const options of CASES)
      writeFileSync(join(folder, `${nameOf(options)}.u8`), createStep(options).apply(window));
    const cases = CASES.map((options) => ({ name: nameOf(options), options }));
    writeFileSync(join(folder, 'job.json'), JSON.stringify({ width: window.width, height: window.height, cases }));
    const { stdout, stderr, status } = spawnSync(GEO_PYTHON, [JUDGE, folder], { encoding: 'utf8', maxBuffer: 1 << 26 });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  }
  const answers = ask();

  it.each(CASES)('%o', (options) => {
    const { wrong, changed } = answers[nameOf(options)];
    expect(wrong).toBe(0);
    expect(changed).toBeGreaterThan(0);
  });
});
