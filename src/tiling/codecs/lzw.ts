import type { Codec } from './codec.js';

const CLEAR = 256;
const END = 257;
const MAX_CODES = 4096;

/**
 * TIFF 6.0 section 13: codes of 9 to 12 bits, most significant bit first, widened one code early. A table entry is the
 * string before it plus one byte, and both stand next to each other in the output: so an entry is a place in it.
 * Decodes until `decodedBytes` bytes are out, the end code, or the end of the input.
 */
export function unpackLzw(bytes: Uint8Array, decodedBytes: number): Uint8Array {
  if (bytes.length > 1 && bytes[0] === 0 && (bytes[1]! & 1) === 1) {
    throw new Error('LZW of before TIFF 6.0, least significant bit first');
  }
  const out = new Uint8Array(decodedBytes);
  const starts = new Int32Array(MAX_CODES);
  const lengths = new Int32Array(MAX_CODES);
  let next = END + 1;
  let width = 9;
  let previousStart = -1;
  let previousLength = 0;
  let buffer = 0;
  let bits = 0;
  let from = 0;
  let to = 0;
  while (to < decodedBytes) {
    while (bits < width) {
      if (from >= bytes.length) return out.subarray(0, to);
      buffer = ((buffer << 8) | bytes[from++]!) & 0xfffff;
      bits += 8;
    }
    bits -= width;
    const code = (buffer >>> bits) & ((1 << width) - 1);
    if (code === END) break;
    if (code === CLEAR) {
      next = END + 1;
      width = 9;
      previousStart = -1;
      continue;
    }
    if (previousStart >= 0 && next < MAX_CODES) {
      starts[next] = previousStart;
      lengths[next] = previousLength + 1;
      next++;
      if (next >= (1 << width) - 1 && width < 12) width++;
    }
    const start = to;
    if (code < CLEAR) {
      out[to++] = code;
    } else {
      if (code >= next) throw new Error(`LZW code ${code} before it is defined`);
      let source = starts[code]!;
      const end = Math.min(source + lengths[code]!, source + decodedBytes - to);
      while (source < end) out[to++] = out[source++]!;
    }
    previousStart = start;
    previousLength = to - start;
  }
  return out.subarray(0, to);
}

export const lzw: Codec = {
  name: 'LZW',
  codes: [5],
  predicts: true,
  decode: (bytes, { decodedBytes }) => unpackLzw(bytes, decodedBytes),
};
