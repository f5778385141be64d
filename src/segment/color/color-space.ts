import { z } from 'zod';
import { toHsv } from './hsv.js';
import { LINEAR_TO_LAB_PART, linearToLab, lookUpLinear } from './lab.js';

/** What the values of red, green and blue are in proportion to. */
export const encodingOption = z
  .enum(['srgb', 'linear'])
  .default('srgb')
  .describe('srgb: values of a picture for screens; linear: light itself, as reflectance is');

export type Encoding = z.infer<typeof encodingOption>;

/** Writes a colour (red, green and blue of 0 to 1) in another space. */
export type ToSpace = (red: number, green: number, blue: number, out: Float64Array) => void;

export function toLab(encoding: Encoding): ToSpace {
  if (encoding === 'linear') return linearToLab;
  return (red, green, blue, out) => linearToLab(lookUpLinear(red), lookUpLinear(green), lookUpLinear(blue), out);
}

/** One of the three numbers of Lab alone. */
export function toLabPart(encoding: Encoding, part: number): (red: number, green: number, blue: number) => number {
  const linear = LINEAR_TO_LAB_PART[part];
  if (encoding === 'linear') return linear;
  return (red, green, blue) => linear(lookUpLinear(red), lookUpLinear(green), lookUpLinear(blue));
}

/** Luma of 0 to 1 and the differences of blue and red from it, of -0.5 to 0.5 (ITU-R BT.601). */
export const toYcbcr: ToSpace = (red, green, blue, out) => {
  const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
  out[0] = luma;
  out[1] = (blue - luma) / 1.772;
  out[2] = (red - luma) / 1.402;
};

export const toRgb: ToSpace = (red, green, blue, out) => {
  out[0] = red;
  out[1] = green;
  out[2] = blue;
};

export { toHsv };
