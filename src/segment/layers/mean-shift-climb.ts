interface ClimbOptions {
  width: number;
  height: number;
  radiusPx: number;
  maxRounds: number;
  /** Number of the plane that is kept. */
  take: number;
}

/** Where a square is, and what is there. */
interface Place {
  /** Column and row. */
  at: Int32Array;
  /** One value a plane. */
  values: Float64Array;
}

/**
 * For every pixel, where its square climbs to: by rounds, the square around the place moves to the middle of the pixels in it
 * that are within a distance of 1 over all planes, and the value becomes their mean, until the place stays. Sums run over
 * the square row by row from its upper left corner, so they are the same wherever the window begins.
 */
export function climbModes(planes: readonly Float64Array[], options: ClimbOptions): Float64Array {
  const { width, height, maxRounds, take } = options;
  const out = new Float64Array(width * height);
  const place = { at: new Int32Array(2), values: new Float64Array(4) };
  // Planes that are not there are zero everywhere.
  const none = planes.length < 4 ? new Float64Array(width * height) : planes[0];
  const four = Array.from({ length: 4 }, (_, k) => planes[k] ?? none);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (planes[0][i] === Number.POSITIVE_INFINITY) continue;
      place.at[0] = x;
      place.at[1] = y;
      for (let k = 0; k < 4; k++) place.values[k] = four[k][i];
      let round = 0;
      while (round < maxRounds && moveOn(four, place, options)) round++;
      out[i] = place.values[take];
    }
  }
  return out;
}

/** One round; false where the place stays in its pixel. */
function moveOn(planes: readonly Float64Array[], { at, values }: Place, options: ClimbOptions): boolean {
  const { width, height, radiusPx } = options;
  const [a, b, c, d] = planes;
  const x = at[0];
  const y = at[1];
  const va = values[0];
  const vb = values[1];
  const vc = values[2];
  const vd = values[3];
  const left = Math.max(x - radiusPx, 0) | 0;
  const right = Math.min(x + radiusPx, width - 1) | 0;
  const bottom = Math.min(y + radiusPx, height - 1) | 0;
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  let sa = 0;
  let sb = 0;
  let sc = 0;
  let sd = 0;
  for (let row = Math.max(y - radiusPx, 0) | 0; row <= bottom; row++) {
    const end = row * width + right;
    for (let i = row * width + left, dx = left - x; i <= end; i++, dx++) {
      const pa = a[i];
      const pb = b[i];
      const pc = c[i];
      const pd = d[i];
      const da = pa - va;
      const db = pb - vb;
      const dc = pc - vc;
      const dd = pd - vd;
      if (da * da + db * db + dc * dc + dd * dd <= 1) {
        count++;
        sumX += dx;
        sumY += row - y;
        sa += pa;
        sb += pb;
        sc += pc;
        sd += pd;
      }
    }
  }
  // Values move on with the place, so they can be far from all pixels around it.
  if (count === 0) return false;
  const moveX = Math.round(sumX / count);
  const moveY = Math.round(sumY / count);
  at[0] = x + moveX;
  at[1] = y + moveY;
  values[0] = sa / count;
  values[1] = sb / count;
  values[2] = sc / count;
  values[3] = sd / count;
  return moveX !== 0 || moveY !== 0;
}
