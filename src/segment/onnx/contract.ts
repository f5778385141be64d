import { z } from 'zod';
import { InputError } from '../../errors.js';
import type { Legend } from '../../raster/class-mask.js';
import { describeProblems } from '../recipe-problems.js';

/** What has to be known of a model to run it, and what its answer means. */
export interface PixelContract {
  /** What it reads, in order: bands by role, indices and layers by name. */
  features: string[];
  /** Class ids in the order of its scores. */
  legend: Legend;
}

const named = z.union([z.string().min(1), z.looseObject({ name: z.string().min(1) })]);

/** Of an item of STAC's extension "Machine Learning Model" 1.5 that which is needed here. */
const itemSchema = z.looseObject({
  properties: z.looseObject({
    'mlm:input': z.array(z.looseObject({ bands: z.array(named) })).min(1),
    'mlm:output': z
      .array(
        z.looseObject({
          'classification:classes': z
            .array(
              z.looseObject({
                value: z.int().min(1).max(255),
                name: z.string().min(1),
                title: z.string().min(1).optional(),
                color_hint: z.string().regex(/^[0-9a-fA-F]{6}$/),
              }),
            )
            .min(1),
        }),
      )
      .min(1),
  }),
});

/**
 * Reads the description of a model: a STAC Item with the MLM extension (github.com/stac-extensions/mlm).
 *
 * @throws InputError naming what it lacks
 */
export function parseContract(json: unknown, source: string): PixelContract {
  const parsed = itemSchema.safeParse(json, { reportInput: true });
  if (!parsed.success) {
    const got = describeProblems(parsed.error.issues, z.toJSONSchema(itemSchema, { io: 'input' }));
    throw new InputError({ thing: 'model', wanted: 'a description by STAC, with bands and classes', got, source });
  }
  const { 'mlm:input': inputs, 'mlm:output': outputs } = parsed.data.properties;
  return {
    features: inputs[0].bands.map((band) => (typeof band === 'string' ? band : band.name)),
    legend: outputs[0]['classification:classes'].map(({ value, name, title, color_hint }) => ({
      id: value,
      name: title ?? name,
      color: `#${color_hint.toLowerCase()}`,
    })),
  };
}
