/** Keeps the results that were used last, up to a number of bytes; work in flight is shared. */
export class BlockCache<T> {
  /** In order of use: a Map keeps the order of insertion. */
  readonly #kept = new Map<string, { value: T; bytes: number }>();
  readonly #inFlight = new Map<string, Promise<T>>();
  readonly #capacityBytes: number;
  readonly #sizeOf: (value: T) => number;
  #bytes = 0;

  constructor(options: { capacityBytes: number; sizeOf: (value: T) => number }) {
    this.#capacityBytes = options.capacityBytes;
    this.#sizeOf = options.sizeOf;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The value of `key`, made by `load` unless it is at hand. A failed load is not kept. */
  get(key: string, load: () => Promise<T>): Promise<T> {
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return Promise.resolve(kept.value);
    }
    const running = this.#inFlight.get(key);
    if (running !== undefined) return running;
    const loading = this.#load(key, load);
    this.#inFlight.set(key, loading);
    return loading;
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  async #load(key: string, load: () => Promise<T>): Promise<T> {
    try {
      const value = await load();
      this.#keep(key, value);
      return value;
    } finally {
      this.#inFlight.delete(key);
    }
  }

  #keep(key: string, value: T): void {
    const bytes = this.#sizeOf(value);
    if (bytes > this.#capacityBytes) return;
    this.#kept.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const [oldest, entry] of this.#kept) {
      if (this.#bytes <= this.#capacityBytes) break;
      this.#kept.delete(oldest);
      this.#bytes -= entry.bytes;
    }
  }
}
