import { roundHalfUp } from '../raster/round.js';

/*
 * How a corner of a simplified border is drawn, as a byte per corner of the scene's lattice: the same for all regions,
 * tiles and blocks that meet there.
 */

/** Left out: a line passes it by. */
export const CODE_NONE = 0;
/** Drawn as it is; from here to 255 ever rounder. */
export const CODE_SHARP = 1;

/** 0 for a corner drawn as it is to 1 for the roundest. */
export function roundnessOf(code: number): number {
  return (code - CODE_SHARP) / (255 - CODE_SHARP);
}

export function codeOfRoundness(roundness: number): number {
  return CODE_SHARP + Math.round(roundness * (255 - CODE_SHARP));
}

/** The largest part of a side, in pixels, that a round corner takes; never more than half of it. */
const CUT_MAX_PX = 1.5;
/** Places on sides are whole multiples of this, so that sums of them are exact whichever way a border is walked. */
const PLACE_PX = 2 ** -12;

/**
 * Where the curve at corner `v` leaves the side to corner `to`, along one axis: both corners' coordinates there, and the
 * side's length. A function of the corner and the side, so it is the same from both regions.
 */
export function cutPlace(v: number, to: number, lengthPx: number, roundness: number): number {
  const share = (roundness * Math.min(lengthPx / 2, CUT_MAX_PX)) / lengthPx;
  return roundHalfUp((v + (to - v) * share) / PLACE_PX) * PLACE_PX;
}
