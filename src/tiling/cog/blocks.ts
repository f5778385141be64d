import { promisify } from 'node:util';
import { constants, deflate } from 'node:zlib';
import { type Band, createBand, type DataType } from '../../raster/raster.js';

const deflateAsync = promisify(deflate);

/** Rows of an image at its full width: what blocks are cut from. */
export interface BlockRow {
  bands: readonly Band[];
  width: number;
  height: number;
}

export interface BlockFormat {
  dataType: DataType;
  blockSizePx: number;
  /** Differences between neighbours in a row instead of values (TIFF 6.0 section 14); integers only. */
  predictor: boolean;
  /** True where values come in runs (class masks): looking for anything else costs ten times as much for nothing. */
  hasRuns: boolean;
  /** What fills a block beyond the edge of the image. */
  fill: number;
}

/**
 * One compressed block, pixel interleaved, starting at column `col` of the rows. The bytes are in the order of this
 * machine, which is little-endian on every one that Node supports for us.
 */
export async function encodeBlock(rows: BlockRow, col: number, format: BlockFormat): Promise<Uint8Array> {
  const samples = cutBlock(rows, col, format);
  if (format.predictor) differenceRows(samples, format.blockSizePx, rows.bands.length);
  const strategy = format.hasRuns ? constants.Z_RLE : constants.Z_DEFAULT_STRATEGY;
  return frameBlock(await deflateAsync(samples, { level: 6, strategy }));
}

/** Bytes that GDAL's block leader and trailer add around the data of a block. */
export const LEADER_BYTES = 4;
export const TRAILER_BYTES = 4;

function cutBlock({ bands, width, height }: BlockRow, col: number, format: BlockFormat): Band {
  const { blockSizePx } = format;
  const step = bands.length;
  const samples = createBand(format.dataType, blockSizePx * blockSizePx * step);
  const columns = Math.min(blockSizePx, width - col);
  if (format.fill !== 0 && (columns < blockSizePx || height < blockSizePx)) samples.fill(format.fill);
  for (let b = 0; b < step; b++) {
    const band = bands[b]!;
    for (let row = 0; row < height; row++) {
      let to = row * blockSizePx * step + b;
      const from = row * width + col;
      if (step === 1) samples.set(band.subarray(from, from + columns), to);
      else for (let i = from; i < from + columns; i++, to += step) samples[to] = band[i]!;
    }
  }
  return samples;
}

/** Each sample minus the same band's one pixel to the left; the typed array wraps around as the format asks. */
function differenceRows(samples: Band, blockSizePx: number, bandCount: number): void {
  const rowLength = blockSizePx * bandCount;
  for (let start = 0; start < samples.length; start += rowLength) {
    for (let i = start + rowLength - 1; i >= start + bandCount; i--) samples[i] = samples[i]! - samples[i - bandCount]!;
  }
}

/** Size before, last four bytes after: a reader may fetch blocks without their index (GDAL's COG layout). */
function frameBlock(data: Uint8Array): Uint8Array {
  const framed = new Uint8Array(LEADER_BYTES + data.length + TRAILER_BYTES);
  new DataView(framed.buffer).setUint32(0, data.length, true);
  framed.set(data, LEADER_BYTES);
  framed.set(data.subarray(-TRAILER_BYTES), LEADER_BYTES + data.length);
  return framed;
}
