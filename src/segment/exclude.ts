import { z } from 'zod';
import type { Band, Raster } from '../raster/raster.js';

/** Pixels that a recipe leaves out, as if they held no data: clouds, shadows, the edges of a sensor. */
export const excludeSchema = z
  .strictObject({
    of: z
      .union([z.string().min(1), z.int().min(1)])
      .describe('What to look at: a band, an index or a layer; quality.1 is the first band of --quality'),
    values: z
      .array(z.int())
      .min(1)
      .optional()
      .describe('Values to leave out, such as the classes of a scene classification'),
    bits: z
      .array(z.int().min(0).max(31))
      .min(1)
      .optional()
      .describe('Bits, from 0, of which one that is set leaves the pixel out'),
    above: z.number().optional().describe('Values above this are left out'),
    below: z.number().optional().describe('Values below this are left out'),
    growPx: z.int().min(0).max(256).default(0).describe('Pixels so near to one that is left out are left out as well'),
  })
  .refine(({ values, bits, above, below }) => [values, bits, above, below].some((rule) => rule !== undefined), {
    message: 'wanted values, bits, above or below',
  });

export type Exclude = z.infer<typeof excludeSchema>;

/** 1 where a rule leaves the pixel out. What is not a number is never left out by it. */
export function findExcluded({ values, bits, above, below }: Exclude, band: Band): Uint8Array {
  const listed = new Set(values ?? []);
  const flags = (bits ?? []).reduce((sum, bit) => sum | (1 << bit), 0);
  const upper = above ?? Number.POSITIVE_INFINITY;
  const lower = below ?? Number.NEGATIVE_INFINITY;
  const out = new Uint8Array(band.length);
  for (let i = 0; i < band.length; i++) {
    const value = band[i]!;
    out[i] = Number(value > upper || value < lower || (value & flags) !== 0 || (listed.size > 0 && listed.has(value)));
  }
  return out;
}

/** Sets 1 at every pixel at most `radius` from one that is set, by the Euclidean distance between their centres. */
export function growPixels(flags: Uint8Array, width: number, radius: number): Uint8Array {
  if (radius === 0) return flags;
  const height = flags.length / width;
  // Distance along the row to the next set pixel, then the nearest over the rows above and below.
  const along = new Uint16Array(flags.length).fill(radius + 1);
  for (let row = 0, at = 0; row < height; row++, at += width) {
    let distance = radius + 1;
    for (let i = at; i < at + width; i++) {
      distance = flags[i] ? 0 : Math.min(distance + 1, radius + 1);
      along[i] = distance;
    }
    distance = radius + 1;
    for (let i = at + width - 1; i >= at; i--) {
      distance = flags[i] ? 0 : Math.min(distance + 1, radius + 1);
      if (distance < along[i]!) along[i] = distance;
    }
  }
  const grown = new Uint8Array(flags.length);
  for (let row = 0; row < height; row++) {
    const from = Math.max(0, row - radius);
    const to = Math.min(height - 1, row + radius);
    for (let other = from; other <= to; other++) {
      const reach = Math.floor(Math.sqrt(radius * radius - (row - other) ** 2));
      const shift = (other - row) * width;
      for (let i = row * width; i < (row + 1) * width; i++) if (along[i + shift]! <= reach) grown[i] = 1;
    }
  }
  return grown;
}

/** The raster without the pixels that are left out. */
export function withoutExcluded(raster: Raster, rules: readonly Exclude[], bands: readonly Band[]): Raster {
  const valid = raster.valid ? raster.valid.slice() : new Uint8Array(bands[0]!.length).fill(1);
  rules.forEach((rule, k) => {
    const grown = growPixels(findExcluded(rule, bands[k]!), raster.window.width, rule.growPx);
    for (let i = 0; i < valid.length; i++) if (grown[i]) valid[i] = 0;
  });
  return { ...raster, valid };
}
