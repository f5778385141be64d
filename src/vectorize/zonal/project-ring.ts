/** Longitude and latitude to a pixel position: col and row, fractions included. */
export type ToPixel = (lon: number, lat: number) => readonly [col: number, row: number];

/** An edge may leave its true course by this part of its length, and by so many pixels at most. */
const BEND_SHARE = 1e-7;
const MAX_BEND_PX = 2e-6;
const MIN_BEND_PX = 1e-10;
/** Edges that turn by more about a pole may end where they began, or on the other side of it. */
const TURN_MAX_DEG = 45;
const MAX_HALVINGS = 16;

/**
 * A ring of longitudes and latitudes (pairs, last vertex not repeated) in pixels. Its edges are straight in longitude
 * and latitude (RFC 7946, section 3.1.1) and bend in most projections, so vertices are added until a straight edge
 * between them is true. The same edge gives the same vertices from both sides.
 */
export function projectRing(ring: Float64Array, toPixel: ToPixel): Float64Array {
  const out: number[] = [];
  const count = ring.length / 2;
  const at = (i: number): Place => placeAt(ring[2 * (i % count)], ring[2 * (i % count) + 1], toPixel);
  let from = at(0);
  for (let i = 0; i < count; i++) {
    const to = at(i + 1);
    out.push(from.col, from.row);
    // Always divided from the same end, so that neighbours agree to the last bit.
    const isForward = from.lon < to.lon || (from.lon === to.lon && from.lat < to.lat);
    const between: number[] = [];
    const [start, end] = isForward ? [from, to] : [to, from];
    divideTurn(start, end, toPixel, between);
    for (let k = 0; k < between.length; k += 2) {
      const j = isForward ? k : between.length - 2 - k;
      out.push(between[j], between[j + 1]);
    }
    from = to;
  }
  return Float64Array.from(out);
}

interface Place {
  lon: number;
  lat: number;
  col: number;
  row: number;
}

function placeAt(lon: number, lat: number, toPixel: ToPixel): Place {
  const [col, row] = toPixel(lon, lat);
  return { lon, lat, col, row };
}

interface Division {
  toPixel: ToPixel;
  bendPx: number;
  /** Vertices between the ends, in order. */
  out: number[];
}

/** Appends the vertices needed between two places, the western one first. */
function divideTurn(from: Place, to: Place, toPixel: ToPixel, out: number[]): void {
  if (to.lon - from.lon <= TURN_MAX_DEG) {
    const length = Math.hypot(to.col - from.col, to.row - from.row);
    const bendPx = Math.max(MIN_BEND_PX, Math.min(MAX_BEND_PX, BEND_SHARE * length));
    divide(from, to, { toPixel, bendPx, out });
    return;
  }
  const middle = placeAt((from.lon + to.lon) / 2, (from.lat + to.lat) / 2, toPixel);
  divideTurn(from, middle, toPixel, out);
  out.push(middle.col, middle.row);
  divideTurn(middle, to, toPixel, out);
}

/** Appends the vertices needed between two places: as many halvings as the first bend asks for, and one more. */
function divide(from: Place, to: Place, division: Division, halvings?: number): void {
  const { toPixel, bendPx, out } = division;
  const middle = placeAt((from.lon + to.lon) / 2, (from.lat + to.lat) / 2, toPixel);
  const dCol = to.col - from.col;
  const dRow = to.row - from.row;
  // The bend across the edge; places may lie unevenly along an edge that is straight.
  const across = Math.abs((middle.col - from.col) * dRow - (middle.row - from.row) * dCol) / Math.hypot(dCol, dRow);
  if (!(across > bendPx)) return;
  // Half an edge bends by a quarter. What does not is rounding, which halving would never end.
  const left = halvings ?? Math.min(MAX_HALVINGS, 2 + Math.ceil(Math.log(across / bendPx) / Math.log(4)));
  if (left === 0) return;
  divide(from, middle, division, left - 1);
  out.push(middle.col, middle.row);
  divide(middle, to, division, left - 1);
}
