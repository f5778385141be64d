import { z } from 'zod';
import { InputError } from '../errors.js';
import { type Crs, crsFromEpsg } from '../raster/crs.js';
import type { RecipeOverrides } from '../segment/prepare.js';
import { describeProblems } from '../segment/recipe-problems.js';
import { bandsSchema, vectorizeChanges } from '../segment/recipe-schema.js';
import { OTHER_SCENES } from '../segment/segmenter.js';
import { SENSOR_NAMES } from '../segment/sensors/list.js';
import type { RecipeVectorize } from '../segment/vectorize-options.js';
import { folderOf, resolveLocation } from '../store/location.js';
import { findWhole } from '../store/read-whole.js';
import { ZONE_RULES, type ZoneRule } from '../vectorize/zonal/coverage.js';
import { VECTOR_FORMAT_NAMES, type VectorFormat } from './outputs.js';

/*
 * What a scene brings along beside its pixels: a JSON file of options, the same in a bucket and on a laptop. Those of the
 * polygons are named as in recipes.
 */

/** Options of a scene, as a run takes them. */
export interface SceneOptions {
  /** Files of the same ground, by the name that recipes use. */
  beside: Record<string, string>;
  zones?: { location: string; rule: ZoneRule };
  overrides: RecipeOverrides;
  crs?: Crs;
  vectorize: Partial<RecipeVectorize>;
  formats?: VectorFormat[];
  scores?: boolean;
}

const OPTIONS = { thing: 'options', mostBytes: 2 ** 20 };

const file = z.string().min(1);
const zones = z.strictObject({ file, rule: z.enum(ZONE_RULES).default(ZONE_RULES[0]) });

const schema = z.strictObject({
  $schema: z.string().optional(),
  before: file.optional().describe('The same ground at an earlier date'),
  quality: file.optional().describe('Its classes or flags, such as clouds'),
  zones: z
    .union([file.transform((name) => ({ file: name, rule: ZONE_RULES[0] })), zones])
    .optional()
    .describe('Fields to measure; an object of file and rule, or the file alone'),
  bands: bandsSchema.optional(),
  sensor: z.enum(SENSOR_NAMES as [string, ...string[]]).optional(),
  scaling: z.strictObject({ scale: z.number().positive(), offset: z.number().default(0) }).optional(),
  crs: z
    .string()
    .regex(/^EPSG:\d{1,6}$/i, 'wanted EPSG:<code>, as EPSG:32633')
    .optional(),
  formats: z
    .array(z.enum(VECTOR_FORMAT_NAMES as [VectorFormat, ...VectorFormat[]]))
    .min(1)
    .optional(),
  scores: z.boolean().optional(),
  vectorize: vectorizeChanges.default({}).describe('Instead of what the recipe says of polygons'),
});

/** Says no, by an InputError, to files that may not be read. */
export type CheckPlace = (location: string, option: string) => void;

/**
 * Options from a JSON file; null where there is none. Files that it names are taken from where it lies.
 *
 * @throws InputError that names all that is wrong with it
 */
export async function findSceneOptions(location: string, check: CheckPlace = () => {}): Promise<SceneOptions | null> {
  const bytes = await findWhole(location, OPTIONS);
  return bytes && parseSceneOptions(parseJson(new TextDecoder().decode(bytes), location), location, check);
}

export function parseSceneOptions(json: unknown, source: string, check: CheckPlace = () => {}): SceneOptions {
  const parsed = schema.safeParse(json, { reportInput: true });
  if (!parsed.success) {
    const got = describeProblems(parsed.error.issues, z.toJSONSchema(schema, { io: 'input' }));
    throw new InputError({ thing: 'options', wanted: 'options of a scene', got, source });
  }
  const { zones, bands, sensor, scaling, crs, formats, scores, vectorize, ...said } = parsed.data;
  const place = (name: string, option: string): string => {
    const location = resolveLocation(folderOf(source), name);
    check(location, option);
    return location;
  };
  const beside = OTHER_SCENES.flatMap((name) => (said[name] ? [[name, place(said[name], name)] as const] : []));
  return {
    beside: Object.fromEntries(beside),
    ...(zones ? { zones: { location: place(zones.file, 'zones'), rule: zones.rule } } : {}),
    overrides: {
      ...(bands ? { bands: bands as Record<string, string | number> } : {}),
      ...(sensor ? { sensor } : {}),
      ...(scaling ? { scaling } : {}),
    },
    ...(crs ? { crs: crsFromEpsg(Number(crs.slice(5))) } : {}),
    vectorize: vectorize as Partial<RecipeVectorize>,
    ...(formats ? { formats } : {}),
    ...(scores === undefined ? {} : { scores }),
  };
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError({ thing: 'options', wanted: 'JSON', got: (cause as Error).message, source }, { cause });
  }
}
