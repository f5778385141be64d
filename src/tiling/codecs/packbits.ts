import type { Codec } from './codec.js';

/** TIFF 6.0 section 9: n ≥ 0 is followed by n + 1 bytes, n < 0 repeats the next byte 1 − n times, −128 does nothing. */
export function unpackBits(bytes: Uint8Array, decodedBytes: number): Uint8Array {
  const out = new Uint8Array(decodedBytes);
  let to = 0;
  let from = 0;
  while (to < decodedBytes && from < bytes.length) {
    const control = bytes[from++]!;
    if (control < 128) {
      const end = Math.min(from + control + 1, bytes.length, from + decodedBytes - to);
      out.set(bytes.subarray(from, end), to);
      to += end - from;
      from += control + 1;
    } else if (control > 128) {
      out.fill(bytes[from++]!, to, to + 257 - control);
      to += 257 - control;
    }
  }
  return out.subarray(0, Math.min(to, decodedBytes));
}

export const packbits: Codec = {
  name: 'PackBits',
  codes: [32773],
  predicts: false,
  decode: (bytes, { decodedBytes }) => unpackBits(bytes, decodedBytes),
};
