/** Edges by cost, the cheapest on top; among equals, the one with the lowest number. */
export interface EdgeHeap {
  /** The cheapest edge; -1 where none is left. */
  top(): number;
  costOf(edge: number): number;
  change(edge: number, cost: number): void;
  remove(edge: number): void;
}

/** A binary heap that knows where each edge is. It keeps `costs` as its own. */
export function createEdgeHeap(costs: Float64Array): EdgeHeap {
  const heap = new Int32Array(costs.length).map((_, e) => e);
  const places = heap.slice();
  let { length } = heap;

  const isBefore = (one: number, other: number): boolean =>
    costs[one] < costs[other] || (costs[one] === costs[other] && one < other);

  function put(edge: number, place: number): void {
    heap[place] = edge;
    places[edge] = place;
  }

  function rise(edge: number, from: number): number {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!isBefore(edge, heap[above])) break;
      put(heap[above], place);
      place = above;
    }
    put(edge, place);
    return place;
  }

  function sink(edge: number, from: number): void {
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= length) break;
      if (below + 1 < length && isBefore(heap[below + 1], heap[below])) below++;
      if (!isBefore(heap[below], edge)) break;
      put(heap[below], place);
      place = below;
    }
    put(edge, place);
  }

  for (let place = (length >> 1) - 1; place >= 0; place--) sink(heap[place], place);

  return {
    top: () => (length > 0 ? heap[0] : -1),
    costOf: (edge) => costs[edge],
    change: (edge, cost) => {
      costs[edge] = cost;
      sink(edge, rise(edge, places[edge]));
    },
    remove: (edge) => {
      const place = places[edge];
      const last = heap[--length];
      if (last !== edge) sink(last, rise(last, place));
    },
  };
}
