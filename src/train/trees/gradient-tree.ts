import type { BinnedFeatures } from './bins.js';
import type { TreeStore } from './tree-store.js';

export interface GradientTreeOptions {
  /** What a tree's answer is multiplied by. */
  learningRate: number;
  maxLeaves: number;
  /** Splits between the root and a leaf, at most. */
  maxDepth: number;
  minLeaf: number;
  /** Added to the sum of second derivatives of a leaf: draws its answer towards 0. */
  l2: number;
}

/** Samples of one tree: first and second derivatives of the loss by the score so far. */
export interface Gradients {
  gradient: Float64Array;
  hessian: Float64Array;
}

/** A node that may be split: samples `order[start]` to `order[end]` exclusive, and the sums of each bin. */
interface OpenNode {
  node: number;
  start: number;
  end: number;
  depth: number;
  gradient: number;
  hessian: number;
  histogram: Float64Array;
  best: Split | null;
}

interface Split {
  gain: number;
  feature: number;
  bin: number;
  leftGradient: number;
  leftHessian: number;
}

/** A leaf of a grown tree: the samples there, and its answer. */
export interface GrownLeaf {
  start: number;
  end: number;
  value: number;
}

const BINS = 256;
/** Per bin: sums of first and second derivatives, number of samples. */
const SUMS = 3;
const LEAST_HESSIAN = 1e-3;

/**
 * Grows one tree for one class, always splitting the leaf where the loss falls most (LightGBM, Ke and others 2017, NeurIPS).
 * The sums of a split's larger side are those of the node less those of the smaller side.
 */
export function growGradientTree(
  { gradient, hessian }: Gradients,
  place: { binned: BinnedFeatures; order: Uint32Array; store: TreeStore; classId: number; importance: Float64Array },
  options: GradientTreeOptions,
): GrownLeaf[] {
  const { binned, order, store, classId, importance } = place;
  const { bins, thresholds } = binned;
  const spare = new Uint32Array(order.length);
  const gathered = new Float64Array(2 * order.length);
  const open: OpenNode[] = [makeRoot()];
  for (;;) {
    let next: OpenNode | null = null;
    for (const node of open) if (node.best && node.best.gain > (next?.best?.gain ?? 0)) next = node;
    if (!next?.best || open.length >= options.maxLeaves) break;
    open.splice(open.indexOf(next), 1, ...splitNode(next, next.best));
  }
  // From the first node to the last, so that leaves are numbered as trees are cut off.
  return open.map(({ node, start, end, gradient: g, hessian: h }) => {
    const value = (-options.learningRate * g) / (h + options.l2);
    store.vote(node, [{ classId, value }]);
    return { start, end, value };
  });

  function makeRoot(): OpenNode {
    const histogram = sumBins(0, order.length);
    let g = 0;
    let h = 0;
    for (let at = 0; at < BINS * SUMS; at += SUMS) {
      g += histogram[at];
      h += histogram[at + 1];
    }
    return openNode({
      node: store.addRoot(),
      start: 0,
      end: order.length,
      depth: 0,
      gradient: g,
      hessian: h,
      histogram,
    });
  }

  function openNode(node: Omit<OpenNode, 'best'>): OpenNode {
    const isSplittable = node.depth < options.maxDepth && node.end - node.start >= 2 * options.minLeaf;
    return { ...node, best: isSplittable ? findSplit(node) : null };
  }

  function splitNode(parent: OpenNode, { gain, feature, bin, leftGradient, leftHessian }: Split): OpenNode[] {
    const { node, start, end } = parent;
    importance[feature] += gain;
    const middle = partition(start, end, bins[feature], bin);
    const child = store.split(node, feature, thresholds[feature][bin]);
    const isLeftSmaller = middle - start <= end - middle;
    const small = isLeftSmaller ? sumBins(start, middle) : sumBins(middle, end);
    const large = parent.histogram;
    for (let b = 0; b < large.length; b++) large[b] -= small[b];
    const depth = parent.depth + 1;
    const sides = [
      { node: child, start, end: middle, gradient: leftGradient, hessian: leftHessian },
      {
        node: child + 1,
        start: middle,
        end,
        gradient: parent.gradient - leftGradient,
        hessian: parent.hessian - leftHessian,
      },
    ];
    return sides.map((side, k) => openNode({ ...side, depth, histogram: (k === 0) === isLeftSmaller ? small : large }));
  }

  function sumBins(start: number, end: number): Float64Array {
    const sums = new Float64Array(bins.length * BINS * SUMS);
    // In the order of the node, so that each feature goes through them one after the other.
    for (let j = start; j < end; j++) {
      gathered[2 * j] = gradient[order[j]];
      gathered[2 * j + 1] = hessian[order[j]];
    }
    for (let feature = 0; feature < bins.length; feature++) {
      const column = bins[feature];
      const base = feature * BINS * SUMS;
      for (let j = start; j < end; j++) {
        const at = base + column[order[j]] * SUMS;
        sums[at] += gathered[2 * j];
        sums[at + 1] += gathered[2 * j + 1];
        sums[at + 2]++;
      }
    }
    return sums;
  }

  /** Largest fall of the loss to second order: ½ (Gₗ²/(Hₗ+λ) + Gᵣ²/(Hᵣ+λ) − G²/(H+λ)) (Chen and Guestrin 2016). */
  function findSplit({ start, end, gradient: g, hessian: h, histogram }: Omit<OpenNode, 'best'>): Split | null {
    const { l2, minLeaf } = options;
    const count = end - start;
    const before = (g * g) / (h + l2);
    let best: Split | null = null;
    for (let feature = 0; feature < bins.length; feature++) {
      let leftGradient = 0;
      let leftHessian = 0;
      let leftCount = 0;
      for (let bin = 0; bin < thresholds[feature].length; bin++) {
        const at = (feature * BINS + bin) * SUMS;
        if (histogram[at + 2] === 0) continue;
        leftGradient += histogram[at];
        leftHessian += histogram[at + 1];
        leftCount += histogram[at + 2];
        if (leftCount < minLeaf || leftHessian < LEAST_HESSIAN) continue;
        const rightHessian = h - leftHessian;
        if (count - leftCount < minLeaf || rightHessian < LEAST_HESSIAN) break;
        const rightGradient = g - leftGradient;
        const left = (leftGradient * leftGradient) / (leftHessian + l2);
        const gain = (left + (rightGradient * rightGradient) / (rightHessian + l2) - before) / 2;
        if (gain > (best?.gain ?? 0)) best = { gain, feature, bin, leftGradient, leftHessian };
      }
    }
    return best;
  }

  /** Puts the samples of bins up to `bin` first, in their order; returns where the others begin. */
  function partition(start: number, end: number, column: Uint8Array, bin: number): number {
    let low = start;
    let kept = 0;
    for (let j = start; j < end; j++) {
      const i = order[j];
      if (column[i] <= bin) order[low++] = i;
      else spare[kept++] = i;
    }
    order.set(spare.subarray(0, kept), low);
    return low;
  }
}
