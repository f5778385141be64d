export interface Area {
  /** 1 inside, 0 outside; row by row. */
  inside: Uint8Array;
  width: number;
  height: number;
}

/**
 * Squared distance of each pixel inside to the nearest pixel outside, in pixels and exact; 0 outside. Where nothing is outside
 * it is more than any distance in the image. A pass over the columns, then the lower envelope of parabolas over each row
 * (Felzenszwalb & Huttenlocher 2012), all in whole numbers (Meijster et al. 2000).
 */
export function distanceSquared({ inside, width, height }: Area): Uint32Array {
  const far = width + height;
  const rows = distanceInColumns({ inside, width, height }, far);
  const squared = new Uint32Array(width * height);
  // Parabolas of the envelope: the column of each, and the first column where it is the lowest.
  const tops = new Int32Array(width);
  const firsts = new Int32Array(width);
  const heights = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    for (let x = 0; x < width; x++) heights[x] = rows[start + x] ** 2;
    let last = 0;
    tops[0] = 0;
    firsts[0] = 0;
    for (let x = 1; x < width; x++) {
      while (last >= 0 && heightAt(heights, tops[last], firsts[last]) > heightAt(heights, x, firsts[last])) last--;
      if (last < 0) {
        last = 0;
        tops[0] = x;
        continue;
      }
      const top = tops[last];
      const from = 1 + Math.floor((x * x - top * top + heights[x] - heights[top]) / (2 * (x - top)));
      if (from >= width) continue;
      last++;
      tops[last] = x;
      firsts[last] = from;
    }
    for (let x = width - 1; x >= 0; x--) {
      squared[start + x] = heightAt(heights, tops[last], x);
      if (x === firsts[last]) last--;
    }
  }
  return squared;
}

/** The parabola over the column `top`, at the column `x`. */
const heightAt = (heights: Float64Array, top: number, x: number): number => (x - top) * (x - top) + heights[top];

/** Distance to the nearest pixel outside in the same column; `far` where there is none. */
function distanceInColumns({ inside, width, height }: Area, far: number): Uint32Array {
  const distance = new Uint32Array(width * height);
  for (let i = 0; i < distance.length; i++) {
    if (inside[i] !== 0) distance[i] = i < width ? far : Math.min(far, distance[i - width] + 1);
  }
  for (let i = distance.length - width - 1; i >= 0; i--) {
    const below = distance[i + width] + 1;
    if (below < distance[i]) distance[i] = below;
  }
  return distance;
}
