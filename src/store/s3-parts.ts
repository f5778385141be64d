/** S3 takes no smaller parts but the last, and no more of them than 10,000. */
const PART_BYTES = 8 * 2 ** 20;
/** Parts grow, so that what is of unknown length fits: 2,500 each of 8, 16, 32 and 64 MiB are 300 GB. */
const PARTS_PER_SIZE = 2500;

/** Chunks put together to parts of an upload; the last may be smaller. None for no bytes at all. */
export async function* cutParts(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  partBytes = PART_BYTES,
): AsyncGenerator<Uint8Array> {
  let count = 0;
  let part = new Uint8Array(partBytes);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let taken = 0; taken < chunk.length; ) {
      const piece = chunk.subarray(taken, taken + part.length - filled);
      part.set(piece, filled);
      filled += piece.length;
      taken += piece.length;
      if (filled < part.length) continue;
      yield part;
      count++;
      part = new Uint8Array(partBytes * 2 ** Math.floor(count / PARTS_PER_SIZE));
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}
