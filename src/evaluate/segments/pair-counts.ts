const EMPTY = 0;

/**
 * Counts by a pair of whole numbers (32 bits each, not both 0), in typed arrays: open addressing, doubled when half
 * full. 32 bytes a pair at most, where a `Map` takes some hundred.
 */
export class PairCounts {
  private a: Uint32Array;
  private b: Uint32Array;
  private counts: Float64Array;
  private used = 0;

  constructor(capacity = 1024) {
    this.a = new Uint32Array(capacity);
    this.b = new Uint32Array(capacity);
    this.counts = new Float64Array(capacity);
  }

  get size(): number {
    return this.used;
  }

  add(a: number, b: number, count: number): void {
    const at = this.find(a, b);
    if (this.counts[at] !== EMPTY) {
      this.counts[at] += count;
      return;
    }
    this.a[at] = a;
    this.b[at] = b;
    this.counts[at] = count;
    this.used++;
    if (2 * this.used > this.a.length) this.grow();
  }

  /** 0 where there is none. */
  get(a: number, b: number): number {
    return this.counts[this.find(a, b)];
  }

  /** In no particular order. */
  forEach(visit: (a: number, b: number, count: number) => void): void {
    for (let at = 0; at < this.a.length; at++) {
      if (this.counts[at] !== EMPTY) visit(this.a[at], this.b[at], this.counts[at]);
    }
  }

  clear(): void {
    if (this.used === 0) return;
    this.counts.fill(EMPTY);
    this.used = 0;
  }

  private find(a: number, b: number): number {
    const mask = this.a.length - 1;
    let at = mix(a, b) & mask;
    while (this.counts[at] !== EMPTY && (this.a[at] !== a || this.b[at] !== b)) at = (at + 1) & mask;
    return at;
  }

  private grow(): void {
    const { a, b, counts } = this;
    this.a = new Uint32Array(2 * a.length);
    this.b = new Uint32Array(2 * a.length);
    this.counts = new Float64Array(2 * a.length);
    for (let from = 0; from < a.length; from++) {
      if (counts[from] === EMPTY) continue;
      const at = this.find(a[from], b[from]);
      this.a[at] = a[from];
      this.b[at] = b[from];
      this.counts[at] = counts[from];
    }
  }
}

/** Spreads two numbers over 32 bits. Source: the finalizer of MurmurHash3 (A. Appleby). */
function mix(a: number, b: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
