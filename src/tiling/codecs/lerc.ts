import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as lercLibrary from 'lerc';
import type { BlockShape, Codec } from './codec.js';
import { inflate } from './deflate.js';
import { unpackZstd } from './zstd.js';

let ready: Promise<void> | null = null;

function load(): Promise<void> {
  const folder = dirname(createRequire(import.meta.url).resolve('lerc'));
  ready ??= lercLibrary.load({ locateFile: (name) => join(folder, name) });
  return ready;
}

/** Esri's LERC, alone or inside deflate or zstd (tag LercParameters). Pixels that its own mask leaves out become NaN in floats. */
export const lerc: Codec = {
  name: 'LERC',
  codes: [34887],
  predicts: false,
  async decode(bytes, block) {
    await load();
    const blob = await unwrap(bytes, block);
    const info = lercLibrary.getBlobInfo(blob);
    const isExpected = info.width === block.width && info.height >= block.height && info.bandCount === 1;
    if (!isExpected || info.depthCount !== block.samples) {
      throw new Error(`a LERC of ${info.width} × ${info.height} × ${info.depthCount * info.bandCount}`);
    }
    const decoded = lercLibrary.decode(blob, { returnInterleaved: true });
    const depth = decoded.depthCount;
    const pixels = decoded.pixels[0]!;
    if (pixels.BYTES_PER_ELEMENT * block.width * block.height * depth !== block.decodedBytes) {
      throw new Error(`a LERC of ${decoded.pixelType}`);
    }
    if (decoded.mask !== null && isFloat(pixels)) blankMasked(pixels, decoded.mask, depth);
    return new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  },
};

function unwrap(bytes: Uint8Array, { lercWrapper, maxDecodedBytes }: BlockShape): Uint8Array | Promise<Uint8Array> {
  // What LERC cannot shrink it stores, under a small header and a mask of one bit a pixel.
  const maxBytes = maxDecodedBytes * 2 + 1024;
  if (lercWrapper === 0) return bytes;
  if (lercWrapper === 1) return inflate(bytes, maxBytes);
  if (lercWrapper === 2) return unpackZstd(bytes, maxBytes);
  throw new Error(`LERC inside compression ${lercWrapper}`);
}

function isFloat(pixels: unknown): pixels is Float32Array | Float64Array {
  return pixels instanceof Float32Array || pixels instanceof Float64Array;
}

function blankMasked(pixels: Float32Array | Float64Array, mask: Uint8Array, depth: number): void {
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] === 0) pixels.fill(Number.NaN, pixel * depth, (pixel + 1) * depth);
  }
}
