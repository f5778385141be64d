import type { Columns } from '../segmenter.js';

/** Pixels that are worked on at a time: what is in between stays in the processor's cache. */
export const CHUNK = 2048;

/**
 * The first `width` columns, a chunk at a time, as doubles: loops over them are compiled once, whatever the scene holds.
 * Columns of zeros follow up to a multiple of four. What lies after the last pixel means nothing.
 */
export function createChunks({ length, values }: Columns, width: number) {
  const padded = Math.ceil(width / 4) * 4;
  const chunk = Array.from({ length: padded }, () => new Float64Array(CHUNK));
  return {
    read(start: number): readonly Float64Array[] {
      const end = Math.min(start + CHUNK, length);
      for (let k = 0; k < width; k++) chunk[k].set(values[k].subarray(start, end));
      return chunk;
    },
  };
}
