import { z } from 'zod';
import { createElement, elementShape } from '../layers/element.js';
import { oddSizePx } from '../layers/options.js';
import { slideMin } from '../layers/slide-min.js';
import { someClasses } from './options.js';
import { defineRefineStep } from './refine-step.js';

const options = z.strictObject({
  step: z.literal('dilate'),
  classes: someClasses.describe('Classes that grow; where two meet, the first named wins'),
  element: elementShape,
  sizePx: oddSizePx(63).default(3).describe('Pixels across the element'),
});

/** Grows classes: a pixel becomes the first of them that is in the element around it. */
export const dilate = defineRefineStep({
  name: 'dilate',
  title: 'Grow classes (dilation)',
  options,
  create: ({ classes: chosen, element: shape, sizePx }) => {
    const element = createElement(shape, sizePx);
    const ranks = new Float32Array(256).fill(Number.POSITIVE_INFINITY);
    for (const [rank, id] of chosen.entries()) ranks[id] = Math.min(ranks[id], rank);
    return {
      haloPx: element.radius,
      apply: ({ classes, width, height }) => {
        const values = Float32Array.from(classes, (id) => ranks[id]);
        const first = slideMin({ values, width, height }, element);
        return classes.map((id, i) => (id === 0 || first[i] === Number.POSITIVE_INFINITY ? id : chosen[first[i]]));
      },
    };
  },
});
