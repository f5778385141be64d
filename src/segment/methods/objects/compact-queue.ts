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
 * one of many bins by their cost, and a bin is put in a heap when its time comes.
 */
export function createCostQueue({ least, most, count }: CostRange): CostQueue {
  const binCount = Math.max(1, Math.min(2 ** 18, count >> 3));
  const scale = most > least ? (binCount - 1) / (most - least) : 0;
  const newest = new Int32Array(binCount).fill(-1);
  const heap = createCostHeap();
  // Of each entry its cost, and in the next 8 bytes its pixel and the one before it in its bin: to be fetched as one.
  let costs = new Float64Array(2 * count);
  let links = new Int32Array(costs.buffer);
  let length = 0;
  let bin = 0;

  function grow(): void {
    const wider = new Float64Array(4 * length);
    wider.set(costs);
    costs = wider;
    links = new Int32Array(costs.buffer);
  }

  const queue: CostQueue = {
    cost: 0,
    push(pixel, cost) {
      if (2 * length === costs.length) grow();
      const to = Math.min(binCount - 1, Math.floor((cost - least) * scale));
      const entry = length++;
      costs[2 * entry] = cost;
      links[4 * entry + 2] = pixel;
      if (to <= bin) {
        heap.push(entry, cost);
        return;
      }
      links[4 * entry + 3] = newest[to];
      newest[to] = entry;
    },
    pop() {
      while (heap.isEmpty()) {
        if (++bin >= binCount) {
          bin = binCount - 1;
          return -1;
        }
        for (let entry = newest[bin]; entry >= 0; entry = links[4 * entry + 3]) heap.push(entry, costs[2 * entry]);
      }
      const entry = heap.first();
      queue.cost = heap.firstCost();
      heap.dropFirst();
      return links[4 * entry + 2];
    },
  };
  return queue;
}
