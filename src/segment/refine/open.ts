import { z } from 'zod';
import { createElement, elementShape } from '../layers/element.js';
import { oddSizePx } from '../layers/options.js';
import { createVote, findInner, spread } from './around.js';
import { toClassSet, whichClasses } from './options.js';
import { defineRefineStep } from './refine-step.js';

const options = z.strictObject({
  step: z.literal('open'),
  classes: whichClasses,
  element: elementShape,
  sizePx: oddSizePx(63).default(3).describe('Pixels across the element'),
});

/**
 * Takes away what is too narrow for the element: pixels of a class that no element within the class covers. Each goes to the
 * most frequent other class among the pixels around that stay (of equals the least id); one with none of these stays.
 */
export const open = defineRefineStep({
  name: 'open',
  title: 'Take away narrow parts of classes (opening)',
  options,
  create: ({ classes: chosen, element: shape, sizePx }) => {
    const element = createElement(shape, sizePx);
    const isChosen = toClassSet(chosen);
    return {
      // Two passes, and the pixels around must know whether they stay.
      haloPx: 3 * element.radius,
      apply: (window) => {
        const stays = spread(findInner(window, element), window, element);
        const { classes } = window;
        for (let i = 0; i < stays.length; i++) if (isChosen[classes[i]] === 0) stays[i] = Number(classes[i] !== 0);
        const vote = createVote(window, element);
        const changed = classes.slice();
        for (let i = 0; i < stays.length; i++)
          if (classes[i] !== 0 && stays[i] === 0) changed[i] = vote(i, stays) || classes[i];
        return changed;
      },
    };
  },
});
