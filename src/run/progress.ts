/** The steps of a run, in order; `sieve`, `split` and `simplify` only where the recipe asks for them. */
export const STEPS = [
  'plan',
  'fit',
  'segment',
  'sieve',
  'split',
  'stitch',
  'simplify',
  'vectorize',
  'publish',
] as const;
export type Step = (typeof STEPS)[number];

/** Where a run is: told when a step begins, after each piece of work, and when the step ends. */
export interface Progress {
  step: Step;
  /** Pieces of work of this step that are done, and all of them. */
  done: number;
  total: number;
  /** Pieces that an earlier, interrupted run had done. */
  reused: number;
  /** Pixels of the scene that the pieces done in this run stand for. */
  pixels: number;
  elapsedMs: number;
}

export type ProgressListener = (progress: Progress) => void;

export type StepTimer = ReturnType<typeof createStepTimer>;

/** Times the steps of a run and tells the listener about them. */
export function createStepTimer(listener: ProgressListener) {
  const stepsMs: Record<string, number> = {};
  let current: { step: Step; began: number } | null = null;
  return {
    /** Milliseconds of every step so far, the one under way included. */
    stepsMs(): Record<string, number> {
      return current ? { ...stepsMs, [current.step]: Math.round(performance.now() - current.began) } : { ...stepsMs };
    },
    /** Does one step; `work` calls `advance` after each piece, with the pixels it stands for. */
    async step<T>(
      step: Step,
      pieces: { total: number; reused?: number },
      work: (advance: (pixels?: number) => void) => Promise<T>,
    ): Promise<T> {
      const began = performance.now();
      current = { step, began };
      const reused = pieces.reused ?? 0;
      const progress = { step, done: reused, total: pieces.total, reused, pixels: 0, elapsedMs: 0 };
      const tell = () => listener({ ...progress, elapsedMs: performance.now() - began });
      tell();
      const result = await work((pixels = 0) => {
        progress.done++;
        progress.pixels += pixels;
        tell();
      });
      stepsMs[step] = Math.round(performance.now() - began);
      current = null;
      if (progress.done < progress.total) {
        progress.done = progress.total;
        tell();
      }
      return result;
    },
  };
}
