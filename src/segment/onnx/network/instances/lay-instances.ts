import { intersectWindows, type Window } from '../../../../raster/window.js';
import { type BitMask, countBits, forEachBit, maskIou } from './bit-mask.js';
import type { Instance } from './join-patches.js';
import { dropSpecks } from './specks.js';

/** Instances laid side by side: no pixel belongs to two. */
export interface LaidInstances {
  /** In network pixels of the scene. */
  window: Window;
  /** 1 + index into `instances`, row by row of `window`; 0 where none is. */
  labels: Uint32Array;
  /** Best first. */
  instances: readonly Instance[];
}

/** Of an instance so much has to be left by better ones for it to stay. */
const FREE_SHARE = 0.5;
/** What hangs together with less than this share of the pixels of an instance's largest part is not kept. */
const SPECK_SHARE = 0.25;

/**
 * Gives every pixel to the best of the instances that claim it; to the earlier one where two are as good. One is dropped
 * where it covers a better one too much (intersection over union above `maxIou`), or where less than half of it is left;
 * of what is left, specks are dropped, for each would be an object of its own.
 * Source: Kirillov et al., Panoptic Segmentation (CVPR 2019), section 5; specks are our own.
 * @param found in an order that does not depend on the tiling
 */
export function layInstances(found: readonly Instance[], window: Window, maxIou: number): LaidInstances {
  const labels = new Uint32Array(window.width * window.height);
  const instances: Instance[] = [];
  // Sorting keeps the order of equals.
  for (const instance of [...found].sort((a, b) => b.score - a.score)) {
    const { mask } = instance;
    if (instances.some((better) => maskIou(better.mask, mask) > maxIou)) continue;
    const free = findFree(mask, labels, window);
    if (!free || free.count < FREE_SHARE * countBits(mask, window)) continue;
    dropSpecks({ width: free.part.width, height: free.part.height, mask: free.pixels }, SPECK_SHARE);
    instances.push(instance);
    claim(free, labels, { window, label: instances.length });
  }
  return { window, labels, instances };
}

/** What is left of a mask. */
interface Free {
  part: Window;
  /** 1 where something is left, row by row of `part`. */
  pixels: Uint8Array;
  count: number;
}

/** What others left of a mask in a window; null where that is nothing. */
function findFree(mask: BitMask, labels: Uint32Array, window: Window): Free | null {
  const part = intersectWindows(mask.window, window);
  if (!part) return null;
  const pixels = new Uint8Array(part.width * part.height);
  const first = (part.row - window.row) * window.width + part.col - window.col;
  let count = 0;
  forEachBit(mask, part, (index) => {
    const row = Math.floor(index / part.width);
    if (labels[first + row * window.width + index - row * part.width] !== 0) return;
    pixels[index] = 1;
    count++;
  });
  return count > 0 ? { part, pixels, count } : null;
}

function claim(
  { part, pixels }: Free,
  labels: Uint32Array,
  { window, label }: { window: Window; label: number },
): void {
  for (let y = 0, at = 0; y < part.height; y++) {
    let to = (part.row + y - window.row) * window.width + part.col - window.col;
    for (let x = 0; x < part.width; x++, at++, to++) if (pixels[at] === 1) labels[to] = label;
  }
}
