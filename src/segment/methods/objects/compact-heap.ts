/** Entries by cost, of equal ones who came first: a heap with four below each. */
export interface CostHeap {
  push(entry: number, cost: number): void;
  /** The number and cost of the first entry; only where there is one. */
  first(): number;
  firstCost(): number;
  dropFirst(): void;
  isEmpty(): boolean;
}

/** A heap of entries with numbers that rise as they come. */
export function createCostHeap(): CostHeap {
  let costs = new Float64Array(64);
  let entries = new Uint32Array(64);
  let length = 0;

  function grow(): void {
    const [oldCosts, oldEntries] = [costs, entries];
    costs = new Float64Array(2 * length);
    entries = new Uint32Array(2 * length);
    costs.set(oldCosts);
    entries.set(oldEntries);
  }

  return {
    first: () => entries[0],
    firstCost: () => costs[0],
    isEmpty: () => length === 0,
    push(entry, cost) {
      if (length === costs.length) grow();
      let at = length++;
      while (at > 0) {
        const above = (at - 1) >> 2;
        if (costs[above] < cost || (costs[above] === cost && entries[above] < entry)) break;
        costs[at] = costs[above];
        entries[at] = entries[above];
        at = above;
      }
      costs[at] = cost;
      entries[at] = entry;
    },
    dropFirst() {
      const cost = costs[--length];
      const entry = entries[length];
      let at = 0;
      for (let below = 1; below < length; below = 4 * at + 1) {
        const end = Math.min(below + 4, length);
        for (let other = below + 1; other < end; other++) {
          if (costs[other] < costs[below] || (costs[other] === costs[below] && entries[other] < entries[below])) {
            below = other;
          }
        }
        if (cost < costs[below] || (cost === costs[below] && entry < entries[below])) break;
        costs[at] = costs[below];
        entries[at] = entries[below];
        at = below;
      }
      costs[at] = cost;
      entries[at] = entry;
    },
  };
}
