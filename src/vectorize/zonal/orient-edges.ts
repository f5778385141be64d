/**
 * Directed edges of an area as `x0, y0, x1, y1` each, none of them horizontal. An edge that runs towards larger y opens
 * the area (it lies on the side of larger x), one that runs towards smaller y closes it.
 */
export type Edges = Float64Array;

/** Undirected edges by their end of smaller y (`xTop`, `yTop`) and of larger y. */
interface Segments {
  xTop: Float64Array;
  yTop: Float64Array;
  xBottom: Float64Array;
  yBottom: Float64Array;
}

const OPENS = 1;
const CLOSES = -1;

/**
 * The edges of rings, directed by the even-odd rule: a point is inside where a ray from it crosses the rings an odd
 * number of times. So holes are holes however rings are turned, and a ring that crosses itself (a bow tie) has an area.
 *
 * A sweep over y: between two neighbouring ends no edge begins or ends; sorted by x, edges open and close in turn.
 * Where two edges cross within such a slab it is cut at the crossing. An edge that opens, or closes, over its whole
 * length is given out with its ends as they were.
 *
 * `rings` hold x, y pairs, the last vertex not repeated. Crossings by less than `slack` count as touching.
 */
export function orientEdges(rings: readonly Float64Array[], slack: number): Edges {
  const { xTop, yTop, xBottom, yBottom } = collectSegments(rings);
  const count = xTop.length;
  const byTop = Uint32Array.from(xTop.keys()).sort((a, b) => yTop[a] - yTop[b]);
  const levels = Float64Array.from([...yTop, ...yBottom]).sort();
  const sideOf = new Int8Array(count);
  const startOf = new Float64Array(count);
  const active: number[] = [];
  const middleX = new Float64Array(count);
  const edges: number[] = [];

  const xAt = (i: number, y: number): number => {
    if (y <= yTop[i]) return xTop[i];
    if (y >= yBottom[i]) return xBottom[i];
    return xTop[i] + ((y - yTop[i]) * (xBottom[i] - xTop[i])) / (yBottom[i] - yTop[i]);
  };

  /** Gives out what edge `i` was from its last change of side down to `y`. */
  const flush = (i: number, y: number): void => {
    const from = startOf[i];
    if (sideOf[i] === OPENS) edges.push(xAt(i, from), from, xAt(i, y), y);
    else if (sideOf[i] === CLOSES) edges.push(xAt(i, y), y, xAt(i, from), from);
  };

  const sweepSlab = (top: number, bottom: number): void => {
    const middle = (top + bottom) / 2;
    for (const i of active) middleX[i] = xAt(i, middle);
    sortByKey(active, middleX);
    const crossing = bottom - top > slack ? findCrossing(top, bottom) : Number.NaN;
    if (crossing > top && crossing < bottom) {
      sweepSlab(top, crossing);
      sweepSlab(crossing, bottom);
      return;
    }
    active.forEach((i, place) => {
      const side = place % 2 === 0 ? OPENS : CLOSES;
      if (sideOf[i] === side) return;
      flush(i, top);
      sideOf[i] = side;
      startOf[i] = top;
    });
  };

  /** Where neighbours in the middle of a slab change places above or below it; NaN where none do. */
  const findCrossing = (top: number, bottom: number): number => {
    for (let place = 1; place < active.length; place++) {
      const atTop = xAt(active[place], top) - xAt(active[place - 1], top);
      const atBottom = xAt(active[place], bottom) - xAt(active[place - 1], bottom);
      if (Math.min(atTop, atBottom) < -slack && Math.max(atTop, atBottom) > 0) {
        return top + ((bottom - top) * atTop) / (atTop - atBottom);
      }
    }
    return Number.NaN;
  };

  let next = 0;
  for (let level = 0; level + 1 < levels.length; level++) {
    const top = levels[level];
    const bottom = levels[level + 1];
    if (top === bottom) continue;
    let kept = 0;
    for (const i of active) {
      if (yBottom[i] > top) active[kept++] = i;
      else flush(i, yBottom[i]);
    }
    active.length = kept;
    while (next < count && yTop[byTop[next]] === top) active.push(byTop[next++]);
    sweepSlab(top, bottom);
  }
  for (const i of active) flush(i, yBottom[i]);
  return Float64Array.from(edges);
}

function collectSegments(rings: readonly Float64Array[]): Segments {
  const kept: number[] = [];
  for (const ring of rings) {
    let x = ring[ring.length - 2];
    let y = ring[ring.length - 1];
    for (let i = 0; i < ring.length; i += 2) {
      const toX = ring[i];
      const toY = ring[i + 1];
      if (toY > y) kept.push(x, y, toX, toY);
      else if (toY < y) kept.push(toX, toY, x, y);
      x = toX;
      y = toY;
    }
  }
  const column = (field: number) => Float64Array.from({ length: kept.length / 4 }, (_, i) => kept[4 * i + field]);
  return { xTop: column(0), yTop: column(1), xBottom: column(2), yBottom: column(3) };
}

/** Insertion sort: from slab to slab the order hardly changes. */
function sortByKey(items: number[], key: Float64Array): void {
  for (let i = 1; i < items.length; i++) {
    const item = items[i];
    let j = i;
    while (j > 0 && key[items[j - 1]] > key[item]) {
      items[j] = items[j - 1];
      j--;
    }
    items[j] = item;
  }
}
