import { z } from 'zod';
import { STATISTIC_NAMES } from './attributes.js';
import { excludeSchema } from './exclude.js';
import { indexName } from './indices/index-name.js';
import { LAYER_KINDS } from './layers/list.js';
import { METHODS } from './methods/list.js';
import { REFINE_STEPS } from './refine/list.js';
import { ROLES } from './roles.js';
import { SENSOR_NAMES } from './sensors/list.js';
import { ISLAND_RULES, SIEVE_RULES, SIMPLIFY_METHODS } from './vectorize-options.js';

const legendEntry = z.strictObject({
  id: z.int().min(1).max(255),
  name: z.string().min(1),
  color: z.string().regex(/^#[0-9a-fA-F]{6}$/, 'wanted a colour such as #1b7837'),
});

const scaling = z.union([
  z.enum(['auto', 'none']),
  z.strictObject({ scale: z.number().positive(), offset: z.number() }),
]);

const bandChoice = z.union([z.string().min(1), z.int().min(1)]);
export const bandsSchema = z.strictObject(Object.fromEntries(ROLES.map((role) => [role, bandChoice.optional()])));

/** A list without repeats. */
const names = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .refine((list) => new Set(list).size === list.length, 'wanted each name once')
    .meta({ uniqueItems: true });

/** What every polygon carries beside its class, area, perimeter and number of pixels. */
const attributes = z.strictObject({
  indices: names(indexName).default([]).describe('Indices to give statistics of'),
  bands: names(z.enum(ROLES)).default([]).describe('Bands, by role, to give statistics of: reflectance as scaled'),
  layers: names(z.string().min(1)).default([]).describe('Layers of the recipe to give statistics of'),
  statistics: names(z.enum(STATISTIC_NAMES))
    .min(1)
    .default(['mean'])
    .describe('What to say of indices and bands; std is the standard deviation of the population'),
  shape: z.boolean().default(false).describe('Compactness, and in GeoJSON the box of every polygon'),
  scores: z
    .boolean()
    .default(false)
    .describe('How sure the segmenter is: mean and least score, mean entropy; for methods that have scores'),
});

/** How regions become polygons. The names and defaults are those of the command line's options. */
const vectorize = z.strictObject({
  connectivity: z
    .union([z.literal(4), z.literal(8)])
    .default(4)
    .describe('Pixels of a class that touch at corners only: apart (4) or one region (8)'),
  minPixels: z.int().min(0).default(0).describe('Regions of fewer pixels join a neighbour; 0: none'),
  minAreaM2: z
    .number()
    .min(0)
    .default(0)
    .describe('Regions of less ground, in square metres, join a neighbour; 0: none'),
  sieveRule: z
    .enum(SIEVE_RULES)
    .default('largest')
    .describe('Which neighbour a small region joins: the largest, or the one with the longest common border'),
  splitM: z
    .number()
    .min(0)
    .default(0)
    .describe('Objects that touch are split where both are deeper than the neck by more metres than this; 0: never'),
  splitClasses: z.array(z.int().min(1).max(255)).nullable().default(null).describe('Classes to split; null: all'),
  dissolve: z.boolean().default(false).describe('One feature for each class, with all its polygons'),
  simplifyM: z
    .number()
    .min(0)
    .default(0)
    .describe('How far a simplified border may be from the true one, in metres; 0: not at all'),
  simplifyMethod: z.enum(SIMPLIFY_METHODS).default('visvalingam'),
  islands: z
    .enum(ISLAND_RULES)
    .default('keep')
    .describe('Whether islands smaller than the tolerance stay, as small polygons, or are dropped and counted'),
  smooth: z.boolean().default(false).describe('Round the corners of borders; every polygon keeps its area'),
});

/** The same options, of which any may be missing, and then says nothing. */
export const vectorizeChanges = z.strictObject(
  Object.fromEntries(Object.entries(vectorize.shape).map(([name, option]) => [name, option.unwrap().optional()])),
);

/** One of several kinds, by the value of a key; what has no kinds yet takes nothing. */
function oneOf<Key extends string>(key: Key, kinds: readonly { options: z.ZodObject; title: string }[]) {
  const options = kinds.map((kind) => kind.options.meta({ title: kind.title }));
  return options.length === 0 ? z.never() : z.discriminatedUnion(key, options as [z.ZodObject, ...z.ZodObject[]]);
}

const layerName = z.string().regex(/^[a-z][a-z0-9_]*$/, 'wanted a small letter, then small letters, digits and _');

/** All of a recipe but its segmenter, whose options depend on the method. */
const SHAPE = {
  $schema: z.string().optional().describe('For editors; not read'),
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'wanted small letters, digits and single hyphens'),
  title: z.string().min(1).optional().describe('What people see; the name if missing'),
  description: z.string().default(''),
  version: z.string().min(1).default('1'),
  bands: bandsSchema
    .optional()
    .describe('Bands by role, where the scene does not tell: a band name or a number from 1'),
  sensor: z.enum(SENSOR_NAMES as [string, ...string[]]).optional(),
  scaling: scaling.default('auto').describe('Reflectance = value * scale + offset; auto takes it from the sensor'),
  layers: z
    .record(layerName, oneOf('type', LAYER_KINDS))
    .default({})
    .describe('What is computed first, by name: segmenter, other layers and attributes can then look at it'),
  exclude: z
    .array(excludeSchema)
    .default([])
    .describe('Pixels to leave out, such as clouds: they count as without data'),
  refine: z.array(oneOf('step', REFINE_STEPS)).default([]).describe('Changes of the class mask, one after the other'),
  legend: z.array(legendEntry).default([]).describe('Classes 1 to 255; 0 is always nodata'),
  attributes: attributes.prefault({}),
  vectorize: vectorize.prefault({}),
  otherwise: z
    .string()
    .min(1)
    .optional()
    .describe('A recipe, by name or file, that is used where the scene lacks a band which this one reads'),
};

/** The schema of recipes whose segmenter has these options. */
export function recipeSchema<Segmenter extends z.ZodType>(segmenter: Segmenter) {
  return z.strictObject({ ...SHAPE, segmenter });
}

/** The JSON Schema (2020-12) of recipe files, for editors: the contents of `recipes/recipe.schema.json`. */
export function recipeJsonSchema(): object {
  const [first, ...others] = METHODS.map((method) => method.options.meta({ title: method.title }));
  const schema = z.toJSONSchema(recipeSchema(z.union([first!, ...others])), { io: 'input', reused: 'ref' });
  return { title: 'Landquilt recipe', ...schema };
}
