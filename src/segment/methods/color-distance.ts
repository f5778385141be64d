import { z } from 'zod';
import { cie76, ciede2000, type Lab } from '../color/ciede2000.js';
import { encodingOption, type ToSpace, toLab } from '../color/color-space.js';
import { screenColor, screenColorToLab } from '../color/screen-color.js';
import { fitWhite, whiteOption } from '../color/white.js';
import { findDefined } from '../layers/defined.js';
import { ofColors } from '../layers/options.js';
import { type Columns, defineMethod } from '../segmenter.js';

const DISTANCES = { cie76, ciede2000 };

const wanted = z.strictObject({
  class: z.int().min(1).max(255),
  color: z
    .union([screenColor, z.tuple([z.number(), z.number(), z.number()])])
    .describe('A colour such as #1b7837, or its L*, a* and b*'),
});

const options = z
  .strictObject({
    method: z.literal('color-distance'),
    of: ofColors,
    colors: z
      .array(wanted)
      .min(1)
      .max(1000)
      .describe('Colours and their classes; a class may have several, and the first of two as near wins'),
    distance: z
      .enum(['ciede2000', 'cie76'])
      .default('ciede2000')
      .describe('How far two colours are apart: as the eye sees it, or in a straight line, which is quicker'),
    maxDistance: z.number().positive().optional().describe('Pixels farther from all colours get the class rest'),
    rest: z
      .int()
      .min(1)
      .max(255)
      .optional()
      .describe('Class of pixels that are far from all colours; one more than the greatest class if missing'),
    white: whiteOption,
    encoding: encodingOption,
  })
  .refine((all) => all.maxDistance === undefined || restOf(all) <= 255, {
    message: 'wanted a rest class',
    path: ['rest'],
  });

interface Choice {
  colors: readonly { class: number }[];
  maxDistance?: number | undefined;
  rest?: number | undefined;
}

/** The class of the nearest of some colours, in CIE L*a*b*. */
export const colorDistance = defineMethod({
  name: 'color-distance',
  title: 'The nearest of some colours',
  options,
  classIds: (all) => [
    ...new Set([...all.colors.map((one) => one.class), ...(all.maxDistance === undefined ? [] : [restOf(all)])]),
  ],
  create: (all, scene) => {
    const { of, colors, distance, maxDistance = Number.POSITIVE_INFINITY, white, encoding } = all;
    const palette = {
      labs: colors.map(({ color }) => (typeof color === 'string' ? screenColorToLab(color) : color)),
      ids: colors.map((one) => one.class),
      maxDistance,
      rest: restOf(all),
    };
    return {
      haloPx: 0,
      sources: of.map(scene.sourceOf),
      ...(white === 'auto' ? { fit: (sample: Columns) => fitWhite(sample, 'color-distance') } : {}),
      predict: (columns, params) => {
        const scale = 1 / (white === 'auto' ? (params as number) : white);
        return findNearest(columns, { ...palette, distanceOf: DISTANCES[distance], scale, toSpace: toLab(encoding) });
      },
    };
  },
});

function restOf({ colors, rest }: Choice): number {
  return rest ?? Math.max(...colors.map((one) => one.class)) + 1;
}

interface Palette {
  labs: readonly Lab[];
  ids: readonly number[];
  maxDistance: number;
  rest: number;
  distanceOf(one: Lab, other: Lab): number;
  scale: number;
  toSpace: ToSpace;
}

function findNearest(columns: Columns, palette: Palette): Uint8Array {
  const { labs, ids, maxDistance, rest, distanceOf, scale, toSpace } = palette;
  const defined = findDefined(columns);
  const [red, green, blue] = columns.values;
  const classes = new Uint8Array(columns.length);
  const lab = new Float64Array(3);
  for (let i = 0; i < classes.length; i++) {
    if (defined && defined[i] === 0) continue;
    toSpace(red[i] * scale, green[i] * scale, blue[i] * scale, lab);
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < labs.length; k++) {
      const distance = distanceOf(lab, labs[k]);
      if (distance >= least) continue;
      least = distance;
      classes[i] = ids[k];
    }
    if (least > maxDistance) classes[i] = rest;
  }
  return classes;
}
