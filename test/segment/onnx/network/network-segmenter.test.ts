import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNetworkSegmenter } from '../../../../src/segment/onnx/network/network-segmenter.js';
import { AUGMENTATIONS, SEAM_POLICIES } from '../../../../src/segment/onnx/network/spec.js';
import { useScratch } from '../../../support/scratch.js';
import {
  askBlocks,
  askWindow,
  bandsOf,
  columnsOf,
  convolve,
  drawImage,
  type Image,
  passOn,
  specOf,
  wholeOf,
  wholeWeights,
} from './support/networks.js';

const scratch = useScratch();
const [BANDS, CLASSES] = [2, 3];

/** Sums over a square around each pixel, of each class. */
function convolveImage(
  { width, height, bands }: Image,
  weights: readonly number[],
  side: number,
  pad: 'zero' | 'mirror',
) {
  const radius = (side - 1) / 2;
  const mirror = (at: number, size: number) => {
    const period = Math.max(1, 2 * (size - 1));
    const within = ((at % period) + period) % period;
    return Math.min(within, period - within);
  };
  return (k: number, x: number, y: number): number => {
    let sum = 0;
    bands.forEach((band, b) => {
      for (let dy = -radius; dy <= radius; dy++) {
        for (let dx = -radius; dx <= radius; dx++) {
          const inside = x + dx >= 0 && y + dy >= 0 && x + dx < width && y + dy < height;
          if (!inside && pad === 'zero') continue;
          const value = band[mirror(y + dy, height) * width + mirror(x + dx, width)];
          sum += value * weights[((k * bands.length + b) * side + dy + radius) * side + dx + radius];
        }
      }
    });
    return sum;
  };
}

function bestOf(image: Image, scoreOf: (k: number, x: number, y: number) => number) {
  const size = image.width * image.height;
  const classes = new Uint8Array(size);
  const score = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const scores = [0, 1, 2].map((k) => scoreOf(k, i % image.width, Math.floor(i / image.width)));
    score[i] = Math.max(...scores);
    classes[i] = scores.indexOf(score[i]) + 1;
  }
  return { classes, score };
}

const kernels = [1, 3, 5].map((side) => {
  const weights = wholeWeights(CLASSES * BANDS * side * side, side);
  return { side, weights, path: scratch(convolve({ bands: BANDS, classes: CLASSES, side, weights })) };
});

const geometry = fc.record({
  kernel: fc.constantFrom(...kernels),
  patchPx: fc.integer({ min: 6, max: 24 }),
  more: fc.nat(60),
  moreDown: fc.nat(60),
  spare: fc.nat(3),
});

describe('a network over a scene', () => {
  it('says what it says of the whole scene at once, whatever the patches and blocks', async () => {
    await fc.assert(
      fc.asyncProperty(
        geometry,
        fc.constantFrom(...SEAM_POLICIES),
        fc.constantFrom(1, 3),
        async ({ kernel, patchPx, more, moreDown, spare }, seams, batch) => {
          const overlapPx = Math.min((kernel.side - 1) / 2 + spare, Math.ceil(patchPx / 2) - 1);
          const image = drawImage(patchPx + more, patchPx + moreDown, BANDS, more);
          const wanted = bestOf(image, convolveImage(image, kernel.weights, kernel.side, 'zero'));
          const parts = { bandCount: BANDS, classCount: CLASSES, patchPx, overlapPx, batch };
          const cropped = createNetworkSegmenter(specOf(kernel.path, { ...parts, seams: 'crop' }), bandsOf(image));
          const said = await askBlocks(cropped, image);
          expect(said.classes).toEqual(wanted.classes);
          expect(said.score).toEqual(wanted.score);
          if (kernel.side > 1) return;
          // Without surroundings all patches say the same.
          const blended = createNetworkSegmenter(specOf(kernel.path, { ...parts, seams }), bandsOf(image));
          const { score } = await askBlocks(blended, image);
          for (let i = 0; i < score.length; i++) expect(Math.abs(score[i] - wanted.score[i])).toBeLessThan(1e-4);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('answers at the edge of a scene where the network loses the border of a patch', async () => {
    const [, , kernel] = kernels;
    const path = scratch(convolve({ bands: BANDS, classes: CLASSES, ...kernel, isPadded: false }));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), async (width, height) => {
        const image = drawImage(width, height, BANDS, width);
        const spec = specOf(path, { bandCount: BANDS, classCount: CLASSES, patchPx: 14, overlapPx: 3 });
        spec.semantic!.fit = 'centre';
        const said = await askBlocks(createNetworkSegmenter(spec, bandsOf(image)), image);
        const wanted = bestOf(image, convolveImage(image, kernel.weights, kernel.side, 'mirror'));
        expect(said.classes).toEqual(wanted.classes);
        expect(said.score).toEqual(wanted.score);
      }),
      { numRuns: 15 },
    );
  });

  it('says the same bits whatever window is asked for, with any seams, augmentation and size of pixels', async () => {
    const weights = wholeWeights(CLASSES * BANDS * 9, 7).map((weight) => weight / 7 + 0.01);
    const path = scratch(convolve({ bands: BANDS, classes: CLASSES, side: 3, weights }));
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seams: fc.constantFrom(...SEAM_POLICIES),
          augment: fc.constantFrom(...AUGMENTATIONS),
          scale: fc.constantFrom(1, 0.4, 0.83, 1.7, 3),
          width: fc.integer({ min: 1, max: 45 }),
          height: fc.integer({ min: 1, max: 45 }),
          overlapPx: fc.nat(7),
          batch: fc.integer({ min: 1, max: 5 }),
        }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        async ({ seams, augment, scale, width, height, overlapPx, batch }, random) => {
          const draw = (count: number) => Math.floor(random.next().value! * count);
          const image = drawImage(width, height, BANDS, width * height);
          if (draw(2)) image.valid = Uint8Array.from(image.bands[0], (value) => +(value > 3));
          if (draw(2)) image.bands[1][draw(width * height)] = Number.NaN;
          const parts = { bandCount: BANDS, classCount: CLASSES, patchPx: 16, overlapPx, seams, augment };
          const scene = bandsOf(image, [1, 1]);
          const one = createNetworkSegmenter(specOf(path, { ...parts, pixelSizeM: scale }), scene);
          const other = createNetworkSegmenter(specOf(path, { ...parts, batch, pixelSizeM: scale }), scene);
          const whole = await askWindow(one, image);
          expect(await askBlocks(other, image)).toEqual(whole);
          expect(await askBlocks(one, image, 5 + draw(40))).toEqual(whole);
          const { score } = await one.predictScored!(columnsOf(image, wholeOf(image)), null);
          expect(score).toEqual(whole.score);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('never looks at what is stored under nodata', async () => {
    const { path } = kernels[1];
    for (const pixelSizeM of [null, 0.5, 2.2]) {
      for (const seams of ['crop', 'cosine'] as const) {
        const image = drawImage(50, 40, BANDS);
        const valid = Uint8Array.from(image.bands[0], (_, i) => +(i % 50 < 20 || i % 7 === 0));
        const other = {
          ...image,
          valid,
          bands: image.bands.map((band) => band.map((value, i) => (valid[i] ? value : 1e9))),
        };
        const spec = specOf(path, { bandCount: BANDS, classCount: CLASSES, pixelSizeM, seams });
        const segmenter = createNetworkSegmenter(spec, bandsOf(image, [1, 1]));
        const said = await askBlocks(segmenter, { ...image, valid });
        expect(await askBlocks(segmenter, other)).toEqual(said);
        expect(said.classes.map((id) => +(id > 0))).toEqual(valid);
      }
    }
  });

  it('gives plain answers with augmentation where the network is symmetric', async () => {
    const weights = [1, 2, 1, 2, 3, 2, 1, 2, 1];
    const path = scratch(
      convolve({ bands: 1, classes: 2, side: 3, weights: [...weights, ...weights.map((w) => 4 - w)] }),
    );
    const image = drawImage(40, 33, 1);
    const parts = { bandCount: 1, classCount: 2, seams: 'gaussian' } as const;
    const plain = await askWindow(createNetworkSegmenter(specOf(path, parts), bandsOf(image)), image);
    for (const augment of ['flips', 'all'] as const) {
      const turned = createNetworkSegmenter(specOf(path, { ...parts, augment, batch: 3 }), bandsOf(image));
      expect(await askWindow(turned, image)).toEqual(plain);
    }
    const skewed = scratch(convolve({ bands: 1, classes: 2, side: 3, weights: wholeWeights(18, 3) }));
    const one = await askWindow(createNetworkSegmenter(specOf(skewed, parts), bandsOf(image)), image);
    const all = createNetworkSegmenter(specOf(skewed, { ...parts, augment: 'all' }), bandsOf(image));
    expect(await askWindow(all, image)).not.toEqual(one);
  });

  it('keeps a constant and a slope where pixels are made larger or smaller', async () => {
    const path = scratch(passOn(2));
    const slope = (width: number, height: number): Image => ({
      width,
      height,
      bands: [
        Float32Array.from({ length: width * height }, (_, i) => 10 + (i % width) + 2 * Math.floor(i / width)),
        new Float32Array(width * height).fill(5),
      ],
      valid: null,
    });
    for (const pixelSizeM of [0.3, 0.6, 1.5, 2]) {
      for (const seams of ['crop', 'uniform'] as const) {
        const image = slope(48, 36);
        const spec = specOf(path, { bandCount: 2, classCount: 2, pixelSizeM, seams });
        const segmenter = createNetworkSegmenter(spec, bandsOf(image, [1, 1]));
        expect(segmenter.warnings).toEqual([`pixels of 1 m are shown to the model as pixels of ${pixelSizeM} m`]);
        const { classes, score } = await askBlocks(segmenter, image);
        expect(classes.every((id) => id === 1)).toBe(true);
        for (let y = 4; y < 32; y++) {
          for (let x = 4; x < 44; x++) {
            // The mean over an area that cuts pixels is that of steps, not of a slope.
            const tolerance = pixelSizeM === 1.5 ? 0.3 : 1e-4;
            expect(Math.abs(score[y * 48 + x] - image.bands[0][y * 48 + x])).toBeLessThan(tolerance);
          }
        }
      }
    }
  });

  it('gives what is uncertain to `rest`, and reads stored values or reflectance', async () => {
    const path = scratch(passOn(2));
    const image: Image = {
      width: 3,
      height: 1,
      bands: [Float32Array.of(0.9, 0.55, 0.2), Float32Array.of(0.1, 0.45, 0.8)],
      valid: null,
    };
    const parts = { bandCount: 2, classCount: 2, minScore: 0.6, rest: 7 };
    const spec = specOf(path, parts);
    const said = await askWindow(createNetworkSegmenter(spec, bandsOf(image)), image);
    expect([...said.classes]).toEqual([1, 7, 2]);
    expect([...said.score]).toEqual([0.9, 0.55, 0.8].map(Math.fround));
    expect(said.entropy[0]).toBeCloseTo(-(0.9 * Math.log2(0.9) + 0.1 * Math.log2(0.1)), 6);
    spec.classes[0].id = 0;
    expect([...(await askWindow(createNetworkSegmenter(spec, bandsOf(image)), image)).classes]).toEqual([7, 7, 2]);

    expect(createNetworkSegmenter(spec, bandsOf(image)).sources).toEqual([1, 2].map((band) => ({ kind: 'raw', band })));
    const reflectance = createNetworkSegmenter({ ...spec, values: 'reflectance' }, bandsOf(image));
    expect(reflectance.sources).toEqual([1, 2].map((band) => ({ kind: 'band', band })));
    expect(reflectance.needsReflectance).toBe(true);
  });
});
