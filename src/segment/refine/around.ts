import type { Element } from '../layers/element.js';
import { slideJoin } from '../layers/slide-join.js';
import type { ClassWindow } from './refine-step.js';

/** 1 where there is data and a pixel of the class is in the element around. */
export function spreadClass({ classes, width, height }: ClassWindow, id: number, element: Element): Uint8Array {
  const values = new Uint16Array(classes.length);
  for (let i = 0; i < values.length; i++) values[i] = Number(classes[i] === id);
  return whereData(classes, slideJoin({ values, width, height }, element, 'or'), 1);
}

/** 1 where there is data and a pixel of the mask is in the element around. */
export function spread(mask: Uint8Array, { classes, width, height }: ClassWindow, element: Element): Uint8Array {
  return whereData(classes, slideJoin({ values: new Uint16Array(mask), width, height }, element, 'or'), 1);
}

/** 1 where there is data and all pixels with data in the element around are of the mask. */
export function shrink(mask: Uint8Array, { classes, width, height }: ClassWindow, element: Element): Uint8Array {
  const values = new Uint16Array(classes.length);
  for (let i = 0; i < values.length; i++) values[i] = Number(classes[i] !== 0 && mask[i] === 0);
  return whereData(classes, slideJoin({ values, width, height }, element, 'or'), 0);
}

function whereData(classes: Uint8Array, bits: Uint16Array, wanted: number): Uint8Array {
  const mask = new Uint8Array(classes.length);
  for (let i = 0; i < mask.length; i++) mask[i] = Number(classes[i] !== 0) & Number(bits[i] === wanted);
  return mask;
}

/** 1 where all pixels with data in the element around are of the pixel's own class. */
export function findInner({ classes, width, height }: ClassWindow, element: Element): Uint8Array {
  // An id and its complement together: two ids differ in a bit, which is then set in both halves.
  const values = new Uint16Array(classes.length);
  for (let i = 0; i < values.length; i++) values[i] = classes[i] === 0 ? 0 : classes[i] | ((255 - classes[i]) << 8);
  const bits = slideJoin({ values, width, height }, element, 'or');
  const inner = new Uint8Array(classes.length);
  for (let i = 0; i < inner.length; i++) inner[i] = Number(classes[i] !== 0) & Number((bits[i] & (bits[i] >> 8)) === 0);
  return inner;
}

/** Most frequent class but the pixel's own among those pixels in the element around that lend theirs. */
export function createVote({ classes, width, height }: ClassWindow, { radius, reaches }: Element) {
  const counts = new Uint32Array(256);
  return (pixel: number, lends: Uint8Array | null): number => {
    const x = pixel % width;
    const y = (pixel - x) / width;
    const top = Math.max(0, y - radius);
    const bottom = Math.min(height - 1, y + radius);
    const own = classes[pixel];
    let most = 0;
    for (let row = top; row <= bottom; row++) {
      const reach = reaches[row - y + radius];
      const end = row * width + Math.min(width - 1, x + reach);
      for (let i = row * width + Math.max(0, x - reach); i <= end; i++) {
        const id = classes[i];
        if (id === 0 || id === own || (lends && lends[i] === 0)) continue;
        const count = ++counts[id];
        if (count > counts[most] || (count === counts[most] && id < most)) most = id;
      }
    }
    // Only what was counted is cleared, since most elements hold few classes.
    for (let row = top; row <= bottom; row++) {
      const reach = reaches[row - y + radius];
      const end = row * width + Math.min(width - 1, x + reach);
      for (let i = row * width + Math.max(0, x - reach); i <= end; i++) counts[classes[i]] = 0;
    }
    return most;
  };
}

/** The place of the greatest count, the first among equals; 0 where all are 0. */
export function findMost(counts: Uint32Array): number {
  let most = 0;
  for (let id = 1; id < counts.length; id++) if (counts[id] > counts[most]) most = id;
  return counts[most] > 0 ? most : 0;
}
