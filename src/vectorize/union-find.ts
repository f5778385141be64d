/**
 * Disjoint sets over 0 … n-1 in which the root of a set is always its smallest member, so that the result does not
 * depend on the order of the unions. Source: Tarjan (1975), with path halving.
 */
export class UnionFind {
  private parents: Uint32Array;
  private size = 0;

  constructor(capacity = 1024) {
    this.parents = new Uint32Array(capacity);
  }

  get length(): number {
    return this.size;
  }

  /** Adds `count` sets of one member each; returns the number of the first. */
  add(count = 1): number {
    const first = this.size;
    this.size += count;
    if (this.size > this.parents.length) {
      const grown = new Uint32Array(Math.max(this.size, this.parents.length * 2));
      grown.set(this.parents);
      this.parents = grown;
    }
    for (let i = first; i < this.size; i++) this.parents[i] = i;
    return first;
  }

  /** Takes all away; keeps the memory. */
  clear(): void {
    this.size = 0;
  }

  find(member: number): number {
    const { parents } = this;
    let at = member;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  union(a: number, b: number): void {
    const rootA = this.find(a);
    const rootB = this.find(b);
    if (rootA < rootB) this.parents[rootB] = rootA;
    else if (rootB < rootA) this.parents[rootA] = rootB;
  }

  /** Numbers the sets 0, 1, 2, … in order of their smallest member; returns the number of each member's set. */
  number(): { numbers: Uint32Array; count: number } {
    const { parents } = this;
    const numbers = new Uint32Array(this.size);
    let count = 0;
    // Parents are smaller than their children: they have their numbers already.
    for (let i = 0; i < numbers.length; i++) numbers[i] = parents[i] === i ? count++ : numbers[parents[i]];
    return { numbers, count };
  }
}
