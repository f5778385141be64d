import { type CostRange, createCostQueue } from './compact-queue.js';
import { framedIndex, framedWidth, neighborSteps } from './flood-frame.js';
import type { Springs } from './watershed-flood.js';

/** Cost of pixels that have their basin, are outside the mask or in the frame. */
const TAKEN = Number.NEGATIVE_INFINITY;
/** The upper half of its bits, which no other number has. */
const TAKEN_HIGH = 0xfff00000 | 0;
/** The way from its spring, of a pixel that no water comes to. */
const NO_WAY = -(2 ** 31);

/** Where the neighbours are, in the order of `neighborSteps`. */
const RIGHT = [0, -1, 1, 0, -1, 1, -1, 1];
const DOWN = [-1, 0, 0, 1, -1, -1, 1, 1];

/** Bytes of what is known of a pixel: 8 for the least that it takes to reach it so far, 4 for its value, 4 for its way. */
const CELL = 16;

/**
 * The compact watershed (Neubert & Protzel 2014): flooded as `floodWatershed` does, but to reach a pixel costs its value plus
 * `compactness` times its distance, in pixels, from the spring its water comes from, and never less than the pixel the water
 * came over. Gives the number of each pixel's basin, 0 where no water comes; the labels of scikit-image's `watershed`. Sides
 * are below 2¹⁵ pixels.
 */
export function floodCompact(
  values: Float32Array,
  { width, height, markers, mask, connectivity }: Omit<Springs, 'lines'>,
  compactness: number,
): Uint32Array {
  const stride = framedWidth(width);
  const steps = neighborSteps(connectivity, stride);
  // What is known of a pixel is side by side, to be fetched as one.
  const cells = new ArrayBuffer(CELL * stride * (height + 2));
  const costs = new Float64Array(cells).fill(TAKEN);
  const singles = new Float32Array(cells);
  // The way from a pixel's spring: down in the upper 16 bits, right in the lower.
  const ways = new Int32Array(cells);
  const queue = createCostQueue(rangeOf(values, markers, mask, compactness), isOpen);

  // Water goes on from no pixel whose neighbours are all taken; nor does what comes later reach it for less than it costs. No
  // branch depends on what is looked at, so that it is fetched for several pixels together.
  function isOpen(pixel: number): number {
    let open = 0;
    for (let k = 0; k < steps.length; k++) open |= ways[4 * (pixel + steps[k]) + 1] ^ TAKEN_HIGH;
    return open;
  }

  for (let y = 0, i = 0; y < height; y++) {
    let pixel = framedIndex(i, width);
    for (const end = i + width; i < end; i++, pixel++) {
      ways[4 * pixel + 3] = NO_WAY;
      if (mask && mask[i] === 0) continue;
      costs[2 * pixel] = Number.POSITIVE_INFINITY;
      singles[4 * pixel + 2] = values[i];
      if (markers[i] === 0) continue;
      ways[4 * pixel + 3] = 0;
      costs[2 * pixel] = TAKEN;
      queue.push(pixel, values[i]);
    }
  }
  for (let pixel = queue.pop(); pixel >= 0; pixel = queue.pop()) {
    const way = ways[4 * pixel + 3];
    // A pixel waits once for every time it became cheaper to reach: only the first turn counts.
    if (costs[2 * pixel] === TAKEN && way !== 0) continue;
    costs[2 * pixel] = TAKEN;
    const { cost } = queue;
    const right = (way << 16) >> 16;
    const down = way >> 16;
    for (let k = 0; k < steps.length; k++) {
      const near = pixel + steps[k];
      const known = costs[2 * near];
      if (known === TAKEN) continue;
      const x = right + RIGHT[k];
      const y = down + DOWN[k];
      let reached = singles[4 * near + 2] + compactness * Math.sqrt(x * x + y * y);
      if (reached < cost) reached = cost;
      if (reached >= known) continue;
      costs[2 * near] = reached;
      ways[4 * near + 3] = (y << 16) | (x & 0xffff);
      queue.push(near, reached);
    }
  }
  return basinsOf(ways, markers, width);
}

/** The number of the spring at the other end of each pixel's way. */
function basinsOf(ways: Int32Array, markers: Uint32Array, width: number): Uint32Array {
  const basins = new Uint32Array(markers.length);
  for (let i = 0; i < basins.length; ) {
    let pixel = framedIndex(i, width);
    for (const end = i + width; i < end; i++, pixel++) {
      const way = ways[4 * pixel + 3];
      if (way !== NO_WAY) basins[i] = markers[i - (way >> 16) * width - ((way << 16) >> 16)];
    }
  }
  return basins;
}

/** Costs from the lowest value to the highest with half the way to the next spring on top. */
function rangeOf(values: Float32Array, markers: Uint32Array, mask: Uint8Array | null, compactness: number): CostRange {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let springCount = 1;
  let count = 1;
  for (let i = 0; i < values.length; i++) {
    if (mask && mask[i] === 0) continue;
    count++;
    if (markers[i] !== 0) springCount++;
    if (values[i] < least) least = values[i];
    if (values[i] > most) most = values[i];
  }
  return { least, most: most + (compactness * Math.sqrt(count / springCount)) / 2, count };
}
