import type { Band } from '../../src/raster/raster.js';

const PRIMES = [7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43];

/** What `GDALChecksumImage` gives for a band: values modulo primes in turn, added up in 16 bits. */
export function gdalChecksum(band: Band): number {
  const values = toSigned(band);
  let sum = 0;
  for (const [first, prime] of PRIMES.entries()) sum = (sum + sumStride(values, first, prime)) | 0;
  return sum & 0xffff;
}

function sumStride(values: Band, first: number, prime: number): number {
  let sum = 0;
  for (let i = first; i < values.length; i += PRIMES.length) sum = (sum + (values[i]! % prime)) | 0;
  return sum;
}

/** GDAL 3.6 has no signed byte, and sums all numbers as int32. */
function toSigned(band: Band): Band {
  if (band instanceof Int8Array) return new Uint8Array(band.buffer, band.byteOffset, band.length);
  if (band instanceof Uint32Array) return new Int32Array(band.buffer, band.byteOffset, band.length);
  return band instanceof Float32Array || band instanceof Float64Array ? Int32Array.from(band, toInt32) : band;
}

function toInt32(value: number): number {
  if (!Number.isFinite(value)) return -2147483648;
  return Math.floor(Math.max(-2147483647.5, Math.min(2147483646.5, value)) + 0.5);
}
