import { type Band, bytesPerValue, createBand, type DataType } from '../raster/raster.js';
import type { BlockShape } from './codecs/codec.js';

/** The bytes as values of a type, without a copy where they are aligned. */
export function copyTyped(bytes: Uint8Array, dataType: DataType): Band {
  const aligned = bytes.byteOffset % bytesPerValue(dataType) === 0 ? bytes : new Uint8Array(bytes);
  const length = Math.floor(aligned.byteLength / bytesPerValue(dataType));
  const TypedArray = createBand(dataType, 0).constructor as new (
    buffer: ArrayBufferLike,
    byteOffset: number,
    length: number,
  ) => Band;
  return new TypedArray(aligned.buffer, aligned.byteOffset, length);
}

/**
 * Predictor 3 (Adobe Photoshop TIFF Technical Note 3): each row holds the most significant bytes of all its values, then
 * the next ones, and so on, and differences of bytes between neighbouring pixels. The order of the file plays no part.
 */
export function undoFloatPredictor(bytes: Uint8Array, { samples, width, height }: BlockShape, bits: number): Band {
  const valueBytes = bits / 8;
  const rowValues = width * samples;
  const rowBytes = rowValues * valueBytes;
  const out = new Uint8Array(bytes.length);
  for (let start = 0; start < height * rowBytes; start += rowBytes) {
    for (let at = start + samples; at < start + rowBytes; at++) bytes[at] = bytes[at]! + bytes[at - samples]!;
    for (let value = 0; value < rowValues; value++) {
      for (let byte = 0; byte < valueBytes; byte++) {
        out[start + value * valueBytes + byte] = bytes[start + (valueBytes - 1 - byte) * rowValues + value]!;
      }
    }
  }
  if (bits === 16) return widenFloat16(new Uint16Array(out.buffer));
  return bits === 64 ? new Float64Array(out.buffer) : new Float32Array(out.buffer);
}

/** Predictor 2 on 64 bits, in place: sums of pairs of words with a carry. Little-endian. */
export function undoPredictor64(bytes: Uint8Array, { samples, width, height }: BlockShape): void {
  const words = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const rowWords = width * samples * 2;
  for (let start = 0; start < height * rowWords; start += rowWords) {
    for (let at = start + samples * 2; at < start + rowWords; at += 2) {
      const low = words[at]! + words[at - samples * 2]!;
      words[at] = low;
      words[at + 1] = words[at + 1]! + words[at + 1 - samples * 2]! + (low > 0xffffffff ? 1 : 0);
    }
  }
  bytes.set(new Uint8Array(words.buffer));
}

/** IEEE 754 half precision → single, exactly. */
export function widenFloat16(halves: Uint16Array): Float32Array {
  const out = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 31) out[i] = fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    else if (exponent === 0) out[i] = sign * fraction * 2 ** -24;
    else out[i] = sign * (1024 + fraction) * 2 ** (exponent - 25);
  }
  return out;
}
