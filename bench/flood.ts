import { computeGradient, gradientInput, OPERATORS } from '../src/segment/layers/gradient.js';
import { toFloodLevels } from '../src/segment/methods/objects/flood-levels.js';
import { floodLevels } from '../src/segment/methods/objects/watershed-flood.js';
import { labelParts } from '../src/vectorize/label.js';

/** As many steps as a gradient of a byte picture has, about. */
const STEPS_PER_UNIT = 64;

/**
 * The watershed from markers that are given, as the peers' functions have it: a gradient, and the connected parts of its
 * lowest tenth, 4-connected. What is returned is the flood alone.
 */
export function prepareFlood(band: Uint8Array, sizePx: number): () => void {
  const shape = { width: sizePx, height: sizePx };
  const columns = { length: band.length, values: [band], valid: null, window: { col: 0, row: 0, ...shape } };
  const gradient = computeGradient({ ...shape, ...gradientInput(columns, 1) }, OPERATORS.sobel, 'magnitude');
  const lowest = gradient.slice().sort()[Math.floor(gradient.length / 10)]!;
  const isLow = Uint8Array.from(gradient, (value) => Number(value < lowest));
  const markers = labelParts(isLow, sizePx, sizePx).labels;
  const surface = Int32Array.from(gradient, (value) => Math.round(value * STEPS_PER_UNIT));
  return () => {
    floodLevels(toFloodLevels(surface), { ...shape, markers, mask: null, connectivity: 4 });
  };
}
