import { InputError } from '../errors.js';
import type { ByteSource } from './byte-source.js';

/** Where a TIFF's image file directories lie, after a check that reading them is safe. */
export interface DirectoryChain {
  littleEndian: boolean;
  bigTiff: boolean;
  /** Byte offsets, in the order of the file. */
  offsets: number[];
}

/** Bounds on what a header may cost; real files stay far below them. */
const MAX_DIRECTORIES = 1024;
const MAX_ENTRIES = 4096;
const MAX_TAG_BYTES = 64 * 2 ** 20;

/** Bytes of one value of each TIFF field type (TIFF 6.0 section 2, BigTIFF). */
const FIELD_BYTES: Record<number, number> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

/**
 * Follows the chain of directories and proves that each value lies inside the file, that the chain ends, and that all
 * tags together are of a sane size: a damaged or hostile header is an `InputError` before anything large is allocated.
 */
export async function walkDirectories(source: ByteSource): Promise<DirectoryChain> {
  const header = await readView(source, 0, Math.min(16, source.size));
  const { littleEndian, bigTiff } = parseSignature(header, source);
  const offsets: number[] = [];
  let tagBytes = 0;
  let offset = bigTiff ? toNumber(header.getBigUint64(8, littleEndian)) : header.getUint32(4, littleEndian);
  while (offset !== 0) {
    if (offsets.includes(offset)) throw damaged(source, 'directories in a chain that ends', 'a cycle');
    if (offsets.length === MAX_DIRECTORIES) throw damaged(source, `${MAX_DIRECTORIES} directories at most`, 'more');
    const directory = await walkDirectory(source, { offset, littleEndian, bigTiff });
    offsets.push(offset);
    tagBytes += directory.tagBytes;
    if (tagBytes > MAX_TAG_BYTES) throw damaged(source, `${MAX_TAG_BYTES} bytes of tags at most`, `${tagBytes}`);
    offset = directory.next;
  }
  if (offsets.length === 0) throw damaged(source, 'an image', 'an empty TIFF');
  return { littleEndian, bigTiff, offsets };
}

function parseSignature(header: DataView, source: ByteSource): { littleEndian: boolean; bigTiff: boolean } {
  const order = header.byteLength >= 8 ? header.getUint16(0) : 0;
  const littleEndian = order === 0x4949;
  const magic = littleEndian || order === 0x4d4d ? header.getUint16(2, littleEndian) : 0;
  if (magic !== 42 && magic !== 43) throw damaged(source, 'a TIFF', 'a file that does not start like one');
  const bigTiff = magic === 43;
  if (bigTiff && (header.byteLength < 16 || header.getUint16(4, littleEndian) !== 8)) {
    throw damaged(source, 'a BigTIFF with offsets of 8 bytes', 'other ones');
  }
  return { littleEndian, bigTiff };
}

interface DirectoryPlace {
  offset: number;
  littleEndian: boolean;
  bigTiff: boolean;
}

async function walkDirectory(
  source: ByteSource,
  { offset, littleEndian, bigTiff }: DirectoryPlace,
): Promise<{ next: number; tagBytes: number }> {
  const countBytes = bigTiff ? 8 : 2;
  const entryBytes = bigTiff ? 20 : 12;
  const inlineBytes = bigTiff ? 8 : 4;
  const head = await readView(source, offset, offset + countBytes);
  const entries = bigTiff ? toNumber(head.getBigUint64(0, littleEndian)) : head.getUint16(0, littleEndian);
  if (entries === 0 || entries > MAX_ENTRIES)
    throw damaged(source, `1 to ${MAX_ENTRIES} tags in a directory`, `${entries}`);
  const start = offset + countBytes;
  const view = await readView(source, start, start + entries * entryBytes + inlineBytes);
  const readOffset = (at: number) =>
    bigTiff ? toNumber(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian);
  let tagBytes = 0;
  for (let at = 0; at < entries * entryBytes; at += entryBytes) {
    const fieldBytes = FIELD_BYTES[view.getUint16(at + 2, littleEndian)] ?? 1;
    const bytes = readOffset(at + 4) * fieldBytes;
    if (bytes <= inlineBytes) continue;
    const end = readOffset(at + 4 + inlineBytes) + bytes;
    if (end > source.size)
      throw damaged(source, `tag ${view.getUint16(at, littleEndian)} inside the file`, `its end at byte ${end}`);
    tagBytes += bytes;
  }
  return { next: readOffset(entries * entryBytes), tagBytes };
}

async function readView(source: ByteSource, startByte: number, endByte: number): Promise<DataView> {
  if (endByte > source.size) throw damaged(source, 'directories inside the file', `one that ends at byte ${endByte}`);
  const bytes = await source.read(startByte, endByte);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const toNumber = (value: bigint): number => Number(value);

function damaged(source: ByteSource, wanted: string, got: string): InputError {
  return new InputError({ thing: 'TIFF header', wanted, got, source: source.location });
}
