import type { PolygonSink } from './polygon-sink.js';

/** Rings of x, y pairs, one after the other: outer ones, each before its holes. */
export class RingList implements PolygonSink {
  count = 0;
  /** Vertices of ring `i`: `starts[i]` to `starts[i + 1]` exclusive. */
  starts = new Uint32Array(64);
  isHole = new Uint8Array(64);
  coords = new Float64Array(512);
  private vertices = 0;
  /** Number of the outer ring of the polygon at hand; -1 where it is not in the list. */
  private outer = -1;
  private isOpenHole = false;

  clear(): void {
    this.count = 0;
    this.vertices = 0;
  }

  ring(isHole: boolean): boolean {
    if (isHole && this.outer < 0) return false;
    if (!isHole) this.outer = -1;
    this.isOpenHole = isHole;
    return true;
  }

  put(x: number, y: number): void {
    const at = 2 * this.vertices++;
    if (at + 2 > this.coords.length) this.coords = grown(this.coords, at + 2);
    this.coords[at] = x;
    this.coords[at + 1] = y;
  }

  end(isAround: boolean): void {
    if (this.isOpenHole && isAround) this.keep(this.outer);
    else if (this.vertices - this.starts[this.count] < 3) this.keep(this.count);
    else this.close();
  }

  private close(): void {
    this.starts = grown(this.starts, this.count + 2);
    this.isHole = grown(this.isHole, this.count + 1);
    this.isHole[this.count] = this.isOpenHole ? 1 : 0;
    if (!this.isOpenHole) this.outer = this.count;
    this.starts[++this.count] = this.vertices;
  }

  /** Forgets all rings but the first `count`. */
  private keep(count: number): void {
    if (count <= this.outer) this.outer = -1;
    this.count = count;
    this.vertices = this.starts[count];
  }
}

/** Gives out rings `from` to `to` exclusive. */
export function feedRings({ starts, isHole, coords }: RingList, from: number, to: number, sink: PolygonSink): void {
  for (let ring = from; ring < to; ring++) {
    if (!sink.ring(isHole[ring] === 1)) continue;
    for (let i = 2 * starts[ring]; i < 2 * starts[ring + 1]; i += 2) sink.put(coords[i], coords[i + 1]);
    sink.end(false);
  }
}

/** The array, or a larger one with its content. */
export function grown<T extends Float64Array | Uint32Array | Int32Array | Uint8Array>(array: T, length: number): T {
  if (array.length >= length) return array;
  const larger = new (array.constructor as new (length: number) => T)(Math.max(2 * array.length, length));
  larger.set(array);
  return larger;
}
