/** Levels of a window, row by row; -1 where there is none. */
export interface LevelField {
  levels: Int16Array;
  width: number;
  height: number;
}

/** From a pixel to the one it is paired with; `down` is never negative. */
export interface Offset {
  right: number;
  down: number;
}

/** The offset of a distance in a direction, in whole pixels as scikit-image's `graycomatrix` rounds it. */
export function toOffset(distancePx: number, degrees: number): Offset {
  const radians = (degrees * Math.PI) / 180;
  return { right: Math.round(Math.cos(radians) * distancePx), down: Math.round(Math.sin(radians) * distancePx) };
}

/**
 * Where the first pixel of a pair can lie, both pixels within `reach` of the middle: rows and columns counted from it, both
 * ends belong to it.
 */
export interface PairBox {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export function pairBox(reach: number, { right, down }: Offset): PairBox {
  return {
    top: -reach,
    bottom: reach - down,
    left: -reach - Math.min(right, 0),
    right: reach - Math.max(right, 0),
  };
}
