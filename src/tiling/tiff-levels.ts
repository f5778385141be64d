import { BlockCache } from './block-cache.js';
import type { ByteSource } from './byte-source.js';
import { findCodec } from './codecs/index.js';
import { type Block, blockBytes, type TiffImage } from './tiff-block.js';
import { TAG, type TiffDirectory } from './tiff-header.js';
import { parseLayout, type TiffLayout } from './tiff-layout.js';

/** A resolution of the scene with its internal mask. */
export interface Level {
  image: TiffImage;
  mask: TiffImage | null;
}

/** Full resolution and its overviews, large to small; other pages of the file are none of the scene. */
export function findLevels(directories: TiffDirectory[], source: ByteSource, cacheBytes: number): Level[] {
  const cache = new BlockCache<Block>({ capacityBytes: cacheBytes, sizeOf: blockBytes });
  const toImage = (layout: TiffLayout, index: number): TiffImage => ({
    layout,
    source,
    cache,
    cacheKey: String(index),
  });
  const images = directories
    .filter((directory, index) => index === 0 || isPartOfScene(directory))
    .map((directory, index) => toImage(parseLayout(directory, source), index));
  const full = images[0]!;
  const masks = images.slice(1).filter(({ layout }) => layout.isMask);
  const findMask = ({ layout }: TiffImage) =>
    masks.find((mask) => mask.layout.width === layout.width && mask.layout.height === layout.height) ?? null;
  const fullMask = findMask(full);
  const overviews = images
    .slice(1)
    .filter(({ layout }) => layout.isReduced && !layout.isMask && isSameKind(layout, full.layout))
    .map((image) => ({ image, mask: findMask(image) }))
    // An overview that lacks the mask of the full image would call everything valid.
    .filter(({ mask }) => fullMask === null || mask !== null)
    .sort((a, b) => b.image.layout.width - a.image.layout.width);
  return [{ image: full, mask: fullMask }, ...overviews];
}

/** Masks and smaller copies. A thumbnail in a compression that is not read is no overview. */
function isPartOfScene(directory: TiffDirectory): boolean {
  const subfile = directory.number(TAG.newSubfileType) ?? 0;
  if ((subfile & 4) !== 0) return true;
  const isReduced = (subfile & 1) !== 0 || directory.number(TAG.subfileType) === 2;
  return isReduced && findCodec(directory.number(TAG.compression) ?? 1) !== null;
}

function isSameKind(a: TiffLayout, b: TiffLayout): boolean {
  return a.samples === b.samples && a.dataType === b.dataType && a.width <= b.width && a.height <= b.height;
}
