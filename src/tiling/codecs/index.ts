import type { Codec } from './codec.js';
import { deflate } from './deflate.js';
import { jpeg } from './jpeg.js';
import { lerc } from './lerc.js';
import { lzw } from './lzw.js';
import { none } from './none.js';
import { packbits } from './packbits.js';
import { webp } from './webp.js';
import { zstd } from './zstd.js';

export const CODECS: readonly Codec[] = [none, deflate, lzw, zstd, jpeg, webp, lerc, packbits];

/** Names of compressions that exist and are not read, for the message. */
const UNREAD: Record<number, string> = {
  2: 'CCITT RLE',
  3: 'CCITT Group 3',
  4: 'CCITT Group 4',
  6: 'old-style JPEG',
  34712: 'JPEG 2000',
  34925: 'LZMA',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};

/** The codec of a Compression tag, or null where there is none. */
export function findCodec(code: number): Codec | null {
  return CODECS.find(({ codes }) => codes.includes(code)) ?? null;
}

/** A name for any Compression tag. */
export function compressionName(code: number): string {
  return findCodec(code)?.name ?? UNREAD[code] ?? `compression ${code}`;
}
