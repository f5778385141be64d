import { z } from 'zod';
import { createElement, elementShape } from '../layers/element.js';
import { oddSizePx } from '../layers/options.js';
import { shrink, spreadClass } from './around.js';
import { someClasses } from './options.js';
import { defineRefineStep } from './refine-step.js';

const options = z.strictObject({
  step: z.literal('close'),
  classes: someClasses.describe('Classes whose gaps are closed; where two would, the first named has it'),
  element: elementShape,
  sizePx: oddSizePx(63).default(3).describe('Pixels across the element'),
});

/** Gives a class the gaps in it that are too narrow for the element. */
export const close = defineRefineStep({
  name: 'close',
  title: 'Close narrow gaps in classes (closing)',
  options,
  create: ({ classes: chosen, element: shape, sizePx }) => {
    const element = createElement(shape, sizePx);
    return {
      haloPx: 2 * element.radius,
      apply: (window) => {
        const changed = window.classes.slice();
        // The first class comes last, so that its pixels are what stays.
        for (const id of chosen.toReversed()) {
          const closed = shrink(spreadClass(window, id, element), window, element);
          for (let i = 0; i < closed.length; i++) if (closed[i] === 1) changed[i] = id;
        }
        return changed;
      },
    };
  },
});
