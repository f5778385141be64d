import type { z } from 'zod';

/** Classes of a window, row by row. */
export interface ClassWindow {
  classes: Uint8Array;
  width: number;
  height: number;
}

/** A change of the class mask, made ready. */
export interface Refiner {
  /** How far it looks around a pixel. */
  haloPx: number;
  /**
   * The classes anew, in an array of its own. Pixels of class 0 hold no data: they stay 0 and never lend their class. The
   * class of a pixel depends on what lies within `haloPx` of it alone.
   */
  apply(window: ClassWindow): Uint8Array;
}

/** A kind of change that a recipe's `refine` can name. */
export interface RefineStep {
  /** What an entry of `refine` says as its `step`. */
  name: string;
  title: string;
  options: z.ZodObject;
  create(options: RefineOptions): Refiner;
}

export interface RefineOptions {
  step: string;
  [option: string]: unknown;
}

interface TypedRefineStep<Schema extends z.ZodObject> {
  name: string;
  title: string;
  options: Schema;
  create(options: z.infer<Schema>): Refiner;
}

/** Keeps a step's own option type inside its file; outside, options are what its schema has let through. */
export function defineRefineStep<Schema extends z.ZodObject>(step: TypedRefineStep<Schema>): RefineStep {
  return { ...step, create: (options) => step.create(options as z.infer<Schema>) };
}
