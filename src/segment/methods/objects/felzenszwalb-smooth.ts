/** Rows of pixels. */
interface Size {
  width: number;
  height: number;
}

/** Samples of exp(−x² / 2σ²) for x = 0 to 4σ, with sum 1 over both sides. */
function gaussianWeights(sigmaPx: number): Float64Array {
  const radius = Math.floor(4 * sigmaPx + 0.5);
  const weights = Float64Array.from({ length: radius + 1 }, (_, x) => Math.exp((-0.5 / (sigmaPx * sigmaPx)) * x * x));
  const sum = weights.reduce((total, weight, x) => total + (x === 0 ? weight : 2 * weight), 0);
  return weights.map((weight) => weight / sum);
}

/** Where a row of pixels goes on beyond its ends, mirrored at them: ... c b a | a b c ... */
function mirror(at: number, length: number): number {
  const period = 2 * length;
  const within = ((at % period) + period) % period;
  return within < length ? within : period - 1 - within;
}

/**
 * Values smoothed by a Gaussian cut at 4σ, first down the columns, then along the rows, mirrored at the window's edges. Pixels that are
 * not defined take no part: the weights of the others are scaled to sum 1.
 */
export function smoothGaussian(
  values: Float64Array,
  defined: Uint8Array | null,
  { width, height, sigmaPx }: Size & { sigmaPx: number },
): Float64Array {
  if (sigmaPx <= 0) return values;
  const weights = gaussianWeights(sigmaPx);
  const smooth = (band: Float64Array) => alongRows(downColumns(band, { width, height }, weights), { width }, weights);
  if (!defined) return smooth(values);
  const sums = smooth(values.map((value, i) => (defined[i] === 1 ? value : 0)));
  const shares = smooth(Float64Array.from(defined));
  return sums.map((sum, i) => (defined[i] === 1 ? sum / shares[i] : 0));
}

function downColumns(band: Float64Array, { width, height }: Size, weights: Float64Array): Float64Array {
  const out = new Float64Array(band.length);
  for (let row = 0; row < height; row++) {
    const to = row * width;
    for (let col = 0; col < width; col++) out[to + col] = band[to + col] * weights[0];
    // Outermost first, as scipy adds up.
    for (let x = weights.length - 1; x > 0; x--) {
      const weight = weights[x];
      const above = mirror(row - x, height) * width;
      const below = mirror(row + x, height) * width;
      for (let col = 0; col < width; col++) out[to + col] += (band[above + col] + band[below + col]) * weight;
    }
  }
  return out;
}

function alongRows(band: Float64Array, { width }: Pick<Size, 'width'>, weights: Float64Array): Float64Array {
  const out = new Float64Array(band.length);
  const radius = weights.length - 1;
  const padded = new Float64Array(width + 2 * radius);
  for (let start = 0; start < band.length; start += width) {
    padded.set(band.subarray(start, start + width), radius);
    for (let x = 1; x <= radius; x++) {
      padded[radius - x] = band[start + mirror(-x, width)];
      padded[radius + width - 1 + x] = band[start + mirror(width - 1 + x, width)];
    }
    for (let col = 0; col < width; col++) {
      const at = col + radius;
      let sum = padded[at] * weights[0];
      for (let x = radius; x > 0; x--) sum += (padded[at - x] + padded[at + x]) * weights[x];
      out[start + col] = sum;
    }
  }
  return out;
}
