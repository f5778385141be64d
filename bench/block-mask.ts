import { writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { classAt, hash, type MaskKind } from './masks.js';

const BLOCK_PX = 512;
const VARIANTS = 8;

export interface BlockMask {
  sizePx: number;
  kind: MaskKind | 'discs';
  /** One block in so many holds something; the others are nodata and not in the file at all. */
  filledEvery: number;
}

/**
 * Writes a class mask of any size (UTM 31N, 1 m pixels) in a few hundred kilobytes: a TIFF in which many blocks share
 * one of eight pictures. Regions are cut by the blocks' borders and meet there.
 */
export function writeBlockMask(path: string, { sizePx, kind, filledEvery }: BlockMask): void {
  const pictures = Array.from({ length: VARIANTS }, (_, variant) =>
    deflateSync(kind === 'discs' ? drawDiscs(variant) : drawMask(kind, variant)),
  );
  const across = Math.ceil(sizePx / BLOCK_PX);
  const starts: number[] = [];
  let at = 8;
  for (const { length } of pictures) {
    starts.push(at);
    at += length + (length & 1);
  }
  const offsets = new Uint32Array(across * across);
  const counts = new Uint32Array(across * across);
  for (let block = 0; block < offsets.length; block++) {
    const draw = hash(block % across, Math.floor(block / across), 1);
    if (draw % filledEvery !== 0) continue;
    const variant = (draw >>> 8) % VARIANTS;
    offsets[block] = starts[variant];
    counts[block] = pictures[variant].length;
  }
  const geoKeys = [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32631];
  const tags: [tag: number, type: 2 | 3 | 4 | 12, values: ArrayLike<number>][] = [
    [256, 4, [sizePx]],
    [257, 4, [sizePx]],
    [258, 3, [8]],
    [259, 3, [8]],
    [262, 3, [1]],
    [277, 3, [1]],
    [322, 4, [BLOCK_PX]],
    [323, 4, [BLOCK_PX]],
    [324, 4, offsets],
    [325, 4, counts],
    [33550, 12, [1, 1, 0]],
    [33922, 12, [0, 0, 0, 300_000, 5_400_000, 0]],
    [34735, 3, geoKeys],
    [42113, 2, [0x30, 0]],
  ];
  const bytesPer = { 2: 1, 3: 2, 4: 4, 12: 8 };
  const total = tags.reduce(
    (sum, [, type, values]) => sum + align(values.length * bytesPer[type]),
    at + 6 + 12 * tags.length,
  );
  const file = Buffer.alloc(total);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(at, 4);
  pictures.forEach((picture, i) => {
    picture.copy(file, starts[i]);
  });
  let entry = at + 2;
  let data = at + 6 + 12 * tags.length;
  file.writeUInt16LE(tags.length, at);
  for (const [tag, type, values] of tags) {
    const size = bytesPer[type];
    const isInline = values.length * size <= 4;
    file.writeUInt16LE(tag, entry);
    file.writeUInt16LE(type, entry + 2);
    file.writeUInt32LE(values.length, entry + 4);
    if (!isInline) file.writeUInt32LE(data, entry + 8);
    let to = isInline ? entry + 8 : data;
    for (let i = 0; i < values.length; i++, to += size) {
      if (type === 12) file.writeDoubleLE(values[i], to);
      else file.writeUIntLE(values[i], to, size);
    }
    if (!isInline) data += align(values.length * size);
    entry += 12;
  }
  writeFileSync(path, file);
}

const align = (bytes: number): number => bytes + (bytes & 1);

function drawMask(kind: MaskKind, variant: number): Uint8Array {
  const block = new Uint8Array(BLOCK_PX * BLOCK_PX);
  for (let i = 0; i < block.length; i++) {
    block[i] = classAt(kind, variant * BLOCK_PX + (i % BLOCK_PX), Math.floor(i / BLOCK_PX));
  }
  return block;
}

/** 24 discs of classes 1 to 4, some of which reach over the block's border. */
function drawDiscs(seed: number): Uint8Array {
  const block = new Uint8Array(BLOCK_PX * BLOCK_PX);
  for (let disc = 0; disc < 24; disc++) {
    const [x, y] = [hash(disc, seed, 0) % BLOCK_PX, hash(disc, seed, 1) % BLOCK_PX];
    const draw = hash(disc, seed, 2);
    const radius = 4 + (draw % 40);
    for (let row = Math.max(0, y - radius); row < Math.min(BLOCK_PX, y + radius); row++) {
      for (let col = Math.max(0, x - radius); col < Math.min(BLOCK_PX, x + radius); col++) {
        if ((col - x) ** 2 + (row - y) ** 2 < radius ** 2) block[row * BLOCK_PX + col] = 1 + ((draw >>> 8) % 4);
      }
    }
  }
  return block;
}
