/** Bytes that are read again and again; those not asked for the longest go first. */
export class ByteCache {
  private readonly entries = new Map<string, { bytes: Promise<Uint8Array>; size: number }>();
  private total = 0;

  constructor(private readonly maxBytes: number) {}

  /** Who asks meanwhile waits for the same read. */
  async get(key: string, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const known = this.entries.get(key);
    if (known) {
      this.entries.delete(key);
      this.entries.set(key, known);
      return known.bytes;
    }
    const entry = { bytes: read(), size: 0 };
    this.entries.set(key, entry);
    try {
      const bytes = await entry.bytes;
      if (this.entries.get(key) === entry) {
        entry.size = bytes.length;
        this.total += bytes.length;
        this.shrink();
      }
      return bytes;
    } catch (error) {
      if (this.entries.get(key) === entry) this.entries.delete(key);
      throw error;
    }
  }

  private shrink(): void {
    for (const [key, { size }] of this.entries) {
      if (this.total <= this.maxBytes) return;
      this.entries.delete(key);
      this.total -= size;
    }
  }
}
