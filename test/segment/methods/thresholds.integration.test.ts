import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/segment/methods/random.js';
import { GEO_PYTHON } from '../../support/geo-python.js';
import { hasSharedData, sharedPath } from '../../support/shared-data.js';
import { makeFolder } from '../../support/write-scene.js';
import { columnsOf, createMethod, fitParams } from '../support/methods.js';

const JUDGE = new URL('thresholds.py', import.meta.url).pathname;
const WIDTH = 512;
const WINDOW = 31;
const NAMES = hasSharedData ? ['drawn', 'naip2018', 'rgb_byte'] : ['drawn'];

const folder = makeFolder('thresholds');
const pictures: Record<string, Uint8Array> = {};
type Judged = Record<string, number> & { 'multi-otsu': number[] };
let judged: Record<string, Judged>;
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  pictures.drawn = drawPicture();
  for (const name of NAMES.slice(1)) {
    const image = sharp(sharedPath(`reference/image/${name}_gray.png`)).extractChannel(0);
    pictures[name] = new Uint8Array(await image.raw().toBuffer());
  }
  const paths = NAMES.map((name) => join(folder, name));
  for (const [i, path] of paths.entries()) writeFileSync(path, pictures[NAMES[i]]);
  const { stdout, stderr, status } = spawnSync(GEO_PYTHON, [JUDGE, String(WIDTH), String(WINDOW), ...paths]);
  if (status !== 0) throw new Error(String(stderr));
  const all = JSON.parse(String(stdout));
  judged = Object.fromEntries(NAMES.map((name, i) => [name, all[paths[i]]]));
});

/** Waves, steps and noise. */
function drawPicture(): Uint8Array {
  const random = createRandom(5);
  return Uint8Array.from({ length: WIDTH * WIDTH }, (_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    return 70 + 30 * Math.sin(x / 40) + 60 * Number((x >> 5) % 3 === (y >> 6) % 2) + 50 * random();
  });
}

const fitted = (name: string, options: object) =>
  fitParams(createMethod({ band: 1, ...options } as never), columnsOf(WIDTH, [pictures[name]]));

async function classify(name: string, options: object): Promise<Uint8Array> {
  const segmenter = createMethod({ method: 'adaptive', band: 1, windowPx: WINDOW, ...options });
  const scene = columnsOf(WIDTH, [pictures[name]]);
  return segmenter.predict(scene, fitParams(segmenter, scene));
}

const readJudged = (name: string, kind: string): Buffer => readFileSync(join(folder, `${name}.${kind}`));

/** Places whose window lies inside the picture. */
const INNER = Array.from({ length: WIDTH * WIDTH }, (_, i) => i).filter((i) =>
  [i % WIDTH, Math.floor(i / WIDTH)].every((at) => at >= WINDOW && at < WIDTH - WINDOW),
);

/** The share of inner places where both say the same. */
function agreement(classes: Uint8Array, above: Uint8Array): number {
  return INNER.filter((i) => classes[i] - 1 === above[i]).length / INNER.length;
}

describe.each(NAMES)('thresholds of %s, beside scikit-image and OpenCV', (name) => {
  it('Otsu: the same as of both', () => {
    const { threshold } = fitted(name, { method: 'otsu' });
    expect(threshold).toBe(judged[name].otsu);
    expect(threshold).toBe(judged[name].otsuOfOpenCv);
  });

  it('multi-Otsu: the same, but for the lowest level, which scikit-image counts as if it were the next', () => {
    const { thresholds } = fitted(name, { method: 'multi-otsu', classes: 4 });
    judged[name]['multi-otsu'].forEach((expected, k) => {
      expect(Math.abs(thresholds[k] - expected)).toBeLessThanOrEqual(name === 'rgb_byte' ? 1 : 0);
    });
  });

  it.each(['li', 'triangle', 'yen', 'isodata'])('%s: the same', (rule) => {
    expect(fitted(name, { method: 'auto-threshold', rule }).threshold).toBeCloseTo(judged[name][rule], 9);
  });

  it('adaptive by mean: as the sums of OpenCV have it everywhere, its own classes but where it rounds the mean', async () => {
    const classes = await classify(name, { rule: 'mean' });
    const values = pictures[name];
    const sums = new Int32Array(new Uint8Array(readJudged(name, 'sum.i32')).buffer);
    const inside = (at: number) => Math.min(at + 15, WIDTH - 1) - Math.max(at - 15, 0) + 1;
    const rounded = readJudged(name, 'cv-mean.u8');
    const exact = readJudged(name, 'sk-mean.u8');
    let wrong = 0;
    for (let i = 0; i < values.length; i++) {
      const count = inside(i % WIDTH) * inside(Math.floor(i / WIDTH));
      wrong += Number(classes[i] - 1 !== Number(values[i] * count > sums[i]));
    }
    expect(wrong).toBe(0);
    for (const i of INNER) {
      const difference = values[i] - sums[i] / WINDOW ** 2;
      if (Math.abs(difference) > 0.5) expect(rounded[i]).toBe(classes[i] - 1);
      // Where the pixel is the mean itself, what a mean of doubles rounds to decides.
      if (difference !== 0) expect(exact[i]).toBe(classes[i] - 1);
    }
  });

  it('adaptive by Gaussian mean: as that of OpenCV in doubles has it, its own classes but where it rounds the mean', async () => {
    const classes = await classify(name, { rule: 'gaussian' });
    const means = new Float64Array(new Uint8Array(readJudged(name, 'gaussian.f64')).buffer);
    const rounded = readJudged(name, 'cv-gaussian.u8');
    let near = 0;
    for (const i of INNER) {
      const difference = pictures[name][i] - means[i];
      // Weights are whole numbers: a mean is wrong by less than this.
      if (Math.abs(difference) < 1e-9) expect(classes[i]).toBe(1);
      else if (Math.abs(difference) <= 0.05) near++;
      else expect(classes[i] - 1).toBe(Number(difference > 0));
      if (Math.abs(difference) > 0.55) expect(rounded[i]).toBe(classes[i] - 1);
    }
    expect(near / INNER.length).toBeLessThan(0.02);
    // scikit-image's Gaussian goes on beyond the window.
    const asScikit = await classify(name, { rule: 'gaussian', sigmaPx: (WINDOW - 1) / 6, windowPx: 41 });
    expect(agreement(asScikit, readJudged(name, 'sk-gaussian.u8'))).toBeGreaterThan(0.999);
  });

  it('adaptive by Otsu: the same but where a window is of one grade, or two thresholds are as good', async () => {
    const classes = await classify(name, { rule: 'otsu' });
    expect(agreement(classes, readJudged(name, 'sk-otsu.u8'))).toBeGreaterThan(0.9995);
  });
});
