import { CODE_SHARP, cutPlace, roundnessOf } from './corner-codes.js';
import type { Rings } from './rings.js';

/** Rings as they are drawn: closed ways of lattice positions, the first repeated. */
export interface DrawnRings {
  /** Ring `i` of the order owns positions `vertexOffsets[i]` to `vertexOffsets[i + 1]` exclusive. */
  vertexOffsets: Uint32Array;
  /** col, row, col, row, … with fractions. */
  positions: Float64Array;
}

/**
 * Draws rings of simplified borders: straight from corner to corner, with curves in place of round corners, and
 * positions in between where a line is longer than `densifyLinePx`. Every position follows from two or three corners by
 * sums that do not depend on the way they are walked, so both regions at a border draw the same.
 *
 *     a ────── p  · v      the curve at v is a parabola from p to q, touching both sides there
 *                ╲·
 *                 q        (Bézier, with v as its control point)
 *                 │
 *                 b
 */
export function drawRings(rings: Rings, order: Uint32Array, densifyLinePx: number): DrawnRings {
  const { corners, offsets } = rings;
  const codes = rings.codes ?? new Uint8Array(corners.length / 2).fill(CODE_SHARP);
  const vertexOffsets = new Uint32Array(order.length + 1);
  const pen = new Pen(corners.length + 2 * order.length, densifyLinePx);
  for (let i = 0; i < order.length; i++) {
    const from = offsets[order[i]];
    const end = offsets[order[i] + 1];
    pen.lift();
    for (let v = from; v < end; v++) {
      const before = v === from ? end - 1 : v - 1;
      const after = v === end - 1 ? from : v + 1;
      if (codes[v] === CODE_SHARP) pen.lineTo(corners[2 * v], corners[2 * v + 1]);
      else drawCurve(pen, corners, [before, v, after], roundnessOf(codes[v]));
    }
    pen.close();
    vertexOffsets[i + 1] = pen.count;
  }
  return { vertexOffsets, positions: pen.positions() };
}

/** Twice the area within a drawn ring, closed; below zero where it turns to the left. Exact, for places are whole parts. */
export function drawnArea2(positions: Float64Array, from: number, end: number): number {
  const [col, row] = [positions[2 * from], positions[2 * from + 1]];
  let sum = 0;
  for (let i = from + 1; i < end; i++) {
    const [x, y] = [positions[2 * i - 2] - col, positions[2 * i - 1] - row];
    sum += x * (positions[2 * i + 1] - row) - (positions[2 * i] - col) * y;
  }
  return sum;
}

type Three = readonly [before: number, v: number, after: number];

function drawCurve(pen: Pen, corners: Int32Array, [before, v, after]: Three, roundness: number): void {
  const [x, y] = [corners[2 * v], corners[2 * v + 1]];
  const [ax, ay] = [corners[2 * before], corners[2 * before + 1]];
  const [bx, by] = [corners[2 * after], corners[2 * after + 1]];
  const toA = Math.hypot(ax - x, ay - y);
  const toB = Math.hypot(bx - x, by - y);
  const px = cutPlace(x, ax, toA, roundness);
  const py = cutPlace(y, ay, toA, roundness);
  const qx = cutPlace(x, bx, toB, roundness);
  const qy = cutPlace(y, by, toB, roundness);
  pen.lineTo(px, py);
  pen.lineTo((9 * px + 6 * x + qx) / 16, (9 * py + 6 * y + qy) / 16);
  pen.lineTo((px + 2 * x + qx) / 4, (py + 2 * y + qy) / 4);
  pen.lineTo((px + 6 * x + 9 * qx) / 16, (py + 6 * y + 9 * qy) / 16);
  pen.lineTo(qx, qy);
}

/** Writes positions to an array that grows. */
class Pen {
  count = 0;
  private start = 0;
  private array: Float64Array;

  constructor(
    room: number,
    private readonly densifyLinePx: number,
  ) {
    this.array = new Float64Array(Math.max(16, room));
  }

  /** Begins another ring. */
  lift(): void {
    this.start = this.count;
  }

  lineTo(x: number, y: number): void {
    if (this.count > this.start) {
      const fromX = this.array[2 * this.count - 2];
      const fromY = this.array[2 * this.count - 1];
      // Curves may meet in the middle of a side.
      if (fromX === x && fromY === y) return;
      const pieces = Math.ceil(Math.hypot(x - fromX, y - fromY) / this.densifyLinePx);
      // Sums of products of whole parts: exact, so the same from both ends.
      for (let k = 1; k < pieces; k++) {
        this.push((fromX * (pieces - k) + x * k) / pieces, (fromY * (pieces - k) + y * k) / pieces);
      }
    }
    this.push(x, y);
  }

  close(): void {
    if (this.count > this.start) this.lineTo(this.array[2 * this.start], this.array[2 * this.start + 1]);
  }

  positions(): Float64Array {
    return this.array.subarray(0, 2 * this.count);
  }

  private push(x: number, y: number): void {
    if (2 * this.count + 2 > this.array.length) {
      const grown = new Float64Array(this.array.length * 2);
      grown.set(this.array);
      this.array = grown;
    }
    this.array[2 * this.count] = x;
    this.array[2 * this.count + 1] = y;
    this.count++;
  }
}
