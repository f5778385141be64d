import { z } from 'zod';
import { encodingOption, toLabPart } from '../color/color-space.js';
import { whiteOption } from '../color/white.js';
import { createColorLayer } from './color-layer.js';
import { defineLayer } from './layer.js';
import { ofColors } from './options.js';

const COMPONENTS = ['l', 'a', 'b'] as const;

const options = z.strictObject({
  type: z.literal('lab'),
  of: ofColors,
  component: z.enum(COMPONENTS).describe('l: lightness, 0 to 100; a: from green to red; b: from blue to yellow'),
  white: whiteOption,
  encoding: encodingOption,
});

/** Lightness or colour as the eye spaces them: CIE L*a*b*, D65. */
export const lab = defineLayer({
  name: 'lab',
  title: 'Lightness or colour in CIE L*a*b*',
  options,
  create: ({ of, component, white, encoding }, scene) =>
    createColorLayer({ of, white, numberOf: toLabPart(encoding, COMPONENTS.indexOf(component)) }, scene),
});
