import type { Window } from '../../../../raster/window.js';
import { numberLabels } from '../../../methods/objects/number-objects.js';
import type { ObjectPrediction } from '../../../segmenter.js';
import { type BlockAnswer, idsOf } from '../block-scores.js';
import { ownPx } from '../network-grid.js';
import type { NetworkGrid, NetworkSpec } from '../spec.js';
import type { LaidInstances } from './lay-instances.js';

/** What is painted: instances over what the network says of single pixels, over what is left. */
export interface Layers {
  laid: LaidInstances;
  /** Whether each class is counted one by one; else all its pixels get one number. */
  things: readonly boolean[];
  /** What pixels are that belong to no instance, with class ids; null: nothing is known of them. */
  stuff: Required<BlockAnswer> | null;
  /** 1 where a pixel holds data, as `findKnown` gives it. */
  known: Uint8Array | null;
}

/** A whole number of what is painted, before it is numbered: instances first, then classes by id. */
const numberOfClass = (instances: number, id: number): number => instances + id;

/**
 * Classes, objects and scores of the pixels of a window of the scene, each taken from the network pixel that holds its middle. What holds
 * data and belongs to nothing gets `rest`, with a score of 0, and is one object; so is each class that is not counted.
 * The entropy of an instance is that of its score and of what it lacks to 1, in bits.
 */
export function paintObjects(
  window: Window,
  grid: NetworkGrid,
  { laid, things, stuff, known, spec }: Layers & { spec: Pick<NetworkSpec, 'classes' | 'rest'> },
): ObjectPrediction & Required<BlockAnswer> {
  const length = window.width * window.height;
  const ids = idsOf(spec);
  const count = laid.instances.length;
  const numbers = new Uint32Array(length);
  const answer = {
    classes: new Uint8Array(length),
    score: new Float32Array(length),
    entropy: new Float32Array(length),
  };
  const entropies = laid.instances.map(({ score }) => binaryEntropy(score));
  const across = Int32Array.from(
    { length: window.width },
    (_, x) => ownPx(window.col + x, grid.scaleX, grid.width) - laid.window.col,
  );
  for (let y = 0, at = 0; y < window.height; y++) {
    const from = (ownPx(window.row + y, grid.scaleY, grid.height) - laid.window.row) * laid.window.width;
    for (let x = 0; x < window.width; x++, at++) {
      if (known && known[at] === 0) continue;
      const label = laid.labels[from + across[x]];
      if (label > 0) {
        const { class: index, score } = laid.instances[label - 1];
        answer.classes[at] = ids[index];
        answer.score[at] = score;
        answer.entropy[at] = entropies[label - 1];
        const isCounted = things[index] && spec.classes[index].id > 0;
        numbers[at] = isCounted ? label : numberOfClass(count, ids[index]);
      } else {
        answer.classes[at] = stuff ? stuff.classes[at] : spec.rest;
        answer.score[at] = stuff ? stuff.score[at] : 0;
        answer.entropy[at] = stuff ? stuff.entropy[at] : 1;
        numbers[at] = numberOfClass(count, answer.classes[at]);
      }
      if (answer.classes[at] === 0) numbers[at] = 0;
    }
  }
  return { ...answer, objects: numberLabels(numbers, numberOfClass(count, 255) + 1).objects };
}

function binaryEntropy(score: number): number {
  const shares = [score, 1 - score].filter((share) => share > 0);
  return -shares.reduce((sum, share) => sum + share * Math.log2(share), 0) || 0;
}
