import { createStream } from '../random.js';
import { DISPUTED, type LabelMap, NO_LABEL } from './label-map.js';

/** How many pixels each label has, over all scenes. */
export interface LabelCounts {
  pixels: Float64Array;
  /** Pixels that lie in labels of different classes. */
  disputed: number;
}

export function countPixels(maps: readonly LabelMap[], labelCount: number): LabelCounts {
  const pixels = new Float64Array(labelCount);
  let disputed = 0;
  for (const map of maps) {
    for (const square of map.squares) {
      for (const owner of map.paint(square)) {
        if (owner === DISPUTED) disputed++;
        else if (owner !== NO_LABEL) pixels[owner - 1]++;
      }
    }
  }
  return { pixels, disputed };
}

/** Pixels of one square that are taken: their place in it, and their label. */
export interface ChosenPixels {
  square: number;
  places: Uint32Array;
  labels: Uint32Array;
}

/**
 * Chooses `quota` of the `pixels` of each label, every choice as likely as any other (selection sampling: Knuth, The Art of
 * Computer Programming 2, 3.4.2, algorithm S). What is chosen of a label depends on the seed and the label alone. To be
 * asked for all squares of all scenes in order.
 */
export function createPixelChooser(pixels: Float64Array, quota: Float64Array, seed: number) {
  const left = pixels.slice();
  const wanted = quota.slice();
  const streams = new Map<number, () => number>();
  return (map: LabelMap, square: number): ChosenPixels => {
    const owners = map.paint(square);
    const places: number[] = [];
    const labels: number[] = [];
    for (let at = 0; at < owners.length; at++) {
      if (owners[at] === NO_LABEL || owners[at] === DISPUTED) continue;
      const label = owners[at] - 1;
      if (wanted[label] > 0) {
        const random = streams.get(label) ?? createStream(seed, 'pixels', label);
        streams.set(label, random);
        if (random() * left[label] < wanted[label]) {
          wanted[label]--;
          places.push(at);
          labels.push(label);
        }
      }
      left[label]--;
    }
    return { square, places: Uint32Array.from(places), labels: Uint32Array.from(labels) };
  };
}
