/**
 * The adjusted Rand index of two ways to part the same pixels (Hubert & Arabie 1985): 1 where they part them alike, about 0
 * where they have nothing to do with each other. Pixels that are 0 in either do not count.
 */
export function adjustedRand(a: Uint32Array, b: Uint32Array): number {
  const together = new Map<number, number>();
  const ofA = new Map<number, number>();
  const ofB = new Map<number, number>();
  const add = (counts: Map<number, number>, key: number) => counts.set(key, (counts.get(key) ?? 0) + 1);
  let total = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === 0 || b[i] === 0) continue;
    add(together, a[i] * 2 ** 26 + b[i]);
    add(ofA, a[i]);
    add(ofB, b[i]);
    total++;
  }
  const pairs = (count: number) => (count * (count - 1)) / 2;
  const sum = (counts: Map<number, number>) => [...counts.values()].reduce((all, count) => all + pairs(count), 0);
  const [both, inA, inB] = [sum(together), sum(ofA), sum(ofB)];
  const expected = (inA * inB) / pairs(total);
  const most = (inA + inB) / 2;
  return most === expected ? 1 : (both - expected) / (most - expected);
}
