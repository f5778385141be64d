import { z } from 'zod';
import { toHsv } from '../color/color-space.js';
import { whiteOption } from '../color/white.js';
import { createColorLayer, partOf } from './color-layer.js';
import { defineLayer } from './layer.js';
import { ofColors } from './options.js';

const COMPONENTS = ['hue', 'saturation', 'value'] as const;

const options = z.strictObject({
  type: z.literal('hsv'),
  of: ofColors,
  component: z.enum(COMPONENTS).describe('Hue in degrees from 0 (red) to 360; saturation and value from 0 to 1'),
  white: whiteOption,
});

/** Hue, saturation or value of a colour. */
export const hsv = defineLayer({
  name: 'hsv',
  title: 'Hue, saturation or value of a colour',
  options,
  create: ({ of, component, white }, scene) =>
    createColorLayer({ of, white, numberOf: partOf(toHsv, COMPONENTS.indexOf(component)) }, scene),
});
