import { roundHalfUp } from '../raster/round.js';

/** Values 1 to 255 are scores from 0 to 1. */
export const SCORE_STEPS = 254;

/** Scores in whole steps of 1/254, counted from 1; 0 where a pixel has no class. */
export function quantizeScores(classes: Uint8Array, scores: Float32Array): Uint8Array {
  const steps = new Uint8Array(classes.length);
  for (let i = 0; i < classes.length; i++) {
    if (classes[i] > 0) steps[i] = 1 + roundHalfUp(SCORE_STEPS * Math.min(1, Math.max(0, scores[i])));
  }
  return steps;
}
