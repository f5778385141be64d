/** Pixels by cost, of equal ones by their turn: a heap with four below each. */
export interface CostHeap {
  push(cost: number, turn: number, pixel: number): void;
  /** Cost of the first; only where there is one. */
  firstCost(): number;
  isEmpty(): boolean;
  /** Takes the first out; only where there is one. */
  pop(): number;
}

export function createCostHeap(): CostHeap {
  let costs = new Float64Array(64);
  let turns = new Uint32Array(64);
  let pixels = new Int32Array(64);
  let length = 0;

  function grow(): void {
    const old = { costs, turns, pixels };
    costs = new Float64Array(2 * length);
    turns = new Uint32Array(2 * length);
    pixels = new Int32Array(2 * length);
    costs.set(old.costs);
    turns.set(old.turns);
    pixels.set(old.pixels);
  }

  function put(at: number, cost: number, turn: number, pixel: number): void {
    costs[at] = cost;
    turns[at] = turn;
    pixels[at] = pixel;
  }

  return {
    firstCost: () => costs[0],
    isEmpty: () => length === 0,
    push(cost, turn, pixel) {
      if (length === costs.length) grow();
      let at = length++;
      while (at > 0) {
        const above = (at - 1) >> 2;
        if (costs[above] < cost || (costs[above] === cost && turns[above] < turn)) break;
        put(at, costs[above], turns[above], pixels[above]);
        at = above;
      }
      put(at, cost, turn, pixel);
    },
    pop() {
      const first = pixels[0];
      const cost = costs[--length];
      const turn = turns[length];
      let at = 0;
      for (let below = 1; below < length; below = 4 * at + 1) {
        const end = Math.min(below + 4, length);
        for (let other = below + 1; other < end; other++) {
          if (costs[other] < costs[below] || (costs[other] === costs[below] && turns[other] < turns[below])) {
            below = other;
          }
        }
        if (cost < costs[below] || (cost === costs[below] && turn < turns[below])) break;
        put(at, costs[below], turns[below], pixels[below]);
        at = below;
      }
      put(at, cost, turn, pixels[length]);
      return first;
    },
  };
}
