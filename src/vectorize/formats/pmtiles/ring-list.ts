/** Rings of x, y pairs, one after the other: outer ones, each before its holes. The first vertex is not repeated. */
export class RingList {
  count = 0;
  /** Vertices of ring `i`: `starts[i]` to `starts[i + 1]` exclusive. */
  starts = new Uint32Array(64);
  isHole = new Uint8Array(64);
  coords: Float64Array;

  constructor(vertices = 256) {
    this.coords = new Float64Array(2 * vertices);
  }

  clear(): void {
    this.count = 0;
  }

  /** Room for a ring of so many vertices behind the others: pairs are put at twice the vertex number that is given. */
  open(vertices: number): number {
    const start = this.starts[this.count];
    this.coords = grown(this.coords, 2 * (start + vertices));
    return start;
  }

  /** The ring that was put into the room is one of the list. */
  close(vertices: number, isHole: boolean): void {
    this.starts = grown(this.starts, this.count + 2);
    this.isHole = grown(this.isHole, this.count + 1);
    this.isHole[this.count] = isHole ? 1 : 0;
    this.starts[this.count + 1] = this.starts[this.count] + vertices;
    this.count++;
  }

  /** A ring of another array: so many vertices from `from` on. */
  add(coords: Float64Array, ring: { from: number; vertices: number; isHole: boolean }): void {
    const start = 2 * this.open(ring.vertices);
    // A loop is quicker than `set` for the few vertices of most rings.
    for (let i = 0; i < 2 * ring.vertices; i++) this.coords[start + i] = coords[2 * ring.from + i];
    this.close(ring.vertices, ring.isHole);
  }
}

/** The array, or a larger one with its content. */
export function grown<T extends Float64Array | Uint32Array | Int32Array | Uint8Array>(array: T, length: number): T {
  if (array.length >= length) return array;
  const larger = new (array.constructor as new (length: number) => T)(Math.max(2 * array.length, length));
  larger.set(array);
  return larger;
}
