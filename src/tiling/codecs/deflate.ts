import { promisify } from 'node:util';
import { inflate as inflateCallback } from 'node:zlib';
import type { Codec } from './codec.js';

const inflateAsync = promisify<Uint8Array, { chunkSize: number; maxOutputLength: number }, Buffer>(inflateCallback);

/** zlib stream of at most `maxBytes`; runs in libuv's pool. */
export function inflate(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  // Room for one more piece than is expected: with none left zlib would ask for a second buffer of the same size.
  const chunkSize = maxBytes + 64;
  return inflateAsync(bytes, { chunkSize, maxOutputLength: chunkSize });
}

export const deflate: Codec = {
  name: 'deflate',
  codes: [8, 32946],
  predicts: true,
  decode: (bytes, { maxDecodedBytes }) => inflate(bytes, maxDecodedBytes),
};
