import { findRefineStep } from './list.js';
import type { ClassWindow, RefineOptions, Refiner } from './refine-step.js';

/** All the steps of a recipe as one; null where it has none. */
export function createRefiner(steps: readonly RefineOptions[]): Refiner | null {
  if (steps.length === 0) return null;
  const refiners = steps.map((options) => findRefineStep(options.step)!.create(options));
  return {
    haloPx: refiners.reduce((sum, { haloPx }) => sum + haloPx, 0),
    apply: (window: ClassWindow) =>
      refiners.reduce((classes, refiner) => refiner.apply({ ...window, classes }), window.classes),
  };
}
