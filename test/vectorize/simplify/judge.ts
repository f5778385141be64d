import type { Mask, PlainFeature } from '../../support/vectorize-in-memory.js';

type Point = readonly [x: number, y: number];

/** What is wrong with a coverage, in words; nothing if all is well. Brute force, for small ones. */
export function judgeCoverage(features: readonly PlainFeature[], mask: Mask): string[] {
  const wrong: string[] = [];
  const edges = new Map<string, [Point, Point]>();
  let drawnArea = 0;
  for (const { id, polygons } of features) {
    for (const rings of polygons) {
      rings.forEach((ring, i) => {
        if (String(ring[0]) !== String(ring.at(-1))) wrong.push(`ring of ${id} is open`);
        const corners = ring.slice(1).map(String);
        if (new Set(corners).size !== corners.length) wrong.push(`ring of ${id} touches itself`);
        if (ring.length < 4) wrong.push(`ring of ${id} has ${ring.length} positions`);
        if (signedArea(ring) > 0 !== (i === 0)) wrong.push(`ring ${i} of ${id} is turned`);
        drawnArea += signedArea(ring);
        for (let k = 1; k < ring.length; k++) {
          const key = `${ring[k - 1]} > ${ring[k]}`;
          if (edges.has(key)) wrong.push(`edge ${key} is drawn twice`);
          edges.set(key, [ring[k - 1], ring[k]]);
        }
      });
      if (rings.slice(1).some((hole) => !isInside(middleOfEdge(hole), rings[0])))
        wrong.push(`hole of ${id} is outside`);
    }
  }
  // An edge is shared by two regions, or the border of what is drawn; that border encloses as much as all regions have.
  const outline: [Point, Point][] = [];
  const lines: [Point, Point][] = [];
  for (const [key, [a, b]] of edges) {
    const isShared = edges.has(`${b} > ${a}`);
    if (!isShared) outline.push([a, b]);
    if (!isShared || String(a) < String(b)) lines.push([a, b]);
    if (key === '') wrong.push('no key');
  }
  const outlineArea = outline.reduce((sum, [a, b]) => sum + (a[0] * b[1] - b[0] * a[1]) / 2, 0);
  if (Math.abs(outlineArea - drawnArea) > 1e-6) wrong.push(`areas ${drawnArea}, together ${outlineArea}`);
  if (!mask.classes.includes(0) && Math.abs(drawnArea - mask.width * mask.height) > 1e-6) {
    wrong.push(`area ${drawnArea} of ${mask.width * mask.height}`);
  }
  wrong.push(...findCrossings(lines));
  if (wrong.length === 0) wrong.push(...findStrays(features));
  return wrong;
}

/** Just left of the middle of every edge lies its region, and no other. */
function findStrays(features: readonly PlainFeature[]): string[] {
  const wrong: string[] = [];
  const outlines = features.map(({ id, polygons }) => {
    const rings = polygons.flat();
    const ys = rings.flatMap((ring) => ring.map(([, y]) => y));
    return { id, rings, low: Math.min(...ys), high: Math.max(...ys) };
  });
  for (const { id, rings } of outlines) {
    for (const ring of rings) {
      for (let k = 1; k < ring.length; k++) {
        const [[ax, ay], [bx, by]] = [ring[k - 1], ring[k]];
        const offset = 1e-4 / Math.hypot(bx - ax, by - ay);
        const point: Point = [(ax + bx) / 2 - (by - ay) * offset, (ay + by) / 2 + (bx - ax) * offset];
        const over = outlines.filter((of) => {
          if (point[1] < of.low || point[1] > of.high) return false;
          return of.rings.filter((one) => isInside(point, one)).length % 2 === 1;
        });
        if (over.length !== 1 || over[0].id !== id)
          wrong.push(`${over.map((of) => of.id)} lie beside ${id} at ${point}`);
      }
    }
  }
  return wrong;
}

function findCrossings(lines: readonly [Point, Point][]): string[] {
  const wrong: string[] = [];
  const sorted = lines
    .map(([a, b]) => ({ a, b, left: Math.min(a[0], b[0]), right: Math.max(a[0], b[0]) }))
    .sort((p, q) => p.left - q.left);
  for (let i = 0; i < sorted.length; i++) {
    const { a, b, right } = sorted[i];
    for (let j = i + 1; j < sorted.length && sorted[j].left <= right; j++) {
      const { a: c, b: d } = sorted[j];
      if (Math.min(a[1], b[1]) > Math.max(c[1], d[1]) || Math.min(c[1], d[1]) > Math.max(a[1], b[1])) continue;
      if (meet(a, b, c, d)) wrong.push(`${a} - ${b} meets ${c} - ${d}`);
    }
  }
  return wrong;
}

/** Whether two lines have more in common than an end of both. */
function meet(a: Point, b: Point, c: Point, d: Point): boolean {
  const shared = [a, b].filter((p) => same(p, c) || same(p, d));
  if (shared.length === 2) return true;
  if (shared.length === 1) {
    const own = same(a, shared[0]) ? b : a;
    const other = same(c, shared[0]) ? d : c;
    return isOn(own, c, d) || isOn(other, a, b);
  }
  if (isOn(a, c, d) || isOn(b, c, d) || isOn(c, a, b) || isOn(d, a, b)) return true;
  return side(a, b, c) > 0 !== side(a, b, d) > 0 && side(c, d, a) > 0 !== side(c, d, b) > 0;
}

const same = (p: Point, q: Point): boolean => p[0] === q[0] && p[1] === q[1];
const side = (a: Point, b: Point, p: Point): number => (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);

function isOn(p: Point, a: Point, b: Point): boolean {
  if (side(a, b, p) !== 0) return false;
  const isBetween = (k: 0 | 1) => Math.min(a[k], b[k]) <= p[k] && p[k] <= Math.max(a[k], b[k]);
  return isBetween(0) && isBetween(1);
}

export function signedArea(ring: readonly Point[]): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) sum += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
  return sum / 2;
}

/** A hole may touch its outer ring at corners: the middle of an edge it does not share is inside. */
function middleOfEdge(ring: readonly Point[]): Point {
  return [(ring[0][0] + ring[1][0]) / 2, (ring[0][1] + ring[1][1]) / 2];
}

function isInside([x, y]: Point, ring: readonly Point[]): boolean {
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const [[ax, ay], [bx, by]] = [ring[i - 1], ring[i]];
    if (ay > y !== by > y && x < ax + ((bx - ax) * (y - ay)) / (by - ay)) inside = !inside;
  }
  return inside;
}
