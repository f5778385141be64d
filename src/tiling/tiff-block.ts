import { InputError, LandquiltError } from '../errors.js';
import type { Band } from '../raster/raster.js';
import type { BlockCache } from './block-cache.js';
import type { ByteSource } from './byte-source.js';
import type { BlockShape } from './codecs/codec.js';
import type { TiffLayout } from './tiff-layout.js';
import { toBands } from './tiff-samples.js';

/** A decoded block: one array a sample, rows as wide as the block. */
export type Block = Band[];

/** One image of an open TIFF. */
export interface TiffImage {
  layout: TiffLayout;
  source: ByteSource;
  cache: BlockCache<Block>;
  /** Tells this image's blocks from those of the file's other images. */
  cacheKey: string;
}

export function blockBytes(block: Block): number {
  let bytes = 0;
  for (const band of block) bytes += band.byteLength;
  return bytes;
}

/** The block of that number, or null where the file leaves it out. */
export async function readBlock(image: TiffImage, index: number): Promise<Block | null> {
  const { layout, cache, cacheKey } = image;
  if (layout.offsets[index] === 0 || layout.byteCounts[index] === 0) return null;
  return cache.get(`${cacheKey}/${index}`, () => loadBlock(image, index));
}

async function loadBlock({ layout, source }: TiffImage, index: number): Promise<Block> {
  const startByte = layout.offsets[index]!;
  const bytes = await source.read(startByte, startByte + layout.byteCounts[index]!);
  const shape = shapeOf(layout, index);
  try {
    return toBands(await layout.codec.decode(bytes, shape), shape, layout);
  } catch (cause) {
    if (cause instanceof LandquiltError) throw cause;
    const got = cause instanceof Error ? cause.message : String(cause);
    const thing = `block ${index} (${layout.codec.name})`;
    throw new InputError({ thing, wanted: 'readable pixels', got, source: source.location }, { cause });
  }
}

function shapeOf(layout: TiffLayout, index: number): BlockShape {
  const { blockWidth, blockHeight, isTiled, blocksAcross, blocksDown } = layout;
  const row = Math.floor((index % (blocksAcross * blocksDown)) / blocksAcross) * blockHeight;
  const height = isTiled ? blockHeight : Math.min(blockHeight, layout.height - row);
  const samples = layout.isPlanar ? 1 : layout.samples;
  const rowBytes = Math.ceil((blockWidth * samples * layout.bitsPerSample) / 8);
  return {
    width: blockWidth,
    height,
    samples,
    dataType: layout.dataType,
    decodedBytes: rowBytes * height,
    maxDecodedBytes: rowBytes * blockHeight,
    photometric: layout.photometric,
    jpegTables: layout.jpegTables,
    lercWrapper: layout.lercWrapper,
  };
}
