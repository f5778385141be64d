import type { Band } from '../../raster/raster.js';
import type { Window } from '../../raster/window.js';
import { useDoubles } from '../simd/doubles.js';
import { roundUp, VECTOR_BYTES } from '../simd/module.js';
import type { CirclePoints } from './lbp-points.js';

const DOUBLE = 8;

export interface PatternPicture {
  values: Band;
  /** 0 where there is no value; null where all pixels have one. */
  present: Uint8Array | null;
  window: Window;
}

/**
 * The pattern of each pixel of a row, at twice its place: bit k is set where point k of the circle is no lower than the pixel.
 * Rows are asked for in order. Values that are not there, and all beyond the window, are NaN, which is as high as nothing.
 */
export function createPatternRows(picture: PatternPicture, circle: CirclePoints): (row: number) => Int32Array {
  const { width, height, row: firstRow } = picture.window;
  const places = layOut(width, circle);
  const { bytes, bits, reach, ringRows, stride } = places;
  const simd = useDoubles(places.end);
  const doubles = new Float64Array(simd.memory.buffer);
  const found = new Int32Array(simd.memory.buffer, bits, 2 * width);
  circle.right.forEach((right, k) => {
    const first = places.sharesOf(k) / DOUBLE;
    for (let x = 0; x < width; x++) doubles[first + x] = shareOf(picture.window.col + x, right);
  });
  doubles.fill(Number.NaN, places.ring / DOUBLE, places.end / DOUBLE);
  const placeOf = (row: number): number => places.ring + places.margin + (row % ringRows) * stride;
  let loaded = 0;
  return (row) => {
    for (; loaded <= Math.min(row + reach, height - 1); loaded++) {
      loadRow(picture, loaded, doubles, placeOf(loaded) / DOUBLE);
    }
    found.fill(0);
    const own = placeOf(row);
    for (let k = 0; k < circle.count; k++) {
      const upper = row + circle.rows[k];
      const lower = upper + circle.stepRows[k];
      if (upper < 0 || lower >= height) continue;
      const left = circle.cols[k] * DOUBLE;
      const right = left + circle.stepCols[k] * DOUBLE;
      const [above, below] = [placeOf(upper), placeOf(lower)];
      if (right === left && lower === upper) simd.comparePixels(bits, own, bytes, 1 << k, above + left);
      else {
        const points = [above + left, above + right, below + left, below + right] as const;
        const share = shareOf(firstRow + row, circle.down[k]);
        simd.compareBetween(bits, own, bytes, 1 << k, ...points, places.sharesOf(k), share, 1 - share);
      }
    }
    return found;
  };
}

/** Places in memory: of each point, how far to the right of a pixel it is; patterns; a ring of rows with margins. */
function layOut(width: number, { count, down, right }: CirclePoints) {
  const bytes = roundUp(width * DOUBLE, VECTOR_BYTES);
  const reach = Math.ceil(Math.max(...[...down, ...right].map(Math.abs)));
  const margin = roundUp(reach * DOUBLE, VECTOR_BYTES);
  const stride = bytes + 2 * margin;
  const ringRows = 2 * reach + 1;
  const bits = count * bytes;
  const ring = bits + bytes;
  const sharesOf = (point: number): number => point * bytes;
  return { bytes, reach, margin, stride, ringRows, sharesOf, bits, ring, end: ring + ringRows * stride };
}

function loadRow({ values, present, window }: PatternPicture, row: number, doubles: Float64Array, at: number): void {
  const { width } = window;
  const from = row * width;
  doubles.set(values.subarray(from, from + width), at);
  if (present) for (let x = 0; x < width; x++) if (present[from + x] === 0) doubles[at + x] = Number.NaN;
}

/** How far beyond a whole place the one at an offset lies. */
function shareOf(place: number, offset: number): number {
  const at = place + offset;
  return at - Math.floor(at);
}
