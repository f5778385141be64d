import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cie76, ciede2000 } from '../../../src/segment/color/ciede2000.js';
import type { LayerOptions } from '../../../src/segment/layers/layer.js';
import { createRandom } from '../../../src/segment/methods/random.js';
import { GEO_PYTHON } from '../../support/geo-python.js';
import { makeFolder } from '../../support/write-scene.js';
import { computeLayer, createTestLayer } from './support.js';

const JUDGE = new URL('./preparation-judge.py', import.meta.url).pathname;

/** Options, and how far the judge may be. */
const CASES: [LayerOptions, number][] = [
  [{ type: 'gaussian', of: 'red', sigmaPx: 2 }, 1e-6],
  [{ type: 'gaussian', of: 'red', sigmaPx: 0.7 }, 1e-6],
  [{ type: 'box', of: 'red', sizePx: 7 }, 1e-6],
  [{ type: 'median', of: 'red', sizePx: 3 }, 0],
  [{ type: 'median', of: 'red', sizePx: 5 }, 0],
  [{ type: 'median', of: 'red', sizePx: 11 }, 0],
  ...['erode', 'dilate', 'open', 'close', 'top-hat', 'black-hat', 'gradient'].flatMap((operation) =>
    ['square', 'disk', 'cross'].map((element): [LayerOptions, number] => [
      { type: 'morphology', of: 'red', operation, element, sizePx: 7 },
      // Differences of two values are rounded to single precision.
      operation.endsWith('hat') || operation === 'gradient' ? 1e-7 : 0,
    ]),
  ),
  [{ type: 'bilateral', of: 'red', sigmaPx: 2, sigmaValue: 0.1, radiusPx: 3 }, 1e-5],
  // It spreads what it cut off in whole numbers, the rest of them over the lower bins alone, and its answer is in bytes.
  [{ type: 'clahe', of: 'red', gridPx: 64, clipLimit: 2, range: [0, 1] }, 0.016],
  ...['hue', 'saturation', 'value'].map((component): [LayerOptions, number] => [
    { type: 'hsv', component, white: 1 },
    component === 'hue' ? 3e-5 : 1e-6,
  ]),
  ...['l', 'a', 'b'].map((component): [LayerOptions, number] => [{ type: 'lab', component, white: 1 }, 1e-5]),
  ...['y', 'cb', 'cr'].map((component): [LayerOptions, number] => [{ type: 'ycbcr', component, white: 1 }, 5e-4]),
  [{ type: 'grey', weights: 'bt601' }, 1e-6],
  [{ type: 'grey', weights: 'bt709' }, 1e-6],
  ...[1, 2, 3].map((component): [LayerOptions, number] => [
    { type: 'pca', of: ['red', 'green', 'blue'], component },
    1e-6,
  ]),
  ...['min-max', 'percentile', 'z-score'].map((method): [LayerOptions, number] => [
    { type: 'normalize', of: 'red', method },
    1e-6,
  ]),
];

const WIDTH = 192;
const HEIGHT = 128;

/** Waves with noise, and a corner and some pixels without data. */
function drawJudged() {
  const random = createRandom(11);
  const length = WIDTH * HEIGHT;
  const values = [0, 1, 2].map((band) =>
    Float32Array.from({ length }, (_, i) => {
      const wave = Math.sin((i % WIDTH) / (9 + 4 * band)) * Math.cos(Math.floor(i / WIDTH) / (7 + 5 * band));
      return Math.min(0.999, Math.max(0, 0.5 + 0.3 * wave + 0.2 * (random() - 0.5)));
    }),
  );
  const valid = Uint8Array.from({ length }, (_, i) => Number(random() > 0.01 && (i % WIDTH) + i / WIDTH > 30));
  return { length, values, valid, window: { col: 0, row: 0, width: WIDTH, height: HEIGHT } };
}

describe('layers that prepare, beside NumPy, SciPy, scikit-image, OpenCV and scikit-learn', () => {
  const folder = makeFolder('preparation-judged');
  afterAll(() => rmSync(folder, { recursive: true }));
  const scene = drawJudged();
  const nameOf = (options: LayerOptions): string => Object.values(options).join('-').replaceAll(',', '-');
  const random = createRandom(3);
  const pairs = Array.from({ length: 600 }, (_, i) =>
    [100, 200, 200, 100, 200, 200].map(
      (span, k) => (k % 3 === 0 ? 0 : -100) + span * random() * (i % 3 === 0 ? 0.1 : 1),
    ),
  );

  function ask() {
    const write = (name: string, plane: Float32Array) => writeFileSync(join(folder, `${name}.f32`), plane);
    for (const [k, name] of ['red', 'green', 'blue'].entries()) write(name, scene.values[k]);
    write('valid', Float32Array.from(scene.valid));
    for (const [options] of CASES) {
      const layer = createTestLayer(options);
      const isWhole = options.type === 'clahe';
      const columns = { ...scene, values: scene.values.slice(0, layer.sources.length) };
      write(nameOf(options), computeLayer(layer, isWhole ? { ...columns, valid: null } : columns));
    }
    const cases = CASES.map(([options]) => ({ name: nameOf(options), options }));
    writeFileSync(join(folder, 'job.json'), JSON.stringify({ width: WIDTH, height: HEIGHT, cases, pairs }));
    const { stdout, stderr, status } = spawnSync(GEO_PYTHON, [JUDGE, folder], { encoding: 'utf8', maxBuffer: 1 << 26 });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  }
  const answers = ask();

  it.each(CASES)('%o within %d', (options, allowed) => {
    const { pixels, most } = answers.cases[nameOf(options)];
    expect(pixels).toBeGreaterThan(10_000);
    expect(most).toBeLessThanOrEqual(allowed);
  });

  it('differences of colours', () => {
    pairs.forEach((pair, i) => {
      const [one, other] = [Float64Array.from(pair.slice(0, 3)), Float64Array.from(pair.slice(3))];
      expect(Math.abs(ciede2000(one, other) - answers.ciede2000[i])).toBeLessThan(1e-9);
      expect(Math.abs(cie76(one, other) - answers.cie76[i])).toBeLessThan(1e-9);
    });
  });

  it('CLAHE is much like that of scikit-image', () => {
    expect(answers.claheCorrelation).toBeGreaterThan(0.95);
  });
});
