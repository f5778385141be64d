import { z } from 'zod';
import { bandRef } from '../methods/options.js';

/** `of` of a layer made from one source. */
export const ofOne = bandRef.describe('What it is made from: a band, an index or another layer');

/** `of` of a layer made from several. */
export const ofSeveral = z
  .array(bandRef)
  .min(1)
  .max(64)
  .describe('What it is made from: bands, indices or other layers');

/** `of` of a layer that sees colours. */
export const ofColors = z
  .tuple([bandRef, bandRef, bandRef])
  .default(['red', 'green', 'blue'])
  .describe('What is shown as red, green and blue');

/** Side of a square with a middle pixel. */
export const oddSizePx = (largest: number) =>
  z
    .int()
    .min(3)
    .max(largest)
    .refine((size) => size % 2 === 1, { message: 'wanted an odd number' });
