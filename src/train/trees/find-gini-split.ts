/** Samples of one tree, and what of them is needed to split its nodes. */
export interface TreeSamples {
  /** Bin of each sample, per feature. */
  bins: readonly Uint8Array[];
  /** Class of each sample, from 0. */
  classOf: Uint8Array;
  /** How often each sample was drawn. */
  weight: Uint16Array;
  classCount: number;
  minLeaf: number;
}

/** A node: the samples `order[start]` to `order[end]` exclusive, and their weight per class. */
export interface GiniNode {
  order: Uint32Array;
  start: number;
  end: number;
  counts: Int32Array;
}

export interface GiniSplit {
  feature: number;
  /** Samples of this bin and below go left. */
  bin: number;
  /** Σ over both sides of (Σ over classes of count²) / count: the greater, the purer. */
  purity: number;
}

/** Nodes of fewer samples are sorted, not counted: the empty bins would cost more. */
const FEW_SAMPLES = 40;
const BINS = 256;

/**
 * Finds where a feature parts a node best by Gini's impurity (Breiman and others 1984). Counts are whole numbers, so the
 * result does not depend on the order of the samples.
 */
export function createGiniSplitter(samples: TreeSamples) {
  const { bins, classOf, weight, classCount, minLeaf } = samples;
  const histogram = new Int32Array(BINS * classCount);
  const leftCounts = new Int32Array(classCount);
  const keys = new Int32Array(FEW_SAMPLES);

  /** The best split of `node` on a feature, or null where none leaves `minLeaf` on both sides. */
  return (node: GiniNode, feature: number): GiniSplit | null => {
    const { counts, start, end } = node;
    let total = 0;
    let rightSquares = 0;
    for (let k = 0; k < classCount; k++) {
      total += counts[k];
      rightSquares += counts[k] * counts[k];
    }
    if (end - start <= FEW_SAMPLES) return scanSorted(node, feature, total, rightSquares);
    return scanHistogram(node, feature, total, rightSquares);
  };

  function scanHistogram(node: GiniNode, feature: number, total: number, allSquares: number): GiniSplit | null {
    const { order, start, end, counts } = node;
    const column = bins[feature];
    let least = BINS;
    let most = -1;
    for (let j = start; j < end; j++) {
      const i = order[j];
      const bin = column[i];
      histogram[bin * classCount + classOf[i]] += weight[i];
      if (bin < least) least = bin;
      if (bin > most) most = bin;
    }
    leftCounts.fill(0);
    let best = Number.NEGATIVE_INFINITY;
    let bestBin = -1;
    let last = -1;
    let leftTotal = 0;
    let leftSquares = 0;
    let rightSquares = allSquares;
    for (let bin = least; bin <= most; bin++) {
      let moved = 0;
      const at = bin * classCount;
      for (let k = 0; k < classCount; k++) moved += histogram[at + k];
      if (moved === 0) continue;
      // The split before this bin, in the middle of the empty ones.
      if (last >= 0 && leftTotal >= minLeaf && total - leftTotal >= minLeaf) {
        const purity = leftSquares / leftTotal + rightSquares / (total - leftTotal);
        if (purity > best) [best, bestBin] = [purity, (last + bin - 1) >> 1];
      }
      for (let k = 0; k < classCount; k++) {
        const count = histogram[at + k];
        if (count === 0) continue;
        leftSquares += count * (2 * leftCounts[k] + count);
        rightSquares += count * (count - 2 * (counts[k] - leftCounts[k]));
        leftCounts[k] += count;
      }
      leftTotal += moved;
      last = bin;
    }
    histogram.fill(0, least * classCount, (most + 1) * classCount);
    return bestBin < 0 ? null : { feature, bin: bestBin, purity: best };
  }

  function scanSorted(node: GiniNode, feature: number, total: number, allSquares: number): GiniSplit | null {
    const { order, start, end, counts } = node;
    const column = bins[feature];
    const count = end - start;
    for (let j = 0; j < count; j++) {
      const key = (column[order[start + j]] << 16) | j;
      let place = j;
      while (place > 0 && keys[place - 1] > key) keys[place] = keys[--place];
      keys[place] = key;
    }
    leftCounts.fill(0);
    let best = Number.NEGATIVE_INFINITY;
    let bestBin = -1;
    let leftTotal = 0;
    let leftSquares = 0;
    let rightSquares = allSquares;
    for (let j = 0; j + 1 < count; j++) {
      const i = order[start + (keys[j] & 0xffff)];
      const k = classOf[i];
      const moved = weight[i];
      leftSquares += moved * (2 * leftCounts[k] + moved);
      rightSquares += moved * (moved - 2 * (counts[k] - leftCounts[k]));
      leftCounts[k] += moved;
      leftTotal += moved;
      const bin = keys[j] >> 16;
      const next = keys[j + 1] >> 16;
      if (bin === next || leftTotal < minLeaf || total - leftTotal < minLeaf) continue;
      const purity = leftSquares / leftTotal + rightSquares / (total - leftTotal);
      if (purity > best) [best, bestBin] = [purity, (bin + next - 1) >> 1];
    }
    return bestBin < 0 ? null : { feature, bin: bestBin, purity: best };
  }
}
