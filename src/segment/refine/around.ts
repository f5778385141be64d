import type { Element } from '../layers/element.js';
import { slideMin } from '../layers/slide-min.js';
import type { ClassWindow } from './refine-step.js';

/** 1 where a pixel in the element around is 1; 0 where there is no data. */
export function spread(mask: Uint8Array, { classes, width, height }: ClassWindow, element: Element): Uint8Array {
  const values = Float32Array.from(mask, (one) => 1 - one);
  const least = slideMin({ values, width, height }, element);
  return Uint8Array.from(classes, (id, i) => Number(id !== 0 && least[i] === 0));
}

/** 1 where all pixels with data in the element around are 1, and the pixel has data. */
export function shrink(mask: Uint8Array, { classes, width, height }: ClassWindow, element: Element): Uint8Array {
  const values = Float32Array.from(classes, (id, i) => (id === 0 ? 1 : mask[i]));
  const least = slideMin({ values, width, height }, element);
  return Uint8Array.from(classes, (id, i) => Number(id !== 0 && least[i] === 1));
}

/** 1 where all pixels with data in the element around are of the pixel's own class. */
export function findInner({ classes, width, height }: ClassWindow, element: Element): Uint8Array {
  const of = (values: Float32Array): Float32Array => slideMin({ values, width, height }, element);
  const least = of(Float32Array.from(classes, (id) => (id === 0 ? Number.POSITIVE_INFINITY : id)));
  const most = of(Float32Array.from(classes, (id) => (id === 0 ? Number.POSITIVE_INFINITY : -id)));
  return Uint8Array.from(classes, (id, i) => Number(id !== 0 && least[i] === id && most[i] === -id));
}

/** Most frequent class but the pixel's own among those pixels in the element around that lend theirs. */
export function createVote({ classes, width, height }: ClassWindow, { radius, reaches }: Element) {
  const counts = new Uint32Array(256);
  return (pixel: number, lends: Uint8Array | null): number => {
    const x = pixel % width;
    const y = (pixel - x) / width;
    counts.fill(0);
    for (let row = Math.max(0, y - radius); row <= Math.min(height - 1, y + radius); row++) {
      const reach = reaches[row - y + radius];
      const end = row * width + Math.min(width - 1, x + reach);
      for (let i = row * width + Math.max(0, x - reach); i <= end; i++)
        if (!lends || lends[i] === 1) counts[classes[i]]++;
    }
    counts[0] = 0;
    counts[classes[pixel]] = 0;
    return findMost(counts);
  };
}

/** The place of the greatest count, the first among equals; 0 where all are 0. */
export function findMost(counts: Uint32Array): number {
  let most = 0;
  for (let id = 1; id < counts.length; id++) if (counts[id] > counts[most]) most = id;
  return counts[most] > 0 ? most : 0;
}
