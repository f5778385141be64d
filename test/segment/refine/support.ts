import type { Window } from '../../../src/raster/window.js';
import { createRandom } from '../../../src/segment/methods/random.js';
import { findRefineStep } from '../../../src/segment/refine/list.js';
import type { ClassWindow, RefineOptions, Refiner } from '../../../src/segment/refine/refine-step.js';
import { cutPlane } from '../layers/support.js';

/** A step by the options as a recipe gives them. */
export function createStep(options: RefineOptions): Refiner {
  const step = findRefineStep(options.step)!;
  return step.create(step.options.parse(options) as RefineOptions);
}

/** A mask drawn in rows of digits; a dot is nodata. */
export function fromRows(rows: readonly string[]): ClassWindow {
  const classes = Uint8Array.from([...rows.join('')].map((sign) => (sign === '.' ? 0 : Number(sign))));
  return { classes, width: rows[0].length, height: rows.length };
}

export function toRows({ width }: ClassWindow, classes: Uint8Array): string[] {
  const signs = Array.from(classes, (id) => (id === 0 ? '.' : String(id))).join('');
  return signs.match(new RegExp(`.{${width}}`, 'g')) ?? [];
}

/** What a step makes of a drawn mask, drawn. */
export function refineRows(options: RefineOptions, rows: readonly string[]): string[] {
  const window = fromRows(rows);
  return toRows(window, createStep(options).apply(window));
}

/** Blobs of a few classes with noise and holes without data: some of all sizes. */
export function drawMask(seed: number, width: number, height: number): ClassWindow {
  const random = createRandom(seed);
  const count = 2 + Math.floor(random() * 3);
  const grain = 1 + Math.floor(random() * 4);
  const noise = random() * 0.3;
  const across = Math.ceil(width / grain);
  const blobs = Array.from({ length: across * Math.ceil(height / grain) }, () => 1 + Math.floor(random() * count));
  const classes = Uint8Array.from({ length: width * height }, (_, i) => {
    if (random() < noise / 6) return 0;
    if (random() < noise) return 1 + Math.floor(random() * count);
    return blobs[Math.floor(Math.floor(i / width) / grain) * across + Math.floor((i % width) / grain)];
  });
  return { classes, width, height };
}

export function cutMask({ classes, width, height }: ClassWindow, part: Window): ClassWindow {
  const cut = cutPlane(classes, { col: 0, row: 0, width, height }, part);
  return { classes: cut, width: part.width, height: part.height };
}
