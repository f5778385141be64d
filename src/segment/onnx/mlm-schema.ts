import { z } from 'zod';
import { InputError } from '../../errors.js';
import { describeProblems } from '../recipe-problems.js';

const shape = z.array(z.int());
const dimensions = z.array(z.string());
const band = z.union([z.string().min(1), z.looseObject({ name: z.string().min(1) })]);

const scaling = z.union([
  z.looseObject({ type: z.literal('min-max'), minimum: z.number(), maximum: z.number() }),
  z.looseObject({ type: z.literal('z-score'), mean: z.number(), stddev: z.number().positive() }),
  z.looseObject({ type: z.literal('clip'), minimum: z.number(), maximum: z.number() }),
  z.looseObject({ type: z.literal('clip-min'), minimum: z.number() }),
  z.looseObject({ type: z.literal('clip-max'), maximum: z.number() }),
  z.looseObject({ type: z.literal('offset'), value: z.number() }),
  z.looseObject({ type: z.literal('scale'), value: z.number().refine((value) => value !== 0, 'wanted not 0') }),
  z.looseObject({ type: z.literal('processing') }),
  z.looseObject({ type: z.null() }),
]);

const colorHint = z.union([
  z.string().regex(/^#?[0-9a-fA-F]{6}$/),
  z.tuple([z.int().min(0).max(255), z.int().min(0).max(255), z.int().min(0).max(255)]),
]);

const modelClass = z.looseObject({
  value: z.int().min(0),
  name: z.string().min(1),
  title: z.string().nullish(),
  color_hint: colorHint.nullish(),
});

const input = z.looseObject({
  name: z.string().optional(),
  bands: z.array(band).optional(),
  input: z.looseObject({ shape, dim_order: dimensions, data_type: z.string() }),
  value_scaling: z.array(scaling.nullable()).nullish(),
  pre_processing_function: z.unknown().optional(),
});

const output = z.looseObject({
  name: z.string().optional(),
  tasks: z.array(z.string()).optional(),
  result: z.looseObject({ shape, dim_order: dimensions, data_type: z.string() }),
  'classification:classes': z.array(modelClass).optional(),
  // As the examples of the extension have it.
  classification_classes: z.array(modelClass).optional(),
  post_processing_function: z.unknown().optional(),
});

const resolved = z.looseObject({
  name: z.string().optional(),
  gsd: z.number().positive().optional(),
  spatial_resolution: z.number().positive().optional(),
  'raster:spatial_resolution': z.number().positive().optional(),
});

/** Of a STAC Item with the extension "Machine Learning Model" (github.com/stac-extensions/mlm, 1.5) what is read here. */
const itemSchema = z.looseObject({
  properties: z.looseObject({
    gsd: z.number().positive().optional(),
    bands: z.array(resolved).optional(),
    'raster:bands': z.array(resolved).optional(),
    'mlm:input': z.array(input).min(1),
    'mlm:output': z.array(output).min(1),
  }),
  assets: z
    .record(
      z.string(),
      z.looseObject({
        href: z.string().optional(),
        bands: z.array(resolved).optional(),
        'raster:bands': z.array(resolved).optional(),
      }),
    )
    .optional(),
});

export type MlmItem = z.infer<typeof itemSchema>;
export type MlmInput = z.infer<typeof input>;
export type MlmOutput = z.infer<typeof output>;
export type MlmScaling = z.infer<typeof scaling>;

/** @throws InputError that names what is amiss by its JSON path */
export function parseMlmItem(json: unknown, source: string): MlmItem {
  const parsed = itemSchema.safeParse(json, { reportInput: true });
  if (parsed.success) return parsed.data;
  const got = describeProblems(
    parsed.error.issues,
    z.toJSONSchema(itemSchema, { io: 'input', unrepresentable: 'any' }),
  );
  const wanted = 'a STAC Item with the extension "Machine Learning Model"';
  throw new InputError({ thing: 'model', wanted, got, source });
}
