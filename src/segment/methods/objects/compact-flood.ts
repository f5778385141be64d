import type { Band } from '../../../raster/raster.js';
import { type CostRange, createCostQueue } from './compact-queue.js';
import { framedIndex, framedWidth, neighborSteps, takeFromFrame, unframedIndex } from './flood-frame.js';
import type { Springs } from './watershed-flood.js';

/** Cost of pixels that have their basin, are outside the mask or in the frame. */
const TAKEN = Number.NEGATIVE_INFINITY;

/** Where the neighbours are, in the order of `neighborSteps`. */
const RIGHT = [0, -1, 1, 0, -1, 1, -1, 1];
const DOWN = [-1, 0, 0, 1, -1, -1, 1, 1];

/**
 * The compact watershed (Neubert & Protzel 2014): flooded as `floodWatershed` does, but to reach a pixel costs its value plus
 * `compactness` times its distance, in pixels, from the spring its water comes from, and never less than the pixel the water
 * came over. Gives the number of each pixel's basin, 0 where no water comes; the labels of scikit-image's `watershed`.
 */
export function floodCompact(
  values: Band,
  { width, height, markers, mask, connectivity }: Omit<Springs, 'lines'>,
  compactness: number,
): Uint32Array {
  const stride = framedWidth(width);
  const steps = neighborSteps(connectivity, stride);
  const size = stride * (height + 2);
  // Side by side, to be fetched as one: the least that it takes to reach a pixel so far, and its value.
  const cells = new Float64Array(2 * size).fill(TAKEN);
  const springs = new Int32Array(size);
  const queue = createCostQueue(rangeOf(values, markers, mask, compactness));
  for (let i = 0; i < markers.length; i++) {
    if (mask && mask[i] === 0) continue;
    const pixel = framedIndex(i, width);
    cells[2 * pixel] = Number.POSITIVE_INFINITY;
    cells[2 * pixel + 1] = values[i];
    if (markers[i] === 0) continue;
    springs[pixel] = pixel;
    cells[2 * pixel] = TAKEN;
    queue.push(pixel, values[i]);
  }
  for (let pixel = queue.pop(); pixel >= 0; pixel = queue.pop()) {
    const spring = springs[pixel];
    // A pixel waits once for every time it became cheaper to reach: only the first turn counts.
    if (cells[2 * pixel] === TAKEN && pixel !== spring) continue;
    cells[2 * pixel] = TAKEN;
    const { cost } = queue;
    const right = (pixel % stride) - (spring % stride);
    const down = (pixel - spring - right) / stride;
    for (let k = 0; k < steps.length; k++) {
      const near = pixel + steps[k];
      const known = cells[2 * near];
      if (known === TAKEN) continue;
      const x = right + RIGHT[k];
      const y = down + DOWN[k];
      let reached = cells[2 * near + 1] + compactness * Math.sqrt(x * x + y * y);
      if (reached < cost) reached = cost;
      if (reached >= known) continue;
      cells[2 * near] = reached;
      springs[near] = spring;
      queue.push(near, reached);
    }
  }
  const basins = takeFromFrame(springs, width, height);
  for (let i = 0; i < basins.length; i++) if (basins[i] !== 0) basins[i] = markers[unframedIndex(basins[i], width)];
  return basins;
}

/** Costs from the lowest value to the highest with half the way to the next spring on top. */
function rangeOf(values: Band, markers: Uint32Array, mask: Uint8Array | null, compactness: number): CostRange {
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
