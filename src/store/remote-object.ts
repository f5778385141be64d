/** An object that is somewhere else, read by ranges. */
export interface RemoteObject {
  size: number;
  /** Changes whenever the content does. */
  etag: string;
  /** The object's first bytes, which came with the first answer. */
  head: Uint8Array;
  /** Bytes from `startByte` to `endByte` exclusive; `InputError` where the object is another one by now. */
  read(startByte: number, endByte: number): Promise<Uint8Array>;
}

/** What is asked for first: the headers of most images of a few gigapixels are shorter. */
export const HEAD_BYTES = 2 ** 17;

/** Size of the whole, as `bytes 0-99/1234` says. */
export function sizeOfRange(contentRange: string | null | undefined): number | null {
  const [, size] = /\/(\d+)$/.exec(contentRange ?? '') ?? [];
  return size === undefined ? null : Number(size);
}
