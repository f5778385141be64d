import { decodeImage } from '../sharp.js';
import type { BlockShape, Codec } from './codec.js';

const PHOTOMETRIC_YCBCR = 6;

/**
 * The stream of one block as a JPEG of its own: tables put before it, and the Adobe marker that says how its colours
 * are stored, because the JPEG itself does not (TIFF Technical Note 2). Without the marker three components
 * would be taken for YCbCr.
 */
export function spliceJpeg(stream: Uint8Array, { jpegTables, photometric, samples }: BlockShape): Uint8Array {
  if (stream[0] !== 0xff || stream[1] !== 0xd8) throw new Error('no start of a JPEG stream');
  const tables = jpegTables === null ? new Uint8Array(0) : jpegTables.subarray(2, endOfTables(jpegTables));
  const colour = samples === 3 ? adobeMarker(photometric === PHOTOMETRIC_YCBCR ? 1 : 0) : new Uint8Array(0);
  return Buffer.concat([stream.subarray(0, 2), colour, tables, withoutColourMarkers(stream)]);
}

function endOfTables(tables: Uint8Array): number {
  const last = tables.length - 2;
  return tables[last] === 0xff && tables[last + 1] === 0xd9 ? last : tables.length;
}

/** APP14: length 14, 'Adobe', version 100, two flag words, colour transform. */
function adobeMarker(transform: 0 | 1): Uint8Array {
  return Uint8Array.of(0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform);
}

/** The stream after its SOI, less any JFIF (APP0) and Adobe (APP14) segment in front of the scan: the tags decide. */
function withoutColourMarkers(stream: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [];
  let at = 2;
  while (at + 4 <= stream.length && stream[at] === 0xff) {
    const marker = stream[at + 1]!;
    if (marker === 0xda || (marker >= 0xd0 && marker <= 0xd9)) break;
    const end = at + 2 + ((stream[at + 2]! << 8) | stream[at + 3]!);
    if (marker !== 0xe0 && marker !== 0xee) kept.push(stream.subarray(at, end));
    at = end;
  }
  return Buffer.concat([...kept, stream.subarray(at)]);
}

/** Components of the frame header (SOF), or 0 where there is none. */
function countComponents(stream: Uint8Array): number {
  let at = 2;
  while (at + 10 <= stream.length && stream[at] === 0xff) {
    const marker = stream[at + 1]!;
    // C4, C8 and CC share the range of the frame headers and are none.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return stream[at + 9]!;
    at += 2 + ((stream[at + 2]! << 8) | stream[at + 3]!);
  }
  return 0;
}

const STORED = { 1: 'grey', 3: 'colour', 4: 'four' } as const;

export const jpeg: Codec = {
  name: 'JPEG',
  codes: [7],
  predicts: false,
  async decode(bytes, block) {
    const { width, height, samples, dataType } = block;
    const stored = STORED[samples as keyof typeof STORED];
    if (dataType !== 'uint8' || stored === undefined) throw new Error(`JPEG of ${samples} ${dataType} samples`);
    const stream = spliceJpeg(bytes, block);
    if (countComponents(stream) !== samples) throw new Error(`a JPEG of ${countComponents(stream)} components`);
    const image = await decodeImage(stream, { maxPixels: block.maxDecodedBytes / samples, stored });
    if (image.width !== width || image.height < height || image.channels !== samples) {
      throw new Error(`a JPEG of ${image.width} × ${image.height} × ${image.channels}`);
    }
    return image.data;
  },
};
