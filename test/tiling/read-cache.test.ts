import { describe, expect, it } from 'vitest';
import { BlockCache } from '../../src/tiling/block-cache.js';
import type { ByteSource } from '../../src/tiling/byte-source.js';
import { readWindow } from '../../src/tiling/read-window.js';
import { type Block, blockBytes, type TiffImage } from '../../src/tiling/tiff-block.js';
import { readDirectories } from '../../src/tiling/tiff-header.js';
import { parseLayout } from '../../src/tiling/tiff-layout.js';
import { openByteSource } from '../../src/tiling/tiff-source.js';
import { useScratch } from '../support/scratch.js';
import { buildTiff } from '../support/tiny-tiff.js';

const write = useScratch();

/** 4 × 4 tiles of 16 pixels, and a note of every range that is read of them. */
async function openRecorded(capacityBytes: number): Promise<{ image: TiffImage; reads: string[]; file: ByteSource }> {
  const bands = [new Uint8Array(64 * 64).map((_, i) => i)];
  const page = { width: 64, height: 64, dataType: 'uint8' as const, bands, tile: { width: 16, height: 16 } };
  const file = await openByteSource(write(buildTiff([page])));
  const layout = parseLayout((await readDirectories(file))[0]!, file);
  const reads: string[] = [];
  const source: ByteSource = {
    ...file,
    read: (startByte, endByte) => {
      reads.push(`${startByte}-${endByte}`);
      return file.read(startByte, endByte);
    },
  };
  const cache = new BlockCache<Block>({ capacityBytes, sizeOf: blockBytes });
  return { image: { layout, source, cache, cacheKey: '0' }, reads, file };
}

describe('overlapping windows', () => {
  it('decode each block once where two rows of blocks fit into the cache', async () => {
    const { image, reads, file } = await openRecorded(16 * 16 * 12);
    for (let row = 0; row < 64; row += 16) {
      for (let col = 0; col < 64; col += 16) {
        const [left, top] = [Math.max(0, col - 4), Math.max(0, row - 4)];
        const window = {
          col: left,
          row: top,
          width: Math.min(64, col + 20) - left,
          height: Math.min(64, row + 20) - top,
        };
        await readWindow(image, { window, samples: [0], fill: 0 });
      }
    }
    await file.close();
    expect(new Set(reads).size).toBe(16);
    expect(reads.length).toBe(16);
  });

  it('read at the same time share the blocks that are on their way', async () => {
    const { image, reads, file } = await openRecorded(0);
    const window = { col: 8, row: 8, width: 16, height: 16 };
    const request = { window, samples: [0], fill: 0 };
    const [first, second] = await Promise.all([readWindow(image, request), readWindow(image, request)]);
    await file.close();
    expect(first).toEqual(second);
    expect(reads.length).toBe(4);
  });

  it('touch no block beyond the window', async () => {
    const { image, reads, file } = await openRecorded(0);
    await readWindow(image, { window: { col: 16, row: 16, width: 16, height: 16 }, samples: [0], fill: 0 });
    await file.close();
    expect(reads.length).toBe(1);
  });
});
