import type { RefineStep } from './refine-step.js';

/** Every change of the class mask that a recipe can ask for. */
export const REFINE_STEPS: readonly RefineStep[] = [];

export const REFINE_STEP_NAMES: readonly string[] = REFINE_STEPS.map(({ name }) => name);

export function findRefineStep(name: string): RefineStep | null {
  return REFINE_STEPS.find((step) => step.name === name) ?? null;
}
