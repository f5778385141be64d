/**
 * A way between two neighbouring pixels of one class that belong to different basins `a` and `b`. Passes are ordered by
 * their lower pixel, then by their higher one; pixels by depth, then by their place in the scene: an order that knows no
 * ties and no tiles.
 */
export interface Pass {
  a: number;
  b: number;
  /** Squared depth in units, and row-major number in the scene, of the lower pixel and of the higher one. */
  low: number;
  lowPixel: number;
  high: number;
  highPixel: number;
}

/** The `b` of a pass whose other side another tile knows. */
export const OUTSIDE = 0xffffffff;

/** Passes as columns, one row each; there may be room for more. */
export interface Passes {
  columns: PassColumns;
  count: number;
}

export interface PassColumns {
  a: Uint32Array;
  b: Uint32Array;
  low: Uint32Array;
  lowPixel: Float64Array;
  high: Uint32Array;
  highPixel: Float64Array;
}

/** The highest pass between any two basins. */
export class PassTable implements Passes {
  readonly columns: PassColumns = {
    a: new Uint32Array(512),
    b: new Uint32Array(512),
    low: new Uint32Array(512),
    lowPixel: new Float64Array(512),
    high: new Uint32Array(512),
    highPixel: new Float64Array(512),
  };
  count = 0;
  /** Row + 1 of a pass, found by its two basins; a hash table with open addressing, twice as long as the columns. */
  private slots = new Uint32Array(1024);

  /** Takes a pass, unless there is a higher one between the same two. */
  keep(pass: Pass): void {
    if (pass.a > pass.b) [pass.a, pass.b] = [pass.b, pass.a];
    const slot = this.findSlot(pass.a, pass.b);
    const row = this.slots[slot] - 1;
    if (row >= 0) {
      if (this.isBelow(row, pass)) this.write(row, pass);
      return;
    }
    this.slots[slot] = this.count + 1;
    this.write(this.count++, pass);
    if (this.count === this.columns.a.length) this.grow();
  }

  /** Rows from the highest pass to the lowest. */
  falling(): Uint32Array {
    const { low, lowPixel, high, highPixel } = this.columns;
    return Uint32Array.from({ length: this.count }, (_, row) => row).sort(
      (i, j) => low[j] - low[i] || lowPixel[j] - lowPixel[i] || high[j] - high[i] || highPixel[j] - highPixel[i],
    );
  }

  private isBelow(row: number, pass: Pass): boolean {
    const { low, lowPixel, high, highPixel } = this.columns;
    const difference =
      low[row] - pass.low || lowPixel[row] - pass.lowPixel || high[row] - pass.high || highPixel[row] - pass.highPixel;
    return difference < 0;
  }

  private write(row: number, pass: Pass): void {
    const { a, b, low, lowPixel, high, highPixel } = this.columns;
    a[row] = pass.a;
    b[row] = pass.b;
    low[row] = pass.low;
    lowPixel[row] = pass.lowPixel;
    high[row] = pass.high;
    highPixel[row] = pass.highPixel;
  }

  private findSlot(first: number, second: number): number {
    const { a, b } = this.columns;
    const last = this.slots.length - 1;
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = hash & last;
    for (let row = this.slots[slot] - 1; row >= 0; row = this.slots[slot] - 1) {
      if (a[row] === first && b[row] === second) break;
      slot = (slot + 1) & last;
    }
    return slot;
  }

  private grow(): void {
    const { columns } = this;
    columns.a = doubled(columns.a, new Uint32Array(2 * this.count));
    columns.b = doubled(columns.b, new Uint32Array(2 * this.count));
    columns.low = doubled(columns.low, new Uint32Array(2 * this.count));
    columns.lowPixel = doubled(columns.lowPixel, new Float64Array(2 * this.count));
    columns.high = doubled(columns.high, new Uint32Array(2 * this.count));
    columns.highPixel = doubled(columns.highPixel, new Float64Array(2 * this.count));
    this.slots = new Uint32Array(4 * this.count);
    for (let row = 0; row < this.count; row++) this.slots[this.findSlot(columns.a[row], columns.b[row])] = row + 1;
  }
}

function doubled<T extends Uint32Array | Float64Array>(old: T, room: T): T {
  room.set(old);
  return room;
}
