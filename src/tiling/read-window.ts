import { type Band, createBand } from '../raster/raster.js';
import { intersectWindows, type Window } from '../raster/window.js';
import { type Block, readBlock, type TiffImage } from './tiff-block.js';

export interface WindowRequest {
  /** Inside the image. */
  window: Window;
  /** Numbers from 0, each once or more. */
  samples: readonly number[];
  /** Stands for blocks that the file leaves out. */
  fill: number;
}

/** Values of a window, one array a requested sample; blocks come through the image's cache. */
export async function readWindow(image: TiffImage, { window, samples, fill }: WindowRequest): Promise<Band[]> {
  const bands = samples.map(() => createBand(image.layout.dataType, window.width * window.height));
  const jobs = planBlocks(image, window, samples);
  let next = 0;
  const work = async () => {
    while (next < jobs.length) {
      const { index, extent, reads } = jobs[next++]!;
      const block = await readBlock(image, index);
      const overlap = intersectWindows(window, extent)!;
      for (const { output, sample } of reads) {
        if (block === null) fillPart(bands[output]!, { window, overlap, fill });
        else copyPart(bands[output]!, block[sample]!, { window, overlap, extent });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(image.source.readsAtOnce, jobs.length) }, work));
  return bands;
}

interface BlockJob {
  index: number;
  /** The pixels of the image that the block covers; tiles may reach past its edge. */
  extent: Window;
  /** Which of the block's samples go to which output. */
  reads: { output: number; sample: number }[];
}

/** The blocks that a window touches, row by row. */
function planBlocks({ layout }: TiffImage, window: Window, samples: readonly number[]): BlockJob[] {
  const { blockWidth, blockHeight, blocksAcross, blocksDown } = layout;
  const lastRow = Math.floor((window.row + window.height - 1) / blockHeight);
  const lastCol = Math.floor((window.col + window.width - 1) / blockWidth);
  const together = samples.map((sample, output) => ({ output, sample }));
  const jobs: BlockJob[] = [];
  for (let blockRow = Math.floor(window.row / blockHeight); blockRow <= lastRow; blockRow++) {
    for (let blockCol = Math.floor(window.col / blockWidth); blockCol <= lastCol; blockCol++) {
      const extent = {
        col: blockCol * blockWidth,
        row: blockRow * blockHeight,
        width: blockWidth,
        height: blockHeight,
      };
      const index = blockRow * blocksAcross + blockCol;
      if (!layout.isPlanar) jobs.push({ index, extent, reads: together });
      else {
        for (const { output, sample } of together) {
          const planeIndex = sample * blocksAcross * blocksDown + index;
          jobs.push({ index: planeIndex, extent, reads: [{ output, sample: 0 }] });
        }
      }
    }
  }
  return jobs;
}

function copyPart(
  out: Band,
  block: Block[number],
  { window, overlap, extent }: { window: Window; overlap: Window; extent: Window },
): void {
  const { col, row, width, height } = overlap;
  let from = (row - extent.row) * extent.width + col - extent.col;
  let to = (row - window.row) * window.width + col - window.col;
  if (width === window.width && width === extent.width) {
    out.set(block.subarray(from, from + width * height), to);
    return;
  }
  for (let line = 0; line < height; line++) {
    out.set(block.subarray(from, from + width), to);
    from += extent.width;
    to += window.width;
  }
}

function fillPart(out: Band, { window, overlap, fill }: { window: Window; overlap: Window; fill: number }): void {
  let to = (overlap.row - window.row) * window.width + overlap.col - window.col;
  for (let line = 0; line < overlap.height; line++) {
    out.fill(fill, to, to + overlap.width);
    to += window.width;
  }
}
