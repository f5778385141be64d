import { ZSTDDecoder } from 'zstddec';
import type { Codec } from './codec.js';

let ready: Promise<ZSTDDecoder> | null = null;

/** One Zstandard frame of at most `maxBytes`; an output of another length than expected is the caller's to refuse. */
export async function unpackZstd(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  ready ??= startDecoder();
  return (await ready).decode(bytes, maxBytes);
}

async function startDecoder(): Promise<ZSTDDecoder> {
  const decoder = new ZSTDDecoder();
  await decoder.init();
  return decoder;
}

export const zstd: Codec = {
  name: 'zstd',
  codes: [50000],
  predicts: true,
  decode: (bytes, { maxDecodedBytes }) => unpackZstd(bytes, maxDecodedBytes),
};
