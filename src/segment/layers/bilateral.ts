import { z } from 'zod';
import type { Plane } from './convolve.js';
import { blankUndefined, findDefined, toPlane } from './defined.js';
import { defineLayer } from './layer.js';
import { ofOne } from './options.js';
import { fitMoments } from './sample-statistics.js';

const options = z.strictObject({
  type: z.literal('bilateral'),
  of: ofOne,
  sigmaPx: z.number().min(0.5).max(20).default(2).describe('Standard deviation of the weights by distance, in pixels'),
  sigmaValue: z
    .number()
    .positive()
    .optional()
    .describe(
      'Standard deviation of the weights by difference of value; half the standard deviation of the scene if missing',
    ),
  radiusPx: z.int().min(1).max(40).optional().describe('How far it looks; one and a half sigmaPx if missing'),
});

/** Mean of the pixels that are near and alike, so that edges stay (Tomasi and Manduchi 1998); within a disk. */
export const bilateral = defineLayer({
  name: 'bilateral',
  title: 'Bilateral smoothing, which keeps edges',
  options,
  create: ({ of, sigmaPx, sigmaValue, radiusPx = Math.max(1, Math.round(1.5 * sigmaPx)) }, scene) => ({
    haloPx: radiusPx,
    sources: [scene.sourceOf(of)],
    ...(sigmaValue === undefined ? { fit: (sample) => fitMoments(sample, 'layer bilateral').deviation / 2 } : {}),
    compute: (columns, params) => {
      const defined = findDefined(columns);
      const { width, height } = columns.window;
      const plane = { values: toPlane(columns.values[0], defined), width, height };
      const sigma = sigmaValue ?? ((params as number) || 1);
      return blankUndefined(smooth(plane, defined, { sigmaPx, sigmaValue: sigma, radiusPx }), defined);
    },
  }),
});

interface Weights {
  sigmaPx: number;
  sigmaValue: number;
  radiusPx: number;
}

/** Differences of value are looked up to so many standard deviations, in so many steps each. */
const REACH = 6;
const STEPS = 8192;

function smooth(plane: Plane, defined: Uint8Array | null, { sigmaPx, sigmaValue, radiusPx }: Weights): Float32Array {
  const { width, height } = plane;
  const stride = width + 2 * radiusPx;
  const padded = pad(plane, defined, radiusPx);
  const { shifts, nearness } = disk(sigmaPx, radiusPx, stride);
  // The nearest step's weight is at most 4e-5 from that of the value.
  const likeness = Float64Array.from({ length: REACH * STEPS + 1 }, (_, i) => Math.exp(-0.5 * (i / STEPS) ** 2));
  const last = REACH * STEPS;
  const scale = STEPS / sigmaValue;
  const out = new Float32Array(plane.values.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0, at = (y + radiusPx) * stride + radiusPx; x < width; x++, i++, at++) {
      const middle = padded[at];
      let sum = 0;
      let total = 0;
      for (let k = 0; k < shifts.length; k++) {
        const difference = padded[at + shifts[k]] - middle;
        const step = Math.abs(difference) * scale;
        if (!(step < last)) continue;
        const weight = nearness[k] * likeness[(step + 0.5) | 0];
        total += weight;
        sum += weight * difference;
      }
      out[i] = middle + sum / total;
    }
  }
  return out;
}

/** The plane with a frame of infinity, which is as unlike as can be; so is what is not defined. */
function pad({ values, width, height }: Plane, defined: Uint8Array | null, margin: number): Float64Array {
  const stride = width + 2 * margin;
  const padded = new Float64Array(stride * (height + 2 * margin)).fill(Number.POSITIVE_INFINITY);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0, at = (y + margin) * stride + margin; x < width; x++, i++, at++) {
      if (!defined || defined[i] === 1) padded[at] = values[i];
    }
  }
  return padded;
}

/** Places within the radius, as steps in the padded plane, and their weights. */
function disk(sigmaPx: number, radiusPx: number, stride: number) {
  const shifts: number[] = [];
  const nearness: number[] = [];
  for (let dy = -radiusPx; dy <= radiusPx; dy++) {
    for (let dx = -radiusPx; dx <= radiusPx; dx++) {
      const squared = dx ** 2 + dy ** 2;
      if (squared > radiusPx ** 2) continue;
      shifts.push(dy * stride + dx);
      nearness.push(Math.exp((-0.5 * squared) / sigmaPx ** 2));
    }
  }
  return { shifts: Int32Array.from(shifts), nearness: Float64Array.from(nearness) };
}
