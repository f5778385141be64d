import { intersectWindows, type Window, windowAround } from '../../../../raster/window.js';
import { findRoot } from '../../../methods/objects/number-objects.js';
import type { Patch } from '../spec.js';
import { addBits, type BitMask, countBits, createBitMask, maskIou } from './bit-mask.js';

/** An instance as one patch, or all of them together, saw it. */
export interface Instance {
  /** Index into the network's classes. */
  class: number;
  /** Of several patches the best. */
  score: number;
  /** In network pixels of the scene. */
  mask: BitMask;
}

/** What was found in one patch. */
export interface PatchInstances {
  patch: Patch;
  instances: readonly Instance[];
}

/** Instances of two patches are one where they agree so far about the pixels that both patches see. */
const SAME_IOU = 0.5;

/**
 * What one patch contributes: of instances that cover each other more than `maxIou` the best, and of those the ones with a
 * pixel in the patch's own cell, since others are seen better by a neighbour.
 * @param instances best first
 */
export function selectInstances(patch: Patch, instances: Iterable<Instance>, maxIou: number): PatchInstances {
  const best: Instance[] = [];
  for (const instance of instances) {
    if (best.every(({ mask }) => maskIou(mask, instance.mask) <= maxIou)) best.push(instance);
  }
  return { patch, instances: best.filter(({ mask }) => countBits(mask, patch.cell) > 0) };
}

/**
 * Makes one instance of those that several patches saw a part of: two of neighbouring patches belong together if they are
 * of one class and the intersection over union of their masks, within what both patches see, is at least a half; and so
 * on from patch to patch. An object of any size comes together this way, and two that touch stay two.
 *
 *     ┌───────┬╌╌╌┬───────┐
 *     │    ╭──┼───┼──╮    │    what both see (dotted) decides: the same pixels there, so the same object
 *     │    ╰──┼───┼──╯    │
 *     └───────┴╌╌╌┴───────┘
 *
 * @returns in order of each one's first member
 */
export function joinInstances(patches: readonly PatchInstances[]): Instance[] {
  const firsts: number[] = [];
  let count = 0;
  for (const { instances } of patches) {
    firsts.push(count);
    count += instances.length;
  }
  const parents = Int32Array.from({ length: count }, (_, i) => i);
  for (let a = 0; a < patches.length; a++) {
    for (let b = a + 1; b < patches.length; b++) {
      const shared = intersectWindows(patches[a].patch.window, patches[b].patch.window);
      if (!shared) continue;
      for (const [i, j] of findSame(patches[a].instances, patches[b].instances, shared)) {
        unite(parents, firsts[a] + i, firsts[b] + j);
      }
    }
  }
  return mergeSets(
    patches.flatMap(({ instances }) => instances),
    parents,
  );
}

function* findSame(a: readonly Instance[], b: readonly Instance[], within: Window): Generator<[i: number, j: number]> {
  for (let i = 0; i < a.length; i++) {
    if (!intersectWindows(a[i].mask.window, within)) continue;
    for (let j = 0; j < b.length; j++) {
      if (a[i].class === b[j].class && maskIou(a[i].mask, b[j].mask, within) >= SAME_IOU) yield [i, j];
    }
  }
}

/** The smaller number stands for a set, so that the order of unions does not matter. */
function unite(parents: Int32Array, a: number, b: number): void {
  const [rootA, rootB] = [findRoot(parents, a), findRoot(parents, b)];
  parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
}

function mergeSets(instances: readonly Instance[], parents: Int32Array): Instance[] {
  const sets = new Map<number, Instance[]>();
  instances.forEach((instance, i) => {
    const root = findRoot(parents, i);
    const set = sets.get(root);
    if (set) set.push(instance);
    else sets.set(root, [instance]);
  });
  return [...sets.values()].map(mergeInstances);
}

function mergeInstances(members: readonly Instance[]): Instance {
  if (members.length === 1) return members[0];
  const mask = createBitMask(members.map((member) => member.mask.window).reduce(windowAround));
  for (const member of members) addBits(mask, member.mask);
  return { class: members[0].class, score: Math.max(...members.map(({ score }) => score)), mask };
}
