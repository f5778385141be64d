const CHUNK_BYTES = 1 << 20;

/** Gathers small pieces of bytes into chunks of about a megabyte; a larger piece is a chunk of its own. */
export class ChunkBuilder {
  private chunk = new Uint8Array(CHUNK_BYTES);
  private length = 0;

  /** Takes a piece; gives out what was gathered before it where the piece does not fit in any more. */
  add(piece: Uint8Array): Uint8Array | null {
    const full = this.length + piece.length > this.chunk.length ? this.take() : null;
    if (full || piece.length > this.chunk.length) this.chunk = new Uint8Array(Math.max(CHUNK_BYTES, piece.length));
    this.chunk.set(piece, this.length);
    this.length += piece.length;
    return full;
  }

  /** What is gathered and not given out yet; null where that is nothing. */
  take(): Uint8Array | null {
    const taken = this.length > 0 ? this.chunk.subarray(0, this.length) : null;
    this.length = 0;
    return taken;
  }
}
