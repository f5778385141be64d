/** The directions in which a pixel meets another for the first time, in the order in which they are looked at. */
export const ABOVE = 0;
export const ABOVE_LEFT = 1;
export const ABOVE_RIGHT = 2;
export const LEFT = 3;

/**
 * Where two pixels meet, as one number: the row-major number of the pixel that is seen later, and the direction to the
 * other. In a scan of the scene meetings come in rising order, the order in which GDAL's sieve sees them.
 */
export function meetingAt(pixel: number, direction: number): number {
  return 4 * pixel + direction;
}

/**
 * Regions that touch, a row per pair: how many pixel sides they share (0 where they touch at corners only) and where
 * they first meet. Rows are in order of their first call.
 */
export class NeighbourTable {
  count = 0;
  a = new Uint32Array(256);
  b = new Uint32Array(256);
  sides = new Float64Array(256);
  first = new Float64Array(256);
  /** Row + 1 by hash, in an open-addressed table of a power of two that is at most half full. */
  private slots = new Uint32Array(1024);
  private latest = 0;

  /** Adds to the pair of two different regions, named in any order. */
  add(one: number, other: number, sides: number, first: number): void {
    const a = one < other ? one : other;
    const b = one < other ? other : one;
    // Along a border the same pair comes again and again.
    if (this.count === 0 || this.a[this.latest] !== a || this.b[this.latest] !== b) this.latest = this.rowOf(a, b);
    this.sides[this.latest] += sides;
    if (first < this.first[this.latest]) this.first[this.latest] = first;
  }

  private rowOf(a: number, b: number): number {
    let slot = this.slotOf(a, b);
    if (this.slots[slot] > 0) return this.slots[slot] - 1;
    if (this.count === this.a.length) {
      this.grow();
      slot = this.slotOf(a, b);
    }
    const row = this.count++;
    this.slots[slot] = row + 1;
    this.a[row] = a;
    this.b[row] = b;
    this.first[row] = Number.POSITIVE_INFINITY;
    return row;
  }

  /** The slot that names the pair, or the free one where it belongs. */
  private slotOf(a: number, b: number): number {
    const mask = this.slots.length - 1;
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    for (; this.slots[slot] > 0; slot = (slot + 1) & mask) {
      const row = this.slots[slot] - 1;
      if (this.a[row] === a && this.b[row] === b) break;
    }
    return slot;
  }

  private grow(): void {
    const length = this.a.length * 2;
    this.a = grown(this.a, new Uint32Array(length));
    this.b = grown(this.b, new Uint32Array(length));
    this.sides = grown(this.sides, new Float64Array(length));
    this.first = grown(this.first, new Float64Array(length));
    this.slots = new Uint32Array(length * 4);
    for (let row = 0; row < this.count; row++) this.slots[this.slotOf(this.a[row], this.b[row])] = row + 1;
  }
}

function grown<T extends Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(from: T, to: T): T {
  to.set(from);
  return to;
}
