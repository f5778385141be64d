/**
 * Shares out `most` pixels over labels that hold `counts` of them: none gets more than it holds, and what small ones leave
 * goes to the others, all of which get as many (but for one). So a large field does not crowd out ten small ones.
 */
export function shareQuota(counts: readonly number[], most: number): number[] {
  const quota = counts.map(() => 0);
  const order = [...counts.keys()].sort((a, b) => counts[a] - counts[b] || a - b);
  let left = most;
  order.forEach((label, place) => {
    quota[label] = Math.min(counts[label], Math.floor(left / (order.length - place)));
    left -= quota[label];
  });
  return quota;
}
