import { z } from 'zod';
import type { WindowColumns } from '../segmenter.js';
import { createResponseRows, type TakeResponse } from './gabor-response.js';
import { createWavePairs, type WavePair, waveRadius } from './gabor-waves.js';
import { defineLayer } from './layer.js';
import { ofOne } from './options.js';
import { takePresent } from './present.js';

/** Standard deviation times frequency of a filter that half answers over one octave, as scikit-image's `gabor` takes it. */
const ONE_OCTAVE = (Math.sqrt(Math.LN2 / 2) / Math.PI) * 3;

const options = z
  .strictObject({
    type: z.literal('gabor'),
    of: ofOne,
    frequency: z.number().min(0.01).max(0.5).default(0.1).describe('Waves per pixel: 0.1 for rows ten pixels apart'),
    sigmaPx: z
      .number()
      .min(0.5)
      .max(40)
      .optional()
      .describe(
        'Standard deviation of the Gaussian around the waves, in pixels; 0.56 / frequency if missing: one octave',
      ),
    angles: z
      .array(z.number().min(0).lt(180))
      .min(1)
      .max(36)
      .refine((angles) => new Set(angles).size === angles.length, { message: 'wanted each angle once' })
      .default([0, 45, 90, 135])
      .describe('Directions across the stripes, in degrees from the right towards down'),
    combine: z.enum(['max', 'mean']).default('max').describe('What of the angles is kept'),
    output: z
      .enum(['magnitude', 'energy'])
      .default('magnitude')
      .describe('The size of the complex answer, or its square'),
  })
  .refine(({ sigmaPx, frequency }) => (sigmaPx ?? ONE_OCTAVE / frequency) <= 40, {
    message: 'wanted a sigmaPx of no more than 40',
    path: ['sigmaPx'],
  });

/**
 * How much the surroundings of a pixel look like stripes of one width, whatever their phase (Gabor 1946; Daugman 1985, J.
 * Opt. Soc. Am. A 2(7)). The kernel is that of scikit-image's `gabor` with equal deviations, cut to three of them in both
 * directions; as it is a product, it goes once down the columns and once along the rows.
 */
export const gabor = defineLayer({
  name: 'gabor',
  title: 'Stripes of one width: a bank of Gabor filters',
  options,
  create: ({ of, frequency, sigmaPx = ONE_OCTAVE / frequency, angles, combine, output }, scene) => {
    const pairs = createWavePairs({ frequency, sigmaPx, angles });
    return {
      haloPx: waveRadius(sigmaPx),
      sources: [scene.sourceOf(of)],
      compute: (columns) => computeBank(columns, pairs, { combine, output, count: angles.length }),
    };
  },
});

interface BankOptions {
  combine: 'max' | 'mean';
  output: 'magnitude' | 'energy';
  count: number;
}

function computeBank(
  { values: [column], valid, window }: WindowColumns,
  pairs: readonly WavePair[],
  { combine, output, count }: BankOptions,
): Float32Array {
  const { width, height } = window;
  const taken = takePresent(column, valid);
  const responses = pairs.map((pair) => createResponseRows(taken, window, pair));
  const kept = new Float64Array(width);
  const take = combine === 'max' ? keepLargest(kept) : addUp(kept, output);
  const out = new Float32Array(width * height);
  const rooted = combine === 'max' && output === 'magnitude';
  for (let row = 0, at = 0; row < height; row++, at += width) {
    kept.fill(0);
    for (const respond of responses) respond(row, take);
    if (rooted) for (let x = 0; x < width; x++) out[at + x] = Math.sqrt(kept[x]);
    else for (let x = 0; x < width; x++) out[at + x] = combine === 'max' ? kept[x] : kept[x] / count;
  }
  if (taken.present) for (let i = 0; i < out.length; i++) if (taken.present[i] === 0) out[i] = Number.NaN;
  return out;
}

/** Keeps the largest square. */
const keepLargest =
  (kept: Float64Array): TakeResponse =>
  (real, imaginary) => {
    for (let x = 0; x < kept.length; x++) {
      const energy = real[x] * real[x] + imaginary[x] * imaginary[x];
      if (energy > kept[x]) kept[x] = energy;
    }
  };

const addUp =
  (kept: Float64Array, output: BankOptions['output']): TakeResponse =>
  (real, imaginary) => {
    for (let x = 0; x < kept.length; x++) {
      const energy = real[x] * real[x] + imaginary[x] * imaginary[x];
      kept[x] += output === 'energy' ? energy : Math.sqrt(energy);
    }
  };
