import { type Box, boxOf } from '../box.js';
import { type Chain, RIM_CORNERS, type RimEnd } from './seam-chains.js';
import { separateRings } from './separate-rings.js';

/** A polygon's rings, outer one first: lon, lat, … each, the first vertex not repeated. */
export type PlainPolygon = number[][];

/**
 * The polygons that chains of one polygon enclose in the rectangle, with its rings that do not meet the rim. Inside is on
 * the left of a chain, so from the end of each the outline goes on along the rim, counter-clockwise, to where the next
 * one starts (Weiler and Atherton 1977, Hidden surface removal using polygon area sorting). Polygons come in order of
 * their first chain, holes in order of the rings. They have no side on the meridian `joinLon` in common.
 */
export function joinChains(
  chains: readonly Chain[],
  rings: readonly number[][],
  joinLon: number | null = null,
): PlainPolygon[] {
  const polygons: PlainPolygon[] = [];
  const holes: number[][] = [];
  for (const walk of separateRings([...linkChains(chains), ...rings], joinLon)) {
    const loops = splitAtTouches(walk).filter(({ length }) => length >= 6);
    const outer = loops.find((loop) => twiceArea(loop) > 0);
    const inner = loops.filter((loop) => twiceArea(loop) < 0);
    if (outer) polygons.push([outer, ...inner]);
    else for (const hole of inner) holes.push(hole);
  }
  const boxes = polygons.map(([outer]) => boxOf([outer]));
  for (const hole of holes) findAround(polygons, boxes, hole)?.push(hole);
  return polygons;
}

/** Closed outlines of chains and pieces of the rim. */
function linkChains(chains: readonly Chain[]): number[][] {
  const ends = chains.flatMap(({ start, end }, chain) => [
    { ...start, chain, isStart: true },
    { ...end, chain, isStart: false },
  ]);
  ends.sort((p, q) => p.at - q.at || p.slope - q.slope || p.chain - q.chain);
  // Around the rim the inside lies between the end of a chain and the start that follows it.
  const next = new Int32Array(chains.length).fill(-1);
  const isLinked = new Uint8Array(chains.length);
  const open: number[] = [];
  for (let k = 0; k < 2 * ends.length; k++) {
    const { chain, isStart } = ends[k % ends.length];
    if (!isStart) {
      if (next[chain] < 0 && !open.includes(chain)) open.push(chain);
    } else if (!isLinked[chain] && open.length > 0) {
      next[open.pop()!] = chain;
      isLinked[chain] = 1;
    }
  }

  const outlines: number[][] = [];
  const isDone = new Uint8Array(chains.length);
  for (let first = 0; first < chains.length; first++) {
    if (isDone[first]) continue;
    const outline: number[] = [];
    let chain = first;
    do {
      isDone[chain] = 1;
      for (let i = 0; i < chains[chain].points.length; i += 2)
        add(outline, chains[chain].points[i], chains[chain].points[i + 1]);
      addCorners(outline, chains[chain].end, chains[next[chain]].start);
      chain = next[chain];
    } while (chain !== first);
    const { length } = outline;
    if (outline[0] === outline[length - 2] && outline[1] === outline[length - 1]) outline.length -= 2;
    outlines.push(outline);
  }
  return outlines;
}

/** The corners that lie between two places when the rim is walked from one to the other. */
function addCorners(outline: number[], { at: from, slope }: RimEnd, { at, slope: toSlope }: RimEnd): void {
  const isAhead = at > from || (at === from && toSlope >= slope);
  const to = isAhead ? at : at + 1080;
  for (const turn of [0, 1080]) {
    for (const corner of RIM_CORNERS) {
      if (corner.at + turn > from && corner.at + turn < to) add(outline, corner.lon, corner.lat);
    }
  }
}

function add(outline: number[], lon: number, lat: number): void {
  const { length } = outline;
  if (outline[length - 2] !== lon || outline[length - 1] !== lat) outline.push(lon, lat);
}

/** The loops of a walk that comes to a place more than once: an outer ring and holes that touch it, or each other. */
function splitAtTouches(outline: number[]): number[][] {
  const loops: number[][] = [];
  const path: number[] = [];
  const placeOf = new Map<string, number>();
  for (let i = 0; i < outline.length; i += 2) {
    const key = `${outline[i]} ${outline[i + 1]}`;
    const before = placeOf.get(key);
    if (before !== undefined) {
      const loop = path.splice(before);
      for (let k = 0; k < loop.length; k += 2) placeOf.delete(`${loop[k]} ${loop[k + 1]}`);
      loops.push(loop);
    }
    placeOf.set(key, path.length);
    path.push(outline[i], outline[i + 1]);
  }
  return [path, ...loops];
}

/** Twice the area in square degrees; positive where the ring runs counter-clockwise. */
function twiceArea(ring: readonly number[]): number {
  let sum = 0;
  for (let i = 2; i + 3 < ring.length; i += 2) {
    sum += (ring[i] - ring[0]) * (ring[i + 3] - ring[1]) - (ring[i + 2] - ring[0]) * (ring[i + 1] - ring[1]);
  }
  return sum;
}

/**
 * The polygon around a hole. The hole's first edge lies inside one of them, as rings of a polygon share no edge; the
 * largest of those in question is taken without asking.
 */
function findAround(
  polygons: readonly PlainPolygon[],
  boxes: readonly Box[],
  hole: readonly number[],
): PlainPolygon | undefined {
  const x = (hole[0] + hole[2]) / 2;
  const y = (hole[1] + hole[3]) / 2;
  const size = ([minX, minY, maxX, maxY]: Box): number => (maxX - minX) * (maxY - minY);
  const candidates = [...polygons.keys()].filter((i) => {
    const [minX, minY, maxX, maxY] = boxes[i];
    return x >= minX && x <= maxX && y >= minY && y <= maxY;
  });
  candidates.sort((i, j) => size(boxes[i]) - size(boxes[j]));
  const found = candidates.find((i) => i === candidates.at(-1) || holdsPoint(polygons[i][0], x, y));
  return found === undefined ? undefined : polygons[found];
}

/** By the even-odd rule. */
function holdsPoint(ring: readonly number[], x: number, y: number): boolean {
  let isInside = false;
  let x0 = ring[ring.length - 2];
  let y0 = ring[ring.length - 1];
  for (let i = 0; i < ring.length; i += 2) {
    const x1 = ring[i];
    const y1 = ring[i + 1];
    if (y1 > y !== y0 > y && x < x1 + ((y - y1) * (x0 - x1)) / (y0 - y1)) isInside = !isInside;
    x0 = x1;
    y0 = y1;
  }
  return isInside;
}
