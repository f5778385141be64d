import { z } from 'zod';

const classId = z.int().min(1).max(255);

/** Classes a step must be told. */
export const someClasses = z.array(classId).min(1).max(255);

/** Classes a step is for; all if missing. */
export const whichClasses = someClasses.optional().describe('Classes it is for; all if missing');

/** 1 for the ids of these classes, or of all but 0. */
export function toClassSet(classes: readonly number[] | undefined): Uint8Array {
  const set = new Uint8Array(256);
  if (!classes) return set.fill(1, 1);
  for (const id of classes) set[id] = 1;
  return set;
}
