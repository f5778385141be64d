import { createCostBins } from './compact-bins.js';
import { createCostHeap } from './compact-heap.js';

/** Pixels in the order of their costs, of equal ones who came first; none may come that costs less than the last taken. */
export interface CostQueue {
  push(pixel: number, cost: number): void;
  /** Takes the next pixel out, and sets `cost` to what it costs; -1 where there is none. */
  pop(): number;
  cost: number;
}

/** Between which costs most pixels are; those beyond only take longer. */
export interface CostRange {
  least: number;
  most: number;
  /** About how many pixels wait in all. */
  count: number;
}

/**
 * Costs never fall, so only those next in line have to be in order (a calendar queue, Brown 1988): others are thrown into
 * one of many bins by their cost, and a bin is put in a heap when its time comes. Those that cost as much as the last taken
 * come after all that do and wait already, so they stand in line. Pixels that `isWanted` gives 0 for when their bin's
 * time comes are left out.
 */
export function createCostQueue({ least, most, count }: CostRange, isWanted: (pixel: number) => number): CostQueue {
  const binCount = Math.max(1, Math.min(2 ** 18, count >> 3));
  const scale = most > least ? (binCount - 1) / (most - least) : 0;
  const bins = createCostBins(binCount, Math.max(1, count >> 4));
  const heap = createCostHeap();
  let line = new Int32Array(64);
  let lineStart = 0;
  let lineEnd = 0;
  let turn = 0;
  let bin = 0;

  function standInLine(pixel: number): void {
    if (lineEnd === line.length) {
      const longer = new Int32Array(2 * lineEnd);
      longer.set(line);
      line = longer;
    }
    line[lineEnd++] = pixel;
  }

  const queue: CostQueue = {
    cost: Number.NaN,
    push(pixel, cost) {
      const to = Math.min(binCount - 1, Math.floor((cost - least) * scale));
      if (cost === queue.cost) standInLine(pixel);
      else if (to <= bin) heap.push(cost, turn++, pixel);
      else if (to > bin) bins.add(to, cost, turn++, pixel);
    },
    pop() {
      if (lineStart < lineEnd && (heap.isEmpty() || heap.firstCost() !== queue.cost)) return line[lineStart++];
      while (heap.isEmpty()) {
        if (++bin >= binCount) {
          bin = binCount - 1;
          return -1;
        }
        bins.empty(bin, isWanted, heap.push);
      }
      if (heap.firstCost() !== queue.cost) {
        queue.cost = heap.firstCost();
        lineStart = 0;
        lineEnd = 0;
      }
      return heap.pop();
    },
  };
  return queue;
}
