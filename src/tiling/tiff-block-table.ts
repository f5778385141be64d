import { InputError } from '../errors.js';
import type { ByteSource } from './byte-source.js';
import { TAG, type TiffDirectory } from './tiff-header.js';

/** Where the blocks of an image are. Offset or byte count 0: the block was never written. */
export interface BlockTable {
  isTiled: boolean;
  blockWidth: number;
  blockHeight: number;
  blocksAcross: number;
  blocksDown: number;
  offsets: ArrayLike<number>;
  byteCounts: ArrayLike<number>;
}

interface ImageSize {
  width: number;
  height: number;
  /** Bands that are stored apart, or 1. */
  planes: number;
  bitsPerPixel: number;
  /** Not compressed. */
  isRaw: boolean;
  maxBlockBytes: number;
}

type Refuse = (wanted: string, got: string) => InputError;

const MAX_PIECES = 2 ** 24;
/** Raw strips are read in pieces of about this size, whatever the file says. */
const RAW_PIECE_BYTES = 2 ** 18;

/** Reads the tables of tiles or strips and proves that each block lies inside the file. */
export function readBlockTable(directory: TiffDirectory, source: ByteSource, size: ImageSize): BlockTable {
  const refuse: Refuse = (wanted, got) =>
    new InputError({ thing: 'blocks of the image', wanted, got, source: source.location });
  const isTiled = directory.numbers(TAG.tileOffsets) !== null;
  const blockWidth = isTiled ? (directory.number(TAG.tileWidth) ?? 0) : size.width;
  const blockHeight = isTiled
    ? (directory.number(TAG.tileHeight) ?? 0)
    : Math.min(directory.number(TAG.rowsPerStrip) ?? size.height, size.height);
  if (!(blockWidth > 0 && blockHeight > 0)) throw refuse('a width and a height', `${blockWidth} × ${blockHeight}`);
  const grid = toGrid(size, blockWidth, blockHeight);
  const rowBytes = Math.ceil((blockWidth * size.bitsPerPixel) / 8);
  const offsets = directory.numbers(isTiled ? TAG.tileOffsets : TAG.stripOffsets);
  const byteCounts =
    directory.numbers(isTiled ? TAG.tileByteCounts : TAG.stripByteCounts) ??
    (size.isRaw ? rawByteCounts(grid.blocks, rowBytes * blockHeight) : null);
  if (offsets === null || byteCounts === null) throw refuse('their offsets and sizes', 'none');
  if (offsets.length < grid.blocks || byteCounts.length < grid.blocks) {
    throw refuse(`${grid.blocks} of them`, `${Math.min(offsets.length, byteCounts.length)}`);
  }
  const decodedBytes = size.isRaw && !isTiled ? rowBytes : rowBytes * blockHeight;
  if (decodedBytes > size.maxBlockBytes) {
    throw refuse(`${size.maxBlockBytes} bytes each at most`, `${blockWidth} × ${blockHeight}: ${decodedBytes}`);
  }
  if (size.isRaw && !isTiled) {
    const strips = cutRawStrips({ offsets, byteCounts, stripHeight: blockHeight, rowBytes, size }, refuse);
    checkInside(strips, source, refuse);
    return strips;
  }
  const { blocksAcross, blocksDown } = grid;
  const table = { isTiled, blockWidth, blockHeight, blocksAcross, blocksDown, offsets, byteCounts };
  checkInside(table, source, refuse);
  return table;
}

function toGrid({ width, height, planes }: ImageSize, blockWidth: number, blockHeight: number) {
  const blocksAcross = Math.ceil(width / blockWidth);
  const blocksDown = Math.ceil(height / blockHeight);
  return { blocksAcross, blocksDown, blocks: blocksAcross * blocksDown * planes };
}

function rawByteCounts(blocks: number, bytes: number): ArrayLike<number> {
  return blocks < 2 ** 24 ? new Float64Array(blocks).fill(bytes) : [];
}

interface RawStrips {
  offsets: ArrayLike<number>;
  byteCounts: ArrayLike<number>;
  stripHeight: number;
  rowBytes: number;
  size: ImageSize;
}

/**
 * Uncompressed strips as even pieces of a sane size: one strip may be the whole image, or a single row. Pieces join
 * strips only where those follow each other in the file without a gap.
 */
function cutRawStrips(strips: RawStrips, refuse: Refuse): BlockTable {
  const { offsets, byteCounts, stripHeight, rowBytes, size } = strips;
  const { width, height, planes } = size;
  const stripsDown = Math.ceil(height / stripHeight);
  const wantedHeight = Math.max(1, Math.min(height, Math.floor(RAW_PIECE_BYTES / rowBytes)));
  const joins = areContiguous(strips);
  const blockHeight = joins ? wantedHeight : largestDivisor(stripHeight, wantedHeight);
  const blocksDown = Math.ceil(height / blockHeight);
  if (blocksDown * planes > MAX_PIECES) throw refuse(`${MAX_PIECES} at most`, `${blocksDown * planes}`);
  const pieceOffsets = new Float64Array(blocksDown * planes);
  const pieceBytes = new Float64Array(blocksDown * planes);
  for (let plane = 0; plane < planes; plane++) {
    for (let piece = 0; piece < blocksDown; piece++) {
      const row = piece * blockHeight;
      const strip = plane * stripsDown + Math.floor(row / stripHeight);
      if (offsets[strip] === 0 || byteCounts[strip] === 0) continue;
      const stripRows = Math.min(stripHeight, height - Math.floor(row / stripHeight) * stripHeight);
      if (byteCounts[strip]! < stripRows * rowBytes)
        throw refuse(`strips of ${stripRows * rowBytes} bytes`, `${byteCounts[strip]}`);
      const at = plane * blocksDown + piece;
      pieceOffsets[at] = offsets[strip]! + (row % stripHeight) * rowBytes;
      pieceBytes[at] = Math.min(blockHeight, height - row) * rowBytes;
    }
  }
  return {
    isTiled: false,
    blockWidth: width,
    blockHeight,
    blocksAcross: 1,
    blocksDown,
    offsets: pieceOffsets,
    byteCounts: pieceBytes,
  };
}

/** True where the strips of each plane are whole and follow each other, so that they can be cut anywhere. */
function areContiguous({ offsets, byteCounts, stripHeight, rowBytes, size }: RawStrips): boolean {
  const stripsDown = Math.ceil(size.height / stripHeight);
  const stripBytes = stripHeight * rowBytes;
  for (let strip = 0; strip < stripsDown * size.planes; strip++) {
    if (offsets[strip] === 0 || byteCounts[strip] === 0) return false;
    if (strip % stripsDown > 0 && offsets[strip] !== offsets[strip - 1]! + stripBytes) return false;
  }
  return true;
}

function largestDivisor(value: number, most: number): number {
  for (let divisor = Math.min(value, most); divisor > 1; divisor--) {
    if (value % divisor === 0) return divisor;
  }
  return 1;
}

function checkInside({ offsets, byteCounts }: BlockTable, source: ByteSource, refuse: Refuse): void {
  for (let block = 0; block < offsets.length && block < byteCounts.length; block++) {
    const end = offsets[block]! + byteCounts[block]!;
    if (byteCounts[block] !== 0 && offsets[block] !== 0 && !(end <= source.size)) {
      throw refuse(`a file of ${end} bytes`, `${source.size}: it is cut short or damaged`);
    }
  }
}
