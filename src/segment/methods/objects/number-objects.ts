import type { FoundObjects } from './object-means.js';

/** The number that stands for `at`'s set: the end of its chain, which is halved on the way. */
export function findRoot(parents: Int32Array, at: number): number {
  let node = at;
  let parent = parents[node];
  while (parent !== node) {
    const next = parents[parent];
    parents[node] = next;
    node = next;
    parent = parents[node];
  }
  return node;
}

/**
 * Sets of pixels numbered from 1 in the order of their first pixels. `parents` names for each pixel another of its set, or itself;
 * pixels that are not defined get 0.
 */
export function numberSets(parents: Int32Array, defined: Uint8Array | null): FoundObjects {
  const objects = new Uint32Array(parents.length);
  const numbers = new Uint32Array(parents.length);
  let count = 0;
  for (let i = 0; i < parents.length; i++) {
    if (defined && defined[i] === 0) continue;
    const root = findRoot(parents, i);
    if (numbers[root] === 0) numbers[root] = ++count;
    objects[i] = numbers[root];
  }
  return { objects, count };
}

/** Labels renumbered from 1 in the order of their first pixels; 0 stays. Labels are below `labelCount`. */
export function numberLabels(labels: Uint32Array, labelCount: number): FoundObjects {
  const objects = new Uint32Array(labels.length);
  const numbers = new Uint32Array(labelCount);
  let count = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (label === 0) continue;
    if (numbers[label] === 0) numbers[label] = ++count;
    objects[i] = numbers[label];
  }
  return { objects, count };
}
