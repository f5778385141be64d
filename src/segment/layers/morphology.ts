import { z } from 'zod';
import type { Plane } from './convolve.js';
import { blankUndefined, findDefined, toPlane } from './defined.js';
import { createElement, type Element, elementShape } from './element.js';
import { defineLayer } from './layer.js';
import { oddSizePx, ofOne } from './options.js';
import { slideJoin } from './slide-join.js';

const options = z.strictObject({
  type: z.literal('morphology'),
  of: ofOne,
  operation: z
    .enum(['erode', 'dilate', 'open', 'close', 'top-hat', 'black-hat', 'gradient'])
    .describe(
      'erode and dilate: least and greatest value around; open and close: one, then the other; top-hat: what opening took away; black-hat: what closing added; gradient: dilate minus erode',
    ),
  element: elementShape,
  sizePx: oddSizePx(255).default(3).describe('Pixels across the element'),
});

type Operation = z.infer<typeof options>['operation'];

/** Grey-level morphology with a flat element (Serra 1982; Soille 2003); what is not defined or outside has no say. */
export const morphology = defineLayer({
  name: 'morphology',
  title: 'Grey-level morphology: erode, dilate, open, close, hats and gradient',
  options,
  create: ({ of, operation, element: shape, sizePx }, scene) => {
    const element = createElement(shape, sizePx);
    const passes = operation === 'erode' || operation === 'dilate' || operation === 'gradient' ? 1 : 2;
    return {
      haloPx: passes * element.radius,
      sources: [scene.sourceOf(of)],
      compute: (columns) => {
        const defined = findDefined(columns);
        const { width, height } = columns.window;
        const plane = { values: toPlane(columns.values[0], defined), width, height };
        return blankUndefined(operate(operation, plane, { element, defined }), defined);
      },
    };
  },
});

interface Around {
  element: Element;
  defined: Uint8Array | null;
}

function operate(operation: Operation, plane: Plane, around: Around): Float32Array {
  const { values } = plane;
  const of = (result: Float32Array): Plane => ({ ...plane, values: result });
  if (operation === 'erode') return erode(plane, around);
  if (operation === 'dilate') return dilate(plane, around);
  if (operation === 'gradient') return subtract(dilate(plane, around), erode(plane, around));
  const isOpening = operation === 'open' || operation === 'top-hat';
  const result = isOpening ? dilate(of(erode(plane, around)), around) : erode(of(dilate(plane, around)), around);
  if (operation === 'top-hat') return subtract(values, result);
  return operation === 'black-hat' ? subtract(result, values) : result;
}

function erode(plane: Plane, around: Around): Float32Array {
  return slideJoin(blanked(plane, around, Number.POSITIVE_INFINITY), around.element, 'min');
}

function dilate(plane: Plane, around: Around): Float32Array {
  return slideJoin(blanked(plane, around, Number.NEGATIVE_INFINITY), around.element, 'max');
}

/** The plane with a value that says nothing where it is not defined. */
function blanked(plane: Plane, { defined }: Around, nothing: number): Plane {
  if (!defined) return plane;
  const values = plane.values.slice();
  for (let i = 0; i < values.length; i++) if (defined[i] === 0) values[i] = nothing;
  return { ...plane, values };
}

function subtract(a: Float32Array, b: Float32Array): Float32Array {
  const difference = new Float32Array(a.length);
  for (let i = 0; i < difference.length; i++) difference[i] = a[i] - b[i];
  return difference;
}
