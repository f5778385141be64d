import { z } from 'zod';
import { createElement, elementShape } from '../layers/element.js';
import { oddSizePx } from '../layers/options.js';
import { createVote, findInner } from './around.js';
import { someClasses, toClassSet } from './options.js';
import { defineRefineStep } from './refine-step.js';

const options = z.strictObject({
  step: z.literal('erode'),
  classes: someClasses.describe('Classes that lose their rims'),
  element: elementShape,
  sizePx: oddSizePx(63).default(3).describe('Pixels across the element'),
});

/**
 * Takes the rim off classes: a pixel with another class in the element around it goes to the most frequent of these, of
 * equals the least id. What borders on nodata or on the scene's edge is no rim.
 */
export const erode = defineRefineStep({
  name: 'erode',
  title: 'Take the rim off classes (erosion)',
  options,
  create: ({ classes: chosen, element: shape, sizePx }) => {
    const element = createElement(shape, sizePx);
    const isChosen = toClassSet(chosen);
    return {
      haloPx: element.radius,
      apply: (window) => {
        const { classes } = window;
        const inner = findInner(window, element);
        const vote = createVote(window, element);
        const changed = classes.slice();
        for (let i = 0; i < inner.length; i++) {
          if (inner[i] === 0 && isChosen[classes[i]] === 1) changed[i] = vote(i, null);
        }
        return changed;
      },
    };
  },
});
