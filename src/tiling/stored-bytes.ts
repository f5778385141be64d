import type { LevelsOfScene } from './read-level.js';
import type { TiffLayout } from './tiff-layout.js';

/** Bytes of the blocks at full resolution that hold these bands (numbers from 1; all where absent), alpha and mask. */
export function countStoredBytes({ levels, alphaBand }: LevelsOfScene, bands?: readonly number[]): number {
  const [{ image, mask }] = levels;
  const wanted = bands && alphaBand !== null ? [...bands, alphaBand] : bands;
  return bytesOf(image.layout, wanted) + (mask ? bytesOf(mask.layout) : 0);
}

function bytesOf({ byteCounts, blocksAcross, blocksDown, isPlanar }: TiffLayout, bands?: readonly number[]): number {
  const planeBlocks = blocksAcross * blocksDown;
  const planes = new Set(bands);
  let bytes = 0;
  for (let block = 0; block < byteCounts.length; block++) {
    if (!isPlanar || !bands || planes.has(1 + Math.floor(block / planeBlocks))) bytes += byteCounts[block];
  }
  return bytes;
}
