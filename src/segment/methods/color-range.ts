import { z } from 'zod';
import { encodingOption, type ToSpace, toHsv, toLab, toRgb } from '../color/color-space.js';
import { fitWhite, whiteOption } from '../color/white.js';
import { findDefined } from '../layers/defined.js';
import { ofColors } from '../layers/options.js';
import { type Columns, defineMethod } from '../segmenter.js';

const classId = z.int().min(1).max(255).describe('Class of pixels that lie in all of its ranges');
const range = z
  .tuple([z.number(), z.number()])
  .refine(([from, to]) => from <= to, { message: 'wanted the lower value first' })
  .optional();
const hueRange = z
  .tuple([z.number().min(0).max(360), z.number().min(0).max(360)])
  .optional()
  .describe('Degrees, 0 red, 120 green, 240 blue; from a greater to a lesser one it goes over 0');

const rule = z.discriminatedUnion('space', [
  z.strictObject({ class: classId, space: z.literal('hsv'), hue: hueRange, saturation: range, value: range }),
  z.strictObject({ class: classId, space: z.literal('lab'), l: range, a: range, b: range }),
  z.strictObject({ class: classId, space: z.literal('rgb'), red: range, green: range, blue: range }),
]);

const options = z
  .strictObject({
    method: z.literal('color-range'),
    of: ofColors,
    rules: z
      .array(rule)
      .min(1)
      .max(254)
      .describe('Ranges of colours, ends included, and their classes; the first that fits gives the class'),
    rest: z
      .int()
      .min(1)
      .max(255)
      .optional()
      .describe('Class of all other pixels; one more than the greatest of the rules if missing'),
    white: whiteOption,
    encoding: encodingOption,
  })
  .refine(({ rules, rest }) => restOf(rules, rest) <= 255, { message: 'wanted a rest class', path: ['rest'] });

type Rule = z.infer<typeof rule>;

/** Classes by ranges of colour: of red, green and blue, of hue, saturation and value, or of CIE L*a*b*. */
export const colorRange = defineMethod({
  name: 'color-range',
  title: 'Classes by ranges of colour',
  options,
  classIds: ({ rules, rest }) => [...new Set([...rules.map((one) => one.class), restOf(rules, rest)])],
  create: ({ of, rules, rest, white, encoding }, scene) => ({
    haloPx: 0,
    sources: of.map(scene.sourceOf),
    ...(white === 'auto' ? { fit: (sample: Columns) => fitWhite(sample, 'color-range') } : {}),
    predict: (columns, params) => {
      const scale = 1 / (white === 'auto' ? (params as number) : white);
      const classes = new Uint8Array(columns.length);
      // The last rule first, so that the first that fits is what stays.
      classes.fill(restOf(rules, rest));
      for (const one of rules.toReversed()) applyRule(classes, columns, scale, toBounds(one, toLab(encoding)));
      const defined = findDefined(columns);
      if (defined) for (let i = 0; i < classes.length; i++) classes[i] *= defined[i];
      return classes;
    },
  }),
});

function restOf(rules: readonly Rule[], rest: number | undefined): number {
  return rest ?? Math.max(...rules.map((one) => one.class)) + 1;
}

interface Bounds {
  id: number;
  toSpace: ToSpace;
  /** Least and greatest of each of the three numbers; the first is an angle where `wraps`. */
  limits: Float64Array;
  wraps: boolean;
}

function toBounds(one: Rule, lab: ToSpace): Bounds {
  const [ranges, toSpace] =
    one.space === 'hsv'
      ? [[one.hue, one.saturation, one.value], toHsv]
      : one.space === 'lab'
        ? [[one.l, one.a, one.b], lab]
        : [[one.red, one.green, one.blue], toRgb];
  const limits = Float64Array.from(ranges.flatMap((pair) => pair ?? [Number.NEGATIVE_INFINITY, Infinity]));
  return { id: one.class, toSpace, limits, wraps: limits[0] > limits[1] };
}

function applyRule(classes: Uint8Array, { values }: Columns, scale: number, bounds: Bounds): void {
  const { id, toSpace, limits, wraps } = bounds;
  const [red, green, blue] = values;
  const color = new Float64Array(3);
  for (let i = 0; i < classes.length; i++) {
    toSpace(red[i] * scale, green[i] * scale, blue[i] * scale, color);
    const [first, second, third] = [color[0], color[1], color[2]];
    const isAfter = first >= limits[0];
    const isBefore = first <= limits[1];
    if (!(wraps ? isAfter || isBefore : isAfter && isBefore)) continue;
    if (second >= limits[2] && second <= limits[3] && third >= limits[4] && third <= limits[5]) classes[i] = id;
  }
}
