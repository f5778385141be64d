import { distanceSquared } from './distance-squared.js';
import { findFlatZones } from './flood-fill-zones.js';
import type { Markers } from './markers.js';

export interface ClassicalSteps {
  /** 1 in the foreground; row by row. */
  inside: Uint8Array;
  width: number;
  height: number;
  /** Radius of the disk that opens the foreground first; 0: not opened. */
  openingPx: number;
  /** Sure background is all that is farther than this from the foreground. */
  dilatePx: number;
  /** Sure foreground is all that is farther than this from what is outside. */
  sureDistancePx: number;
}

/**
 * The steps of the textbook (opening, sure background, sure foreground, unknown between them), with distances in pixels in
 * place of rounds with a small square: each connected part of the sure foreground is a marker, and the sure background is
 * one more, the last; `count` is its number.
 */
export function findClassicalMarkers(steps: ClassicalSteps): Markers {
  const { width, height, openingPx, dilatePx, sureDistancePx } = steps;
  const within = (inside: Uint8Array, isKept: (squared: number) => boolean): Uint8Array => {
    const squared = distanceSquared({ inside, width, height });
    const kept = new Uint8Array(squared.length);
    for (let i = 0; i < kept.length; i++) if (isKept(squared[i])) kept[i] = 1;
    return kept;
  };
  const erode = (inside: Uint8Array, px: number) => within(inside, (squared) => squared > px * px);
  const dilate = (inside: Uint8Array, px: number) =>
    within(
      inside.map((one) => 1 - one),
      (squared) => squared <= px * px,
    );
  const opened = openingPx > 0 ? dilate(erode(steps.inside, openingPx), openingPx) : steps.inside;
  const reached = dilatePx > 0 ? dilate(opened, dilatePx) : opened;
  const sure = erode(opened, sureDistancePx);
  const parts = findFlatZones([new Float64Array(sure.length)], sure, { width, connectivity: 8, tolerance: 0 });
  const background = parts.count + 1;
  return {
    markers: parts.objects.map((part, i) => (reached[i] === 0 ? background : part)),
    count: background,
  };
}
