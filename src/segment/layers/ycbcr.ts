import { z } from 'zod';
import { toYcbcr } from '../color/color-space.js';
import { whiteOption } from '../color/white.js';
import { createColorLayer, partOf } from './color-layer.js';
import { defineLayer } from './layer.js';
import { ofColors } from './options.js';

const COMPONENTS = ['y', 'cb', 'cr'] as const;

const options = z.strictObject({
  type: z.literal('ycbcr'),
  of: ofColors,
  component: z.enum(COMPONENTS).describe('y: luma, 0 to 1; cb and cr: blue and red beside it, -0.5 to 0.5'),
  white: whiteOption,
});

/** Luma or colour difference (ITU-R BT.601). */
export const ycbcr = defineLayer({
  name: 'ycbcr',
  title: 'Luma or colour difference (YCbCr)',
  options,
  create: ({ of, component, white }, scene) =>
    createColorLayer({ of, white, numberOf: partOf(toYcbcr, COMPONENTS.indexOf(component)) }, scene),
});
