/** Pixels that wait in bins, each with its cost and turn. */
export interface CostBins {
  add(bin: number, cost: number, turn: number, pixel: number): void;
  /** Takes all out of a bin, in any order, but for pixels that `isWanted` gives 0 for. */
  empty(
    bin: number,
    isWanted: (pixel: number) => number,
    take: (cost: number, turn: number, pixel: number) => void,
  ): void;
}

/** Entries of a block, as a power of 2. */
const BLOCK_BITS = 3;
const LAST = 2 ** BLOCK_BITS - 1;

/**
 * Bins as lists of blocks of entries side by side. Emptied blocks are used again, the last first, so that memory is as much
 * as waits at one time, and near.
 */
export function createCostBins(binCount: number, blocks: number): CostBins {
  const newest = new Int32Array(binCount).fill(-1);
  let blockCount = blocks;
  // Of each entry its cost, and in the next 8 bytes its pixel and its turn.
  let costs = new Float64Array(2 * (blockCount << BLOCK_BITS));
  let rests = new Int32Array(costs.buffer);
  /** The block before one in its bin, or among those to be used again. */
  let before = new Int32Array(blockCount);
  const wanted = new Int32Array(LAST + 1);
  let used = 0;
  let free = -1;

  function grow(): void {
    blockCount *= 2;
    const old = { costs, before };
    costs = new Float64Array(2 * old.costs.length);
    costs.set(old.costs);
    rests = new Int32Array(costs.buffer);
    before = new Int32Array(blockCount);
    before.set(old.before);
  }

  function takeBlock(): number {
    if (free < 0) {
      if (used === blockCount) grow();
      return used++;
    }
    const block = free;
    free = before[block];
    return block;
  }

  return {
    add(bin, cost, turn, pixel) {
      let entry = newest[bin];
      if (entry >= 0 && (entry & LAST) !== LAST) entry++;
      else {
        const block = takeBlock();
        before[block] = entry >> BLOCK_BITS;
        entry = block << BLOCK_BITS;
      }
      newest[bin] = entry;
      costs[2 * entry] = cost;
      rests[4 * entry + 2] = pixel;
      rests[4 * entry + 3] = turn;
    },
    empty(bin, isWanted, take) {
      let entry = newest[bin];
      newest[bin] = -1;
      while (entry >= 0) {
        const block = entry >> BLOCK_BITS;
        const first = block << BLOCK_BITS;
        // Asked of a block at a time, the memory that the answers wait for is fetched together.
        for (let i = first; i <= entry; i++) wanted[i - first] = isWanted(rests[4 * i + 2]);
        for (let i = first; i <= entry; i++) {
          if (wanted[i - first] !== 0) take(costs[2 * i], rests[4 * i + 3], rests[4 * i + 2]);
        }
        const next = before[block];
        before[block] = free;
        free = block;
        entry = next < 0 ? -1 : (next << BLOCK_BITS) + LAST;
      }
    },
  };
}
