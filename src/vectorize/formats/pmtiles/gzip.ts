import { gzipSync } from 'node:zlib';

/** Place in the head of a gzip member (RFC 1952, section 2.3) of the operating system, and "unknown". */
const SYSTEM_BYTE = 9;
const SYSTEM_UNKNOWN = 255;

/** Compressed so that the same bytes give the same bytes on every system: no time, no name of the system. */
export function gzip(bytes: Uint8Array): Uint8Array {
  const packed = gzipSync(bytes, { level: 6 });
  packed[SYSTEM_BYTE] = SYSTEM_UNKNOWN;
  return packed;
}
