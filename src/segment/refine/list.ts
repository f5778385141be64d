import { close } from './close.js';
import { dilate } from './dilate.js';
import { erode } from './erode.js';
import { fill } from './fill.js';
import { majority } from './majority.js';
import { open } from './open.js';
import type { RefineStep } from './refine-step.js';
import { remove } from './remove.js';

/** Every change of the class mask that a recipe can ask for. */
export const REFINE_STEPS: readonly RefineStep[] = [majority, open, close, erode, dilate, fill, remove];

export const REFINE_STEP_NAMES: readonly string[] = REFINE_STEPS.map(({ name }) => name);

export function findRefineStep(name: string): RefineStep | null {
  return REFINE_STEPS.find((step) => step.name === name) ?? null;
}
