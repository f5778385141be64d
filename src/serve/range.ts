/** Bytes of a file, from one to another exclusive. */
export interface ByteRange {
  startByte: number;
  endByte: number;
}

const ONE_RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/;

/**
 * The range that a `Range` header asks for; null where it asks for none, for several or in a way that is not understood
 * (then all of the file is sent), `beyond` where there is nothing in it.
 */
export function parseRange(header: string | null, size: number): ByteRange | 'beyond' | null {
  const [, first, last] = ONE_RANGE.exec(header ?? '') ?? [];
  if (first === undefined || (first === '' && last === '')) return null;
  if (first === '') {
    const count = Math.min(Number(last), size);
    return count > 0 ? { startByte: size - count, endByte: size } : 'beyond';
  }
  const startByte = Number(first);
  const endByte = last === '' ? size : Math.min(Number(last) + 1, size);
  if (last !== '' && Number(last) < startByte) return null;
  return startByte < size ? { startByte, endByte } : 'beyond';
}
