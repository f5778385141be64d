import fc from 'fast-check';
import type { Ground } from '../../../src/vectorize/ground/ground.js';
import { codeCorners, type SimplifyOptions, simplifyBlock } from '../../../src/vectorize/simplify/simplify-block.js';
import { roundCorners } from '../../../src/vectorize/smooth/round-corners.js';
import type { Mask } from '../../support/vectorize-in-memory.js';
import { createRandom } from '../../support/write-scene.js';

const FLAT: Pick<Ground, 'metricAt'> = { metricAt: () => ({ e: 1, f: 0, g: 1 }) };

/** How every corner of the mask's lattice is drawn, simplified block by block; blocks that meet must agree. */
export function codesInMemory(
  mask: Mask,
  options: SimplifyOptions & { blockPx: number; smooth?: boolean; ground?: Pick<Ground, 'metricAt'> },
): Uint8Array {
  const { blockPx, ground = FLAT } = options;
  const codes = new Uint8Array((mask.width + 1) * (mask.height + 1));
  const isCoded = new Uint8Array(codes.length);
  for (let row = 0; row < mask.height; row += blockPx) {
    for (let col = 0; col < mask.width; col += blockPx) {
      const [width, height] = [Math.min(blockPx, mask.width - col), Math.min(blockPx, mask.height - row)];
      const block = simplifyBlock({
        ...options,
        mask: { width, height, classes: padBlock(mask, { col, row, width, height }) },
        metricAt: (x, y) => ground.metricAt(col + x, row + y),
      });
      const own = options.smooth ? roundCorners(block) : codeCorners(block);
      own.forEach((code, i) => {
        const corner = (row + Math.floor(i / (width + 1))) * (mask.width + 1) + col + (i % (width + 1));
        if (isCoded[corner] && codes[corner] !== code) throw new Error(`blocks draw corner ${corner} differently`);
        codes[corner] = code;
        isCoded[corner] = 1;
      });
    }
  }
  return codes;
}

/** The classes of a window and one pixel around it; 0 outside the mask. */
export function padBlock(
  mask: Mask,
  { col, row, width, height }: { col: number; row: number; width: number; height: number },
): Uint8Array {
  const padded = new Uint8Array((width + 2) * (height + 2));
  for (let y = -1; y <= height; y++) {
    for (let x = -1; x <= width; x++) {
      const [c, r] = [col + x, row + y];
      if (c < 0 || r < 0 || c >= mask.width || r >= mask.height) continue;
      padded[(y + 1) * (width + 2) + x + 1] = mask.classes[r * mask.width + c];
    }
  }
  return padded;
}

/** Random masks: noise, blobs, or blobs with noise; some have nodata. */
export const masks = (maxPx: number) =>
  fc
    .record({
      seed: fc.integer({ min: 0, max: 1e9 }),
      width: fc.integer({ min: 1, max: maxPx }),
      height: fc.integer({ min: 1, max: maxPx }),
      classes: fc.integer({ min: 2, max: 4 }),
      noise: fc.constantFrom(0, 0.05, 0.5, 3),
      nodata: fc.constantFrom(0, 0.02, 0.3),
      blobPx: fc.double({ min: 1, max: 12, noNaN: true }),
    })
    .map(makeMask);

export function makeMask(of: {
  seed: number;
  width: number;
  height: number;
  classes: number;
  noise: number;
  nodata: number;
  blobPx: number;
}): Mask {
  const { width, height, classes, noise, nodata, blobPx } = of;
  const random = createRandom(of.seed);
  const [u, v, w] = [blobPx * (0.5 + random()), blobPx * (0.5 + random()), 6 * random()];
  const ids = Uint8Array.from({ length: width * height }, (_, i) => {
    const [col, row] = [i % width, Math.floor(i / width)];
    if (random() < nodata) return 0;
    const blob = Math.sin(col / u + w) + Math.cos(row / v) + Math.sin((col + row) / (u + v)) + noise * random();
    return 1 + (Math.floor((blob + 3) * 0.7 * classes) % classes);
  });
  return { width, height, classes: ids };
}
