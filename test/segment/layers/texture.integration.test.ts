import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { LayerOptions } from '../../../src/segment/layers/layer.js';
import { findCannyEdges } from '../../../src/segment/methods/objects/canny-edges.js';
import { type Marks, spreadMarks } from '../../../src/segment/methods/objects/edge-marks.js';
import { findQuantiles } from '../../../src/segment/methods/objects/edge-thresholds.js';
import { growStrong } from '../../../src/segment/methods/objects/hysteresis-grow.js';
import { markAbove } from '../../../src/segment/methods/objects/hysteresis-marks.js';
import { createRandom } from '../../../src/segment/methods/random.js';
import { findCrossings } from '../../../src/segment/methods/zero-crossing-marks.js';
import type { WindowColumns } from '../../../src/segment/segmenter.js';
import { GEO_PYTHON } from '../../support/geo-python.js';
import { hasSharedData, sharedPath } from '../../support/shared-data.js';
import { computeLayer, createTestLayer } from './support.js';

const WIDTH = 117;
const HEIGHT = 96;
const folder = mkdtempSync(join(tmpdir(), 'landquilt-texture-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Fields of several greys, one flat and one striped, with noise; and where it holds data. */
function drawPicture(): { grey: Uint8Array; valid: Uint8Array } {
  const random = createRandom(11);
  const fields = Array.from({ length: 20 }, () => 30 + 190 * random());
  const grey = new Uint8Array(WIDTH * HEIGHT);
  const valid = new Uint8Array(WIDTH * HEIGHT).fill(1);
  for (let i = 0; i < grey.length; i++) {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const field = Math.floor((x + y / 4) / 29) + 5 * Math.floor((y + x / 5) / 31);
    const stripes = field % 4 === 1 ? 40 * Math.sin((x + y) * 0.9) : 0;
    const noise = field % 5 === 2 ? 0 : 50 * (random() - 0.5);
    grey[i] = Math.min(255, Math.max(1, fields[field % 20] + stripes + noise));
    if ((x - 80) ** 2 + (y - 40) ** 2 < 60 || random() < 0.003) valid[i] = 0;
  }
  return { grey, valid };
}

const { grey, valid } = drawPicture();
const window = { col: 0, row: 0, width: WIDTH, height: HEIGHT };
const picture: WindowColumns = { length: grey.length, values: [grey], valid: null, window };
const gapped: WindowColumns = { ...picture, valid };

writeFileSync(join(folder, 'grey.raw'), grey);
writeFileSync(join(folder, 'valid.raw'), valid);
const script = join(import.meta.dirname, 'texture-judge.py');
const judge = spawnSync(GEO_PYTHON, [script, folder, String(WIDTH), String(HEIGHT)], { encoding: 'utf8' });
if (judge.status !== 0) throw new Error(judge.stderr);

const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, `${name}.out`)));
const numbersOf = (name: string): Float64Array => new Float64Array(bytesOf(name).buffer);
const layerOf = (options: LayerOptions, columns = picture) => computeLayer(createTestLayer(options), columns);

/** The largest difference, away from the edges by so many pixels, as a share of the largest value. */
function differenceOf(own: ArrayLike<number>, other: ArrayLike<number>, marginPx = 0): number {
  let [most, largest] = [0, 0];
  for (let y = marginPx; y < HEIGHT - marginPx; y++) {
    for (let x = marginPx; x < WIDTH - marginPx; x++) {
      const [a, b] = [own[y * WIDTH + x], other[y * WIDTH + x]];
      most = Math.max(most, Number.isNaN(a) ? Number.POSITIVE_INFINITY : Math.abs(a - b));
      largest = Math.max(largest, Math.abs(b));
    }
  }
  expect(largest).toBeGreaterThan(0);
  return most / largest;
}

const unlike = (own: ArrayLike<number>, other: ArrayLike<number>): number =>
  Array.from(own).filter((value, i) => value !== other[i]).length;

const edgesOf = (marks: Marks): Uint8Array => spreadMarks(marks.strong, marks, 0);

describe('gradients', () => {
  it.each(['sobel', 'scharr', 'prewitt'])('by %s are those of scikit-image', (operator) => {
    expect(differenceOf(layerOf({ type: 'gradient', of: 1, operator }), numbersOf(operator))).toBeLessThan(1e-6);
  });

  it('to the right and down are those of scikit-image', () => {
    for (const output of ['x', 'y']) {
      expect(differenceOf(layerOf({ type: 'gradient', of: 1, output }), numbersOf(`sobel-${output}`))).toBeLessThan(
        1e-6,
      );
    }
  });

  it('of a smoothed picture are those of scikit-image', () => {
    const own = layerOf({ type: 'gradient', of: 1, sigmaPx: 1.5 });
    expect(differenceOf(own, numbersOf('sobel-smoothed'))).toBeLessThan(1e-6);
  });
});

describe('the Laplacian of Gaussian', () => {
  it('is that of SciPy less what its kernel leaves on flat ground', () => {
    const own = layerOf({ type: 'laplacian-of-gaussian', of: 1, sigmaPx: 2 });
    expect(differenceOf(own, numbersOf('laplacian'), 8)).toBeLessThan(1e-6);
  });

  it('crosses 0 where a plain search finds it', () => {
    const own = findCrossings(picture, { sigmaPx: 2, minStep: 20 });
    const other = bytesOf('crossings');
    expect(differenceOf(own, other, 9)).toBe(0);
    expect(own.filter(Boolean).length).toBeGreaterThan(500);
  });
});

describe('Gabor filters', () => {
  const bank = { type: 'gabor', of: 1, frequency: 0.15, sigmaPx: 3 };

  it.each([0, 90])('at %d degrees answer as in scikit-image', (angle) => {
    expect(differenceOf(layerOf({ ...bank, angles: [angle] }), numbersOf(`gabor-${angle}`), 9)).toBeLessThan(1e-6);
  });

  it.each(['max', 'mean'])('in a bank answer as kernels in two dimensions do: %s', (combine) => {
    const own = layerOf({ ...bank, angles: [0, 30, 90, 135, 150], combine });
    expect(differenceOf(own, numbersOf(`gabor-${combine}`), 9)).toBeLessThan(1e-6);
  });
});

describe('grey levels that occur together', () => {
  const cases = [
    { reach: 3, distance: 1, angles: [0, 45, 90, 135] },
    { reach: 2, distance: 2, angles: [45, 135] },
    { reach: 4, distance: 6, angles: [0, 135] },
  ];
  const properties = [
    'contrast',
    'dissimilarity',
    'homogeneity',
    'energy',
    'asm',
    'correlation',
    'entropy',
    'mean',
    'variance',
  ];

  it.each(properties)('%s is that of scikit-image in each window', (property) => {
    for (const { reach, distance, angles } of cases) {
      const how = { windowPx: 2 * reach + 1, distancePx: distance, angles, levels: 16, min: 0, max: 256 };
      const own = layerOf({ type: 'glcm', of: 1, property, ...how });
      const other = numbersOf(`glcm-${reach}-${distance}-${property}`);
      let k = 0;
      for (let row = reach; row < HEIGHT - reach; row += 7) {
        for (let col = reach; col < WIDTH - reach; col += 7, k++)
          expect(own[row * WIDTH + col]).toBeCloseTo(other[k], 5);
      }
      expect(k).toBe(other.length);
    }
  });
});

describe('local binary patterns', () => {
  it.each([
    [8, 1],
    [16, 2],
    [24, 3],
    [12, 2.5],
  ])('of %d points at radius %d are those of scikit-image', (points, radiusPx) => {
    const marginPx = Math.ceil(radiusPx) + 1;
    for (const patterns of ['default', 'ror', 'uniform', 'nri-uniform']) {
      const own = layerOf({ type: 'lbp', of: 1, points, radiusPx, patterns });
      const other = numbersOf(`lbp-${points}-${radiusPx}-${patterns.replace('-', '_')}`);
      expect(differenceOf(own, other, marginPx)).toBe(0);
    }
  });
});

describe('local entropy', () => {
  const bytes = { type: 'local-entropy', of: 1, levels: 256, min: 0, max: 255 };

  it('is that of scikit-image, at the edges too', () => {
    const square = layerOf({ ...bytes, windowPx: 9 });
    const disk = layerOf({ ...bytes, windowPx: 11, shape: 'disk' });
    expect(differenceOf(square, numbersOf('entropy-square'))).toBeLessThan(1e-6);
    expect(differenceOf(disk, numbersOf('entropy-disk'))).toBeLessThan(1e-6);
  });

  it('is that of the pixels that hold data', () => {
    const own = layerOf({ ...bytes, windowPx: 11, shape: 'disk' }, gapped);
    const other = numbersOf('entropy-masked');
    for (let i = 0; i < own.length; i++) {
      if (valid[i] === 0) expect(own[i]).toBeNaN();
      else expect(own[i]).toBeCloseTo(other[i], 5);
    }
  });
});

describe('two thresholds', () => {
  it.each([4, 8] as const)('find the pixels that SciPy joins by %d neighbours', (connectivity) => {
    const marks = markAbove(grey, null, window, { low: 120, high: 200 });
    growStrong(marks, connectivity);
    expect(unlike(edgesOf(marks), bytesOf(`hysteresis-${connectivity}`))).toBe(0);
  });
});

describe("Canny's edges", () => {
  const thresholds = { low: 40, high: 90 };

  it.each([1, 2.2])('with a sigma of %d are those of scikit-image, at the edges too', (sigmaPx) => {
    const own = edgesOf(findCannyEdges(picture, { sigmaPx, norm: 'l2' }, thresholds));
    expect(own.filter(Boolean).length).toBeGreaterThan(300);
    expect(unlike(own, bytesOf(`canny-${sigmaPx}`))).toBe(0);
  });

  it('are those of scikit-image where data is missing', () => {
    const own = edgesOf(findCannyEdges(gapped, { sigmaPx: 1, norm: 'l2' }, thresholds));
    expect(unlike(own, bytesOf('canny-masked'))).toBe(0);
  });

  it('with quantiles of a layer are those of scikit-image with quantiles', () => {
    const gradient = layerOf({ type: 'gradient', of: 1, sigmaPx: 1 });
    const [low, high] = findQuantiles({ ...picture, values: [gradient] }, [0.7, 0.9], 'test');
    const own = findCannyEdges(
      picture,
      { sigmaPx: 1, norm: 'l2' },
      { low: low * 4 * Math.SQRT2, high: high * 4 * Math.SQRT2 },
    );
    expect(unlike(edgesOf(own), bytesOf('canny-quantiles'))).toBeLessThan(5);
  });

  it('in four ways are those of OpenCV', () => {
    const how = { sigmaPx: 0, norm: 'l1' as const };
    const own = edgesOf(findCannyEdges(picture, how, { low: 60, high: 150 }));
    expect(unlike(own, bytesOf('canny-cv'))).toBe(0);
    const floats = { ...picture, values: [Float32Array.from(grey)] };
    expect(unlike(edgesOf(findCannyEdges(floats, how, { low: 60, high: 150 })), own)).toBe(0);
  });
});

describe.skipIf(!hasSharedData)("Canny's edges of real imagery", () => {
  const read = async (name: string) => {
    const image = sharp(sharedPath(`reference/image/${name}.png`))
      .extractChannel(0)
      .raw();
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    return { values: new Uint8Array(data), width: info.width, height: info.height };
  };

  it.each(['naip2018', 'rgb_byte'])('%s are those stored', async (name) => {
    const { values, width, height } = await read(`${name}_gray`);
    const columns = { length: values.length, values: [values], valid: null, window: { col: 0, row: 0, width, height } };
    const stored = { l2: await read(`${name}_canny_skimage`), l1: await read(`${name}_canny_cv`) };
    const interpolated = findCannyEdges(columns, { sigmaPx: 1, norm: 'l2' }, { low: 25.5, high: 51 });
    const fourWays = findCannyEdges(columns, { sigmaPx: 0, norm: 'l1' }, { low: 50, high: 150 });
    expect(
      unlike(
        edgesOf(fourWays),
        stored.l1.values.map((value) => Number(value > 0)),
      ),
    ).toBe(0);
    expect(
      unlike(
        edgesOf(interpolated),
        stored.l2.values.map((value) => Number(value > 0)),
      ),
    ).toBe(0);
  });
});
