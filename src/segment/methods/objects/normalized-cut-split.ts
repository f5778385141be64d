import { secondEigenvector } from './normalized-cut-eigen.js';
import { connectedGroups, type LikenessGraph, takeNodes } from './normalized-cut-graph.js';

/**
 * Normalised cuts (Shi & Malik 2000, IEEE PAMI 22:888): the graph is cut in two where the cut is cheapest beside what each side holds together,
 * and both sides again, while a cut costs no more than `limit`. A cut's cost is between 0 and 2. Returns a group for every node.
 */
export function cutGraph(graph: LikenessGraph, limit: number): Int32Array {
  const groups = new Int32Array(graph.nodeCount);
  const open = connectedGroups(graph);
  let count = 0;
  for (let nodes = open.pop(); nodes; nodes = open.pop()) {
    const part = nodes.length > 1 ? findCut(takeNodes(graph, nodes), limit) : null;
    if (part) open.push(...part.map((places) => places.map((place) => nodes[place])));
    else {
      for (const node of nodes) groups[node] = count;
      count++;
    }
  }
  return groups;
}

/** Both sides of the best cut of a graph in one piece, in pieces; null where it costs more than the limit. */
export function findCut(graph: LikenessGraph, limit: number): number[][] | null {
  const { nodeCount } = graph;
  const values = secondEigenvector(graph);
  const order = Array.from(values, (_, node) => node).sort((a, b) => values[a] - values[b] || a - b);
  const { length, cost } = cheapestPrefix(graph, order);
  if (cost > limit) return null;
  const isFirst = new Uint8Array(nodeCount);
  for (const node of order.slice(0, length)) isFirst[node] = 1;
  const nodes = Array.from({ length: nodeCount }, (_, node) => node);
  return [1, 0].flatMap((side) => {
    const places = nodes.filter((node) => isFirst[node] === side);
    return connectedGroups(takeNodes(graph, places)).map((group) => group.map((place) => places[place]));
  });
}

/** How many of the nodes in order to take so that the cut between them and the others costs least; the fewest among equals. */
export function cheapestPrefix({ starts, others, weights, degrees }: LikenessGraph, order: readonly number[]) {
  const isTaken = new Uint8Array(order.length);
  const all = degrees.reduce((sum, degree) => sum + degree, 0);
  let cut = 0;
  let taken = 0;
  let best = { length: 0, cost: Number.POSITIVE_INFINITY };
  for (let length = 1; length < order.length; length++) {
    const node = order[length - 1];
    isTaken[node] = 1;
    taken += degrees[node];
    for (let h = starts[node]; h < starts[node + 1]; h++) cut += isTaken[others[h]] === 1 ? -weights[h] : weights[h];
    const cost = cut / taken + cut / (all - taken);
    if (cost < best.cost) best = { length, cost };
  }
  return best;
}
