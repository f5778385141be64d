import type { PolygonSink } from './polygon-sink.js';

export interface Box {
  minX: number;
  minY: number;
  maxX: number;
  maxY: number;
}

/**
 * Cuts polygons to a box on their way to a sink (Sutherland and Hodgman, "Reentrant polygon clipping", 1974): each ring
 * goes past the four sides one after the other. What leaves the box and comes back is joined along its border, which is
 * right for drawing, for the border itself is not seen. Two rings that share an edge are cut at the very same point.
 */
export class Clipper implements PolygonSink {
  private readonly sides: Side[];

  constructor(
    box: Box,
    private readonly sink: PolygonSink,
  ) {
    const { minX, minY, maxX, maxY } = box;
    this.sides = [new Side(0, minX, -1), new Side(0, maxX, 1), new Side(1, minY, -1), new Side(1, maxY, 1)];
    this.sides.forEach((side, i) => {
      side.next = this.sides[i + 1] ?? new Exit(box, sink);
    });
  }

  ring(isHole: boolean): boolean {
    return this.sink.ring(isHole);
  }

  put(x: number, y: number): void {
    this.sides[0].put(x, y);
  }

  end(): void {
    this.sides[0].end();
  }
}

/** Where what is left of a ring goes. */
interface Stage {
  put(x: number, y: number): void;
  end(): void;
}

/** Lets through what lies where `sign · coordinate ≤ sign · limit`. */
class Side implements Stage {
  next!: Stage;
  private isEmpty = true;
  private readonly first = { x: 0, y: 0, isIn: false };
  private readonly last = { x: 0, y: 0, isIn: false };

  constructor(
    private readonly axis: 0 | 1,
    private readonly limit: number,
    private readonly sign: 1 | -1,
  ) {}

  put(x: number, y: number): void {
    const { last, first } = this;
    const isIn = this.sign * (this.axis === 0 ? x : y) <= this.sign * this.limit;
    if (this.isEmpty) {
      this.isEmpty = false;
      first.x = x;
      first.y = y;
      first.isIn = isIn;
    } else if (isIn !== last.isIn) this.cross(x, y);
    if (isIn) this.next.put(x, y);
    last.x = x;
    last.y = y;
    last.isIn = isIn;
  }

  end(): void {
    const { first, last } = this;
    if (!this.isEmpty && first.isIn !== last.isIn) this.cross(first.x, first.y);
    this.isEmpty = true;
    this.next.end();
  }

  /** Where the edge from the last vertex meets the side: from the lower end, whichever way the ring runs. */
  private cross(x: number, y: number): void {
    const { last, limit } = this;
    if (this.axis === 0) {
      const share = last.x < x ? (limit - last.x) / (x - last.x) : (limit - x) / (last.x - x);
      this.next.put(limit, last.x < x ? last.y + share * (y - last.y) : y + share * (last.y - y));
    } else {
      const share = last.y < y ? (limit - last.y) / (y - last.y) : (limit - y) / (last.y - y);
      this.next.put(last.y < y ? last.x + share * (x - last.x) : x + share * (last.x - x), limit);
    }
  }
}

/** Behind the sides: tells whether what is left is the whole box. */
class Exit implements Stage {
  private count = 0;
  private doubleArea = 0;
  private readonly first = { x: 0, y: 0 };
  private readonly last = { x: 0, y: 0 };

  constructor(
    private readonly box: Box,
    private readonly sink: PolygonSink,
  ) {}

  put(x: number, y: number): void {
    if (this.count++ === 0) Object.assign(this.first, { x, y });
    else this.measure(x, y);
    this.last.x = x;
    this.last.y = y;
    this.sink.put(x, y);
  }

  end(): void {
    const { minX, minY, maxX, maxY } = this.box;
    if (this.count > 0) this.measure(this.first.x, this.first.y);
    const isAround = Math.abs(this.doubleArea) / 2 > (1 - 1e-9) * (maxX - minX) * (maxY - minY);
    this.count = 0;
    this.doubleArea = 0;
    this.sink.end(isAround);
  }

  private measure(x: number, y: number): void {
    const { minX, minY } = this.box;
    this.doubleArea += (this.last.x - minX) * (y - minY) - (x - minX) * (this.last.y - minY);
  }
}
