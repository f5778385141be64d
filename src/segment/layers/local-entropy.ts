import { z } from 'zod';
import { createElement, type Element, elementShape } from './element.js';
import type { LevelField } from './glcm-window.js';
import { defineLayer } from './layer.js';
import { oddSizePx, ofOne } from './options.js';
import { areLimits, fitLimits, LIMITS_RULE, levelOptions, toLevels } from './texture-levels.js';

/** n · log2 n is added up in whole multiples of this, so that no order shows. */
const UNIT = 2 ** -28;

const options = z
  .strictObject({
    type: z.literal('local-entropy'),
    of: ofOne,
    windowPx: oddSizePx(255).default(9).describe('Pixels across the neighbourhood'),
    shape: elementShape,
    levels: z.int().min(2).max(256).default(64).describe('Levels of grey between the limits'),
    ...levelOptions,
  })
  .refine(areLimits, LIMITS_RULE);

/**
 * Shannon's entropy, in bits, of the levels around each pixel: 0 where they are alike, log2 of their number where all are as
 * frequent. With 256 levels from 0 to 255 it is that of scikit-image's `filters.rank.entropy` for bytes.
 */
export const localEntropy = defineLayer({
  name: 'local-entropy',
  title: 'Entropy of the values around each pixel',
  options,
  create: (given, scene) => {
    const element = createElement(given.shape, given.windowPx);
    return {
      haloPx: element.radius,
      sources: [scene.sourceOf(given.of)],
      fit: (sample) => fitLimits(sample, given, 'local-entropy'),
      compute: (columns, limits) => {
        const { width, height } = columns.window;
        return computeEntropy(
          { levels: toLevels(columns, given.levels, limits), width, height },
          element,
          given.levels,
        );
      },
    };
  },
});

/** A histogram that goes along each row: pixels enter at one side of the neighbourhood and leave at the other. */
export function computeEntropy(
  { levels, width, height }: LevelField,
  element: Element,
  levelCount: number,
): Float32Array {
  const { radius, reaches } = element;
  const size = reaches.reduce((sum, reach) => sum + 2 * reach + 1, 0);
  // One more than fit: pixels enter before others leave.
  const wholes = Float64Array.from({ length: size + 2 }, (_, n) => nLogN(n));
  const growth = Float64Array.from({ length: size + 1 }, (_, n) => wholes[n + 1] - wholes[n]);
  const histogram = new Uint32Array(levelCount);
  const out = new Float32Array(width * height).fill(Number.NaN);
  for (let row = 0; row < height; row++) {
    const top = Math.max(row - radius, 0);
    const bottom = Math.min(row + radius, height - 1);
    histogram.fill(0);
    let count = 0;
    let sum = 0;
    for (let x = -radius; x < width; x++) {
      for (let y = top; y <= bottom; y++) {
        const reach = reaches[y - row + radius];
        const entering = x + reach;
        const leaving = x - reach - 1;
        if (entering >= 0 && entering < width) {
          const level = levels[y * width + entering];
          if (level >= 0) {
            sum += growth[histogram[level]++];
            count++;
          }
        }
        if (leaving >= 0) {
          const level = levels[y * width + leaving];
          if (level >= 0) {
            sum -= growth[--histogram[level]];
            count--;
          }
        }
      }
      if (x < 0 || levels[row * width + x] < 0) continue;
      out[row * width + x] = ((wholes[count] - sum) * UNIT) / count;
    }
  }
  return out;
}

/** n · log2 n in whole units. */
const nLogN = (n: number): number => (n === 0 ? 0 : Math.round((n * Math.log2(n)) / UNIT));
