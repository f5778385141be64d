import type { Random } from './noise.js';

/** What runs along a border between parcels. */
export type BorderKind = 'road' | 'track' | 'furrow';

/** A parcel: its number, the unit vector along its rows, and the block of parcels it lies in. */
export interface Parcel {
  kind: 'parcel';
  id: number;
  block: number;
  along: readonly [x: number, y: number];
}

/** A straight border: points with `nx·x + ny·y < c` lie in `below`. */
interface Split {
  kind: 'split';
  nx: number;
  ny: number;
  c: number;
  border: BorderKind;
  below: ParcelTree;
  above: ParcelTree;
}

export type ParcelTree = Parcel | Split;

export interface ParcelOptions {
  /** Side of the square that is divided; it reaches `marginPx` beyond 0 and `size` on every side. */
  size: number;
  marginPx: number;
  /** Blocks are divided by roads and tracks until their long side is shorter than about this. */
  blockPx: number;
  /** Narrowest and widest parcels of a block. */
  stripPx: readonly [narrow: number, wide: number];
  random: Random;
}

type Polygon = readonly (readonly [x: number, y: number])[];

/**
 * Divides a square into blocks and each block into parallel strips, as land reform did. Every division is a straight
 * cut of a convex polygon, so the tree answers "which parcel, how far to its border" in some ten dot products.
 */
export function divideLand({ size, marginPx, blockPx, stripPx, random }: ParcelOptions): ParcelTree {
  let parcels = 0;
  let blocks = 0;
  const low = -marginPx;
  const high = size + marginPx;
  const square: Polygon = [
    [low, low],
    [high, low],
    [high, high],
    [low, high],
  ];

  function divideBlocks(polygon: Polygon, axis: readonly [x: number, y: number], depth: number): ParcelTree {
    const along = extentAlong(polygon, axis);
    const across = extentAlong(polygon, [-axis[1], axis[0]]);
    const isLong = along.high - along.low >= across.high - across.low;
    const extent = isLong ? along : across;
    const lengthwise: readonly [number, number] = isLong ? axis : [-axis[1], axis[0]];
    if (extent.high - extent.low < blockPx * (0.7 + 0.8 * random())) {
      const width = stripPx[0] + (stripPx[1] - stripPx[0]) * random() * random();
      return divideStrips(polygon, lengthwise, width, blocks++);
    }
    const turned = turn(lengthwise, 0.5 * (random() - 0.5));
    const cut = extentAlong(polygon, turned);
    const c = cut.low + (cut.high - cut.low) * (0.36 + 0.28 * random());
    const border: BorderKind = depth < 4 && random() < 0.7 ? 'road' : 'track';
    return {
      kind: 'split',
      nx: turned[0],
      ny: turned[1],
      c,
      border,
      below: divideBlocks(clip(polygon, turned, c, 1), turned, depth + 1),
      above: divideBlocks(clip(polygon, turned, c, -1), turned, depth + 1),
    };
  }

  function divideStrips(
    polygon: Polygon,
    normal: readonly [x: number, y: number],
    widthPx: number,
    block: number,
  ): ParcelTree {
    const { low, high } = extentAlong(polygon, normal);
    if (high - low < widthPx * (1.2 + 1.1 * random())) {
      return { kind: 'parcel', id: parcels++, block, along: [-normal[1], normal[0]] };
    }
    const c = low + (high - low) * (0.3 + 0.4 * random());
    return {
      kind: 'split',
      nx: normal[0],
      ny: normal[1],
      c,
      border: 'furrow',
      below: divideStrips(clip(polygon, normal, c, 1), normal, widthPx, block),
      above: divideStrips(clip(polygon, normal, c, -1), normal, widthPx, block),
    };
  }

  const axis = turn([1, 0], 0.3 + 0.4 * random());
  return divideBlocks(square, axis, 0);
}

/** A place in a divided land; written anew by every `findParcel`. */
export interface ParcelPlace {
  parcel: Parcel | null;
  /** Distances in pixels to the nearest border of each kind. */
  roadPx: number;
  trackPx: number;
  furrowPx: number;
}

/** Finds the parcel at (x, y). Writes into `place` instead of allocating: it runs once a pixel. */
export function findParcel(tree: ParcelTree, x: number, y: number, place: ParcelPlace): void {
  place.roadPx = place.trackPx = place.furrowPx = Number.MAX_VALUE;
  let node = tree;
  while (node.kind === 'split') {
    const d = node.nx * x + node.ny * y - node.c;
    const distance = d < 0 ? -d : d;
    if (node.border === 'road') place.roadPx = Math.min(place.roadPx, distance);
    else if (node.border === 'track') place.trackPx = Math.min(place.trackPx, distance);
    else place.furrowPx = Math.min(place.furrowPx, distance);
    node = d < 0 ? node.below : node.above;
  }
  place.parcel = node;
}

function extentAlong(polygon: Polygon, [ux, uy]: readonly [x: number, y: number]): { low: number; high: number } {
  let low = Number.MAX_VALUE;
  let high = -Number.MAX_VALUE;
  for (const [x, y] of polygon) {
    const t = ux * x + uy * y;
    if (t < low) low = t;
    if (t > high) high = t;
  }
  return { low, high };
}

/** The part of a convex polygon with `n·p < c` (side 1) or `n·p > c` (side −1). */
function clip(polygon: Polygon, [nx, ny]: readonly [x: number, y: number], c: number, side: 1 | -1): Polygon {
  const kept: [number, number][] = [];
  polygon.forEach((p, i) => {
    const q = polygon[(i + 1) % polygon.length]!;
    const dp = side * (c - nx * p[0] - ny * p[1]);
    const dq = side * (c - nx * q[0] - ny * q[1]);
    if (dp >= 0) kept.push([p[0], p[1]]);
    if (dp >= 0 !== dq >= 0) {
      const t = dp / (dp - dq);
      kept.push([p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])]);
    }
  });
  return kept;
}

function turn([x, y]: readonly [x: number, y: number], tangent: number): [x: number, y: number] {
  const length = Math.sqrt(1 + tangent * tangent);
  return [(x - tangent * y) / length, (y + tangent * x) / length];
}
