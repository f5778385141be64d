import { z } from 'zod';
import { createElement, elementShape } from '../layers/element.js';
import { oddSizePx } from '../layers/options.js';
import { spreadClass } from './around.js';
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
    return {
      haloPx: element.radius,
      apply: (window) => {
        const changed = window.classes.slice();
        // The first class comes last, so that it wins.
        for (const id of chosen.toReversed()) {
          const grown = spreadClass(window, id, element);
          for (let i = 0; i < grown.length; i++) if (grown[i] === 1) changed[i] = id;
        }
        return changed;
      },
    };
  },
});
