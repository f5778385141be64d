/** Values row by row. */
export interface Plane {
  width: number;
  height: number;
  values: Float32Array;
}

/** Pixels `from` to `end`, exclusive, of a side of `size` pixels. */
export interface Stretch {
  size: number;
  from: number;
  end: number;
}

/** Between which pixels of a shorter or longer side the middles of pixels fall. */
export interface Places {
  lower: Int32Array;
  upper: Int32Array;
  /** Of `upper`; the rest is of `lower`. */
  weights: Float64Array;
}

/** Where pixels fall on a side of `from` pixels that is stretched over theirs; beyond the outer middles the outer pixel. */
export function placesOn(side: number, { size, from, end }: Stretch): Places {
  const length = Math.max(0, end - from);
  const places = { lower: new Int32Array(length), upper: new Int32Array(length), weights: new Float64Array(length) };
  for (let i = 0; i < length; i++) {
    const at = Math.max(0, ((from + i + 0.5) * side) / size - 0.5);
    places.lower[i] = Math.min(side - 1, Math.floor(at));
    places.upper[i] = Math.min(side - 1, places.lower[i] + 1);
    places.weights[i] = at - places.lower[i];
  }
  return places;
}

/** Tells where a plane, stretched bilinearly, is at least or above a threshold: 1 there, row by row of the places. */
export function thresholdStretched(
  { width, values }: Plane,
  { across, down }: { across: Places; down: Places },
  isIn: (value: number) => boolean,
): Uint8Array {
  const columns = across.lower.length;
  const mask = new Uint8Array(columns * down.lower.length);
  for (let y = 0, at = 0; y < down.lower.length; y++) {
    const upper = down.lower[y] * width;
    const lower = down.upper[y] * width;
    const weight = down.weights[y];
    for (let x = 0; x < columns; x++, at++) {
      const left = across.lower[x];
      const right = across.upper[x];
      const share = across.weights[x];
      const above = values[upper + left] * (1 - share) + values[upper + right] * share;
      const below = values[lower + left] * (1 - share) + values[lower + right] * share;
      if (isIn(above * (1 - weight) + below * weight)) mask[at] = 1;
    }
  }
  return mask;
}
