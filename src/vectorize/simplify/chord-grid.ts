import { CLEARANCE_PX } from './chord-geometry.js';
import type { VertexPlaces } from './visvalingam.js';

const CELL_SHIFT = 2;
const CELL_PX = 1 << CELL_SHIFT;

/** Chords between vertices by the cells of a grid that they come near to. A chord goes by its first vertex. */
export interface ChordGrid {
  insert(from: number, to: number): void;
  /** First vertices of the other chords that are still drawn (`next[from] === to`) and may come near this one, each once. */
  near(from: number, to: number, next: Int32Array): Int32Array;
  /** The same for all that may come near a box. */
  nearBox(box: { left: number; right: number; top: number; bottom: number }, next: Int32Array): Int32Array;
}

export function createChordGrid({ x, y }: VertexPlaces, width: number, height: number): ChordGrid {
  const columns = (width >> CELL_SHIFT) + 1;
  const rows = (height >> CELL_SHIFT) + 1;
  const head = new Int32Array(columns * rows).fill(-1);
  let entries = new Int32Array(3 * 4096);
  let length = 0;
  const askedBy = new Int32Array(x.length).fill(-1);
  const found = new NumberList();
  let question = 0;

  /** Calls `visit` with every cell that the chord, thickened by the clearance, touches. */
  function visitCells(from: number, to: number, visit: (cell: number) => void): void {
    const isDown = y[from] <= y[to];
    const a = isDown ? from : to;
    const b = isDown ? to : from;
    const ax = x[a];
    const ay = y[a];
    const by = y[b];
    const slope = by > ay ? (x[b] - ax) / (by - ay) : 0;
    const low = Math.min(ax, x[b]);
    const high = Math.max(ax, x[b]);
    const lastRow = cellOf(by + CLEARANCE_PX, rows);
    for (let row = cellOf(ay - CLEARANCE_PX, rows); row <= lastRow; row++) {
      let left = low;
      let right = high;
      if (by > ay) {
        const top = ax + slope * (Math.max(ay, row * CELL_PX - 2 * CLEARANCE_PX) - ay);
        const bottom = ax + slope * (Math.min(by, (row + 1) * CELL_PX + 2 * CLEARANCE_PX) - ay);
        left = Math.max(low, Math.min(top, bottom));
        right = Math.min(high, Math.max(top, bottom));
      }
      const last = cellOf(right + 2 * CLEARANCE_PX, columns);
      for (let column = cellOf(left - 2 * CLEARANCE_PX, columns); column <= last; column++) {
        visit(row * columns + column);
      }
    }
  }

  /** Adds the cell's chords that were not found by this question yet. */
  function collect(cell: number, next: Int32Array): void {
    for (let entry = head[cell]; entry >= 0; entry = entries[3 * entry + 2]) {
      const other = entries[3 * entry];
      if (askedBy[other] === question || next[other] !== entries[3 * entry + 1]) continue;
      askedBy[other] = question;
      found.add(other);
    }
  }

  return {
    insert(from, to) {
      visitCells(from, to, (cell) => {
        if (3 * length === entries.length) {
          const grown = new Int32Array(entries.length * 2);
          grown.set(entries);
          entries = grown;
        }
        entries[3 * length] = from;
        entries[3 * length + 1] = to;
        entries[3 * length + 2] = head[cell];
        head[cell] = length++;
      });
    },
    near(from, to, next) {
      found.length = 0;
      question++;
      askedBy[from] = question;
      visitCells(from, to, (cell) => collect(cell, next));
      return found.list();
    },
    nearBox({ left, right, top, bottom }, next) {
      found.length = 0;
      question++;
      const lastRow = cellOf(bottom + CLEARANCE_PX, rows);
      const lastColumn = cellOf(right + CLEARANCE_PX, columns);
      for (let row = cellOf(top - CLEARANCE_PX, rows); row <= lastRow; row++) {
        for (let column = cellOf(left - CLEARANCE_PX, columns); column <= lastColumn; column++) {
          collect(row * columns + column, next);
        }
      }
      return found.list();
    },
  };
}

/** Numbers in an array that grows. */
class NumberList {
  length = 0;
  private numbers = new Int32Array(256);

  add(number: number): void {
    if (this.length === this.numbers.length) {
      const grown = new Int32Array(this.length * 2);
      grown.set(this.numbers);
      this.numbers = grown;
    }
    this.numbers[this.length++] = number;
  }

  list(): Int32Array {
    return this.numbers.subarray(0, this.length);
  }
}

function cellOf(position: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(position) >> CELL_SHIFT));
}
