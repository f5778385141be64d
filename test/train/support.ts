import type { TrainingSet } from '../../src/train/trees/training-set.js';
import { createRandom } from '../support/write-scene.js';

/** Two useful features of which the sum and the product decide, and one of noise; `mislabelled` of the classes are wrong. */
export function makeSet(count: number, seed: number, { classCount = 3, mislabelled = 0.05 } = {}): TrainingSet {
  const random = createRandom(seed);
  const features = [0, 1, 2].map(() => Float32Array.from({ length: count }, () => 4 * random() - 2));
  const classOf = Uint8Array.from({ length: count }, (_, i) => {
    if (random() < mislabelled) return Math.floor(random() * classCount);
    const [a, b] = [features[0][i], features[1][i]];
    return Math.min(classCount - 1, Number(a * b > 0) + Number(a + b > 1));
  });
  return { features, classOf, classCount };
}

export const shareEqual = (a: Uint8Array, b: Uint8Array): number =>
  a.reduce((sum, value, i) => sum + Number(value === b[i]), 0) / a.length;
