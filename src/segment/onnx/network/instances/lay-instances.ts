import { intersectWindows, type Window } from '../../../../raster/window.js';
import { type BitMask, countBits, forEachBit, maskIou } from './bit-mask.js';
import type { Instance } from './join-patches.js';

/** Instances laid side by side: no pixel belongs to two. */
export interface LaidInstances {
  /** In network pixels of the scene. */
  window: Window;
  /** 1 + index into `instances`, row by row of `window`; 0 where none is. */
  labels: Uint32Array;
  /** Best first; some may have no pixel. */
  instances: readonly Instance[];
}

export interface LayOptions {
  /** Of two that cover each other more, the less certain one is dropped. */
  maxIou: number;
  /** One is dropped where less than this share of its pixels is left by better ones. */
  minFreeShare: number;
}

/**
 * Gives every pixel to the best of the instances that claim it; the earlier one where two are as good. Each claims what
 * better ones left.
 * Source: Kirillov et al., Panoptic Segmentation (CVPR 2019), section 5, with a share of a half.
 * @param found in an order that does not depend on the tiling
 */
export function layInstances(found: readonly Instance[], window: Window, options: LayOptions): LaidInstances {
  const { maxIou, minFreeShare } = options;
  const labels = new Uint32Array(window.width * window.height);
  const instances: Instance[] = [];
  // Sorting keeps the order of equals.
  for (const instance of [...found].sort((a, b) => b.score - a.score)) {
    const { mask } = instance;
    if (!intersectWindows(mask.window, window)) continue;
    if (instances.some((better) => maskIou(better.mask, mask) > maxIou)) continue;
    const free = countFree(mask, labels, window);
    if (free === 0 || free < minFreeShare * countBits(mask, window)) continue;
    instances.push(instance);
    claimFree(mask, labels, { window, label: instances.length });
  }
  return { window, labels, instances };
}

function countFree(mask: BitMask, labels: Uint32Array, window: Window): number {
  let free = 0;
  forEachBit(mask, window, (pixel) => {
    if (labels[pixel] === 0) free++;
  });
  return free;
}

function claimFree(mask: BitMask, labels: Uint32Array, { window, label }: { window: Window; label: number }): void {
  forEachBit(mask, window, (pixel) => {
    if (labels[pixel] === 0) labels[pixel] = label;
  });
}
