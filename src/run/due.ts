import type { RunContext } from './context.js';
import { PHASES, type Work } from './phases.js';
import type { Step } from './progress.js';

/** What a run waits for, and which phase that belongs to. */
export interface Due {
  phase: number;
  step: Step;
  work: Work;
}

/**
 * What is to be done next, found from the store alone. `from` is the phase to begin with: those before it are known to be
 * done. When the work of a phase is done, ask again from the phase after it. The last is always to publish.
 */
export async function findDue(context: RunContext, from = 0): Promise<Due | null> {
  for (let phase = from; phase < PHASES.length; phase++) {
    const { step, isAsked, find } = PHASES[phase];
    const work = isAsked(context.plan) ? await find(context) : null;
    if (work) return { phase, step, work };
  }
  return null;
}
