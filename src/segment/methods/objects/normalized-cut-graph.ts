/** Nodes and how alike those are that touch. Each node is also as alike itself as can be: 1. */
export interface LikenessGraph {
  nodeCount: number;
  /** Neighbours of node n: `others` from starts[n] to starts[n + 1] exclusive, beside how alike each is. */
  starts: Int32Array;
  others: Int32Array;
  weights: Float64Array;
  /** Sum of each node's weights, its own 1 among them. */
  degrees: Float64Array;
}

/** The graph of edges between nodes: ends of edge e at 2e and 2e + 1. */
export function buildLikenessGraph(
  nodeCount: number,
  ends: ArrayLike<number>,
  weights: ArrayLike<number>,
): LikenessGraph {
  const starts = new Int32Array(nodeCount + 1);
  const degrees = new Float64Array(nodeCount).fill(1);
  for (let h = 0; h < ends.length; h++) starts[ends[h] + 1]++;
  for (let n = 0; n < nodeCount; n++) starts[n + 1] += starts[n];
  const graph = {
    nodeCount,
    starts,
    others: new Int32Array(ends.length),
    weights: new Float64Array(ends.length),
    degrees,
  };
  const next = starts.slice();
  for (let h = 0; h < ends.length; h++) {
    const weight = weights[h >> 1];
    const to = next[ends[h]]++;
    graph.others[to] = ends[h ^ 1];
    graph.weights[to] = weight;
    degrees[ends[h]] += weight;
  }
  return graph;
}

/** The part of the graph between some of its nodes, which get the numbers 0, 1, 2... in the order given. */
export function takeNodes(
  { starts, others, weights, nodeCount }: LikenessGraph,
  nodes: readonly number[],
): LikenessGraph {
  const places = new Int32Array(nodeCount).fill(-1);
  nodes.forEach((node, place) => {
    places[node] = place;
  });
  const ends: number[] = [];
  const kept: number[] = [];
  for (const node of nodes) {
    for (let h = starts[node]; h < starts[node + 1]; h++) {
      const [one, other] = [places[node], places[others[h]]];
      if (other <= one) continue;
      ends.push(one, other);
      kept.push(weights[h]);
    }
  }
  return buildLikenessGraph(nodes.length, ends, kept);
}

/** Nodes that hang together, group by group: each in the order of nodes, groups in that of their first. */
export function connectedGroups({ nodeCount, starts, others }: LikenessGraph): number[][] {
  const groupOf = new Int32Array(nodeCount).fill(-1);
  const groups: number[][] = [];
  for (let first = 0; first < nodeCount; first++) {
    if (groupOf[first] >= 0) continue;
    const group = [first];
    groupOf[first] = groups.length;
    for (const node of group) {
      for (let h = starts[node]; h < starts[node + 1]; h++) {
        if (groupOf[others[h]] >= 0) continue;
        groupOf[others[h]] = groups.length;
        group.push(others[h]);
      }
    }
    groups.push(group.sort((a, b) => a - b));
  }
  return groups;
}
