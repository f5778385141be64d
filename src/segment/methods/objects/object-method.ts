import { z } from 'zod';
import { InputError } from '../../../errors.js';
import type { Json } from '../../../raster/json.js';
import type { Columns, SceneBands, Segmenter, SegmenterOptions, Source, WindowColumns } from '../../segmenter.js';
import { defineMethod, idsUpTo, type Method } from '../../segmenter.js';
import { findPixelMethod, pixelMethodOptions } from '../pixel-list.js';
import { type FoundObjects, meanOfObjects } from './object-means.js';

/** What a method says of how it finds objects; how they get their classes is the same for all. */
export interface ObjectFinder {
  /** What it reads, in the order it wants the columns. */
  sources: readonly Source[];
  needsReflectance?: boolean;
  /** Parameters from a sample of the whole scene; absent where none are needed. */
  fit?(sample: Columns): Json;
  /** Objects of a window; a pixel without data, or with a source that is not defined, belongs to none. */
  find(columns: WindowColumns, params: Json): FoundObjects;
}

/** Options of all methods that find objects. */
export const objectOptions = {
  classify: (pixelMethodOptions as unknown as z.ZodType<SegmenterOptions>)
    .optional()
    .describe(
      'How objects get their class: a method that looks at single pixels, shown the means of each object; class 1 if missing',
    ),
  rest: z
    .int()
    .min(1)
    .max(255)
    .optional()
    .describe('Class of pixels that hold data but belong to no object; if missing they count as without data'),
  separate: z
    .boolean()
    .optional()
    .describe(
      'Each object is a polygon of its own; else those of one class that touch are one. True unless they are classified',
    ),
  blockPx: z
    .int()
    .min(64)
    .max(4096)
    .default(512)
    .describe('Side of the squares, counted from the upper left corner of the scene, that are worked on one by one'),
  overlapPx: z.int().min(0).max(1024).default(64).describe('Pixels seen around each square'),
};

export interface ObjectOptions {
  method: string;
  classify?: SegmenterOptions | undefined;
  rest?: number | undefined;
  separate?: boolean | undefined;
  blockPx: number;
  overlapPx: number;
}

/** Ids that the objects' classes can have; null where any id may come. */
export function objectClassIds({ classify, rest }: Pick<ObjectOptions, 'classify' | 'rest'>): readonly number[] | null {
  const ids = classify ? findPixelMethod(classify.method)!.classIds(classify) : idsUpTo(1);
  return ids && rest !== undefined ? [...new Set([...ids, rest])] : ids;
}

/** Whether each object is a polygon of its own. */
export function separatesObjects({ separate, classify }: Pick<ObjectOptions, 'separate' | 'classify'>): boolean {
  return separate ?? classify === undefined;
}

/** A method that finds objects: its name, options (`objectOptions` among them) and finder. */
export function defineObjectMethod<Schema extends z.ZodObject>(method: {
  name: string;
  title: string;
  options: Schema;
  createFinder(options: z.infer<Schema>, scene: SceneBands): ObjectFinder;
}): Method {
  const { createFinder, ...rest } = method;
  const shared = (options: z.infer<Schema>) => options as unknown as ObjectOptions;
  return defineMethod({
    ...rest,
    classIds: (options) => objectClassIds(shared(options)),
    separates: (options) => separatesObjects(shared(options)),
    create: (options, scene) => createObjectSegmenter(shared(options), scene, createFinder(options, scene)),
  });
}

/** The segmenter that finds objects by `finder` and gives each the class of its means. */
export function createObjectSegmenter(options: ObjectOptions, scene: SceneBands, finder: ObjectFinder): Segmenter {
  const { classify, rest, blockPx, overlapPx } = options;
  const classifier = classify ? findPixelMethod(classify.method)!.create(classify, scene) : null;
  if (classifier && classifier.haloPx > 0) {
    const wanted = 'a method that looks at single pixels';
    throw new InputError({ thing: `${options.method}: classify`, wanted, got: classify!.method });
  }
  const own = finder.sources.length;
  const sources = [...finder.sources, ...(classifier?.sources ?? [])];
  const split = <C extends Columns>(columns: C): { seen: C; classified: C } => ({
    seen: { ...columns, values: columns.values.slice(0, own) },
    classified: { ...columns, values: columns.values.slice(own) },
  });

  async function predictObjects(columns: WindowColumns, params: Json) {
    const { finder: found, classifier: classes } = params as unknown as { finder: Json; classifier: Json };
    const { seen, classified } = split(columns);
    const { objects, count } = finder.find(seen, found);
    const classOf = classifier
      ? await classifier.predict(meanOfObjects({ objects, count }, classified), classes)
      : new Uint8Array(count).fill(1);
    const ofPixels = new Uint8Array(objects.length);
    for (let i = 0; i < objects.length; i++) if (objects[i] > 0) ofPixels[i] = classOf[objects[i] - 1];
    if (rest !== undefined) fillRest({ objects, classes: ofPixels }, seen, { number: count + 1, rest });
    return { objects, classes: ofPixels };
  }

  return {
    haloPx: overlapPx,
    blockPx,
    sources,
    needsReflectance: Boolean(finder.needsReflectance || classifier?.needsReflectance),
    fit: (sample) => {
      const { seen, classified } = split(sample);
      return { finder: finder.fit?.(seen) ?? null, classifier: classifier?.fit?.(classified) ?? null };
    },
    predict: async (columns, params) => (await predictObjects(columns, params)).classes,
    ...(separatesObjects(options) ? { predictObjects } : {}),
    ...(classifier?.warnings ? { warnings: classifier.warnings } : {}),
  };
}

/** Makes one object of all pixels that hold data and belong to none. */
function fillRest(
  { objects, classes }: { objects: Uint32Array; classes: Uint8Array },
  { values, valid }: Columns,
  { number, rest }: { number: number; rest: number },
): void {
  for (let i = 0; i < objects.length; i++) {
    if (objects[i] > 0 || (valid && valid[i] === 0)) continue;
    let isDefined = true;
    for (let k = 0; k < values.length; k++) if (Number.isNaN(values[k][i])) isDefined = false;
    if (!isDefined) continue;
    objects[i] = number;
    classes[i] = rest;
  }
}
