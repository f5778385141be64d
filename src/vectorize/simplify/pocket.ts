import type { BlockArcs } from './block-arcs.js';
import type { VertexPlaces } from './visvalingam.js';

/** Side of the cells in which new kept corners are remembered. */
const CELL_SHIFT = 4;

/**
 * A chord's pocket is what lies between it and the boundary it stands for. A kept corner in a pocket would be on the
 * other side of the chord than it is of the boundary.
 */
export interface Pockets {
  /** Whether a kept corner other than the chord's ends lies in the pocket of the chord `from`-`to`. */
  isOccupied(from: number, to: number): boolean;
  /** Remembers a corner that is kept from this round on. */
  add(vertex: number): void;
  /** Whether a corner was added in this round near the pocket. */
  isTouched(from: number, to: number): boolean;
  nextRound(): void;
}

/** `keptAt` says of each corner of the block whether it is kept: more than 0. */
export function createPockets(
  { width, height, corners }: BlockArcs,
  { x, y }: VertexPlaces,
  keptAt: Uint8Array,
): Pockets {
  const columns = (width >> CELL_SHIFT) + 1;
  const addedIn = new Int32Array(columns * ((height >> CELL_SHIFT) + 1)).fill(-1);
  let round = 0;
  let turns = new Int32Array(1024);
  const box = { left: 0, right: 0, top: 0, bottom: 0 };

  function measureBox(from: number, to: number): void {
    box.left = box.right = x[from];
    box.top = box.bottom = y[from];
    for (let v = from + 1; v <= to; v++) {
      if (x[v] < box.left) box.left = x[v];
      else if (x[v] > box.right) box.right = x[v];
      if (y[v] < box.top) box.top = y[v];
      else if (y[v] > box.bottom) box.bottom = y[v];
    }
  }

  /** Notes at every row that the line from `a` to `b` crosses how it adds to the turns around what is to its right. */
  function crossRows(a: number, b: number, boxWidth: number): void {
    const down = y[b] > y[a];
    const [top, bottom] = down ? [a, b] : [b, a];
    const dx = x[bottom] - x[top];
    const dy = y[bottom] - y[top];
    for (let row = y[top]; row < y[bottom]; row++) {
      // Whole numbers divided: their ceiling is exact.
      const col = dx === 0 ? x[top] : Math.ceil((x[top] * dy + dx * (row - y[top])) / dy);
      turns[(row - box.top) * boxWidth + col - box.left] += down ? 1 : -1;
    }
  }

  return {
    isOccupied(from, to) {
      measureBox(from, to);
      const boxWidth = box.right - box.left + 1;
      const cells = boxWidth * (box.bottom - box.top + 1);
      if (turns.length < cells) turns = new Int32Array(2 * cells);
      turns.fill(0, 0, cells);
      for (let v = from; v < to; v++) crossRows(v, v + 1, boxWidth);
      crossRows(to, from, boxWidth);
      for (let row = box.top; row < box.bottom; row++) {
        const start = row * (width + 1) + box.left;
        const at = (row - box.top) * boxWidth;
        let turn = 0;
        for (let i = 0; i < boxWidth; i++) {
          turn += turns[at + i];
          if (turn === 0 || keptAt[start + i] === 0) continue;
          if (start + i !== corners[from] && start + i !== corners[to]) return true;
        }
      }
      return false;
    },
    add(vertex) {
      addedIn[(y[vertex] >> CELL_SHIFT) * columns + (x[vertex] >> CELL_SHIFT)] = round;
    },
    isTouched(from, to) {
      measureBox(from, to);
      for (let row = box.top >> CELL_SHIFT; row <= box.bottom >> CELL_SHIFT; row++) {
        for (let column = box.left >> CELL_SHIFT; column <= box.right >> CELL_SHIFT; column++) {
          if (addedIn[row * columns + column] === round) return true;
        }
      }
      return false;
    },
    nextRound() {
      round++;
    },
  };
}
