/** Planes one after the other, row by row. */
export interface Planes {
  data: Float32Array;
  count: number;
  width: number;
  height: number;
}

/**
 * Planes that cover the same ground as a square patch, in its pixels: bilinear between the middles of pixels, as
 * `torch.nn.functional.interpolate` without `align_corners`; NaN where a pixel that counts is NaN.
 */
export function stretchPlanes({ data, count, width, height }: Planes, patchPx: number, out: Float32Array): void {
  const across = placeOn(width, patchPx);
  const down = placeOn(height, patchPx);
  for (let k = 0; k < count; k++) {
    const from = k * width * height;
    let to = k * patchPx * patchPx;
    for (let row = 0; row < patchPx; row++) {
      const upper = from + down.first[row] * width;
      const lower = from + down.second[row] * width;
      const t = down.share[row];
      for (let col = 0; col < patchPx; col++) {
        const [left, right, s] = [across.first[col], across.second[col], across.share[col]];
        const above = data[upper + left] * (1 - s) + data[upper + right] * s;
        const below = data[lower + left] * (1 - s) + data[lower + right] * s;
        out[to++] = above * (1 - t) + below * t;
      }
    }
  }
}

/** The two pixels of a side that each pixel of the patch lies between, and the share of the second. */
function placeOn(sizePx: number, patchPx: number): { first: Int32Array; second: Int32Array; share: Float64Array } {
  const first = new Int32Array(patchPx);
  const second = new Int32Array(patchPx);
  const share = new Float64Array(patchPx);
  for (let i = 0; i < patchPx; i++) {
    const at = Math.min(sizePx - 1, Math.max(0, ((i + 0.5) * sizePx) / patchPx - 0.5));
    first[i] = Math.floor(at);
    second[i] = Math.min(sizePx - 1, first[i] + 1);
    share[i] = at - first[i];
  }
  return { first, second, share };
}

/** Planes laid in the middle of a square patch, pixel on pixel; NaN around them. */
export function centrePlanes({ data, count, width, height }: Planes, patchPx: number, out: Float32Array): void {
  const left = (patchPx - width) >> 1;
  const top = (patchPx - height) >> 1;
  out.fill(Number.NaN, 0, count * patchPx * patchPx);
  for (let k = 0; k < count; k++) {
    for (let row = 0; row < height; row++) {
      const from = (k * height + row) * width;
      out.set(data.subarray(from, from + width), (k * patchPx + top + row) * patchPx + left);
    }
  }
}
