import type { Feature } from '../../query/feature-source.js';
import type { Box } from './header.js';

type Ring = readonly (readonly number[])[];

/** Whether a geometry and a box have a point in common; both are closed. */
export function geometryMeetsBox(geometry: Feature['geometry'], box: Box): boolean {
  if (geometry === null) return false;
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.some((rings) => polygonMeetsBox(rings, box));
}

/** A line of its rings meets the box, or all of the box lies inside. */
function polygonMeetsBox(rings: readonly Ring[], box: Box): boolean {
  let isAround = false;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [from, to] = [ring[i - 1], ring[i]];
      if (lineMeetsBox(from[0], from[1], to[0], to[1], box)) return true;
      if (passesRightOf(from[0], from[1], to[0], to[1], box)) isAround = !isAround;
    }
  }
  return isAround;
}

/** The line's own box meets the box, and not all corners of the box are on one side of the line. */
export function lineMeetsBox(ax: number, ay: number, bx: number, by: number, box: Box): boolean {
  const [west, south, east, north] = box;
  if (Math.max(ax, bx) < west || Math.min(ax, bx) > east) return false;
  if (Math.max(ay, by) < south || Math.min(ay, by) > north) return false;
  const side = (x: number, y: number): number => Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax));
  const sides = side(west, south) + side(east, south) + side(west, north) + side(east, north);
  return Math.abs(sides) !== 4;
}

/** Whether the ray from the box's lower left corner to the right crosses the line. */
export function passesRightOf(ax: number, ay: number, bx: number, by: number, [x, y]: Box): boolean {
  if (ay > y === by > y) return false;
  return x < ax + ((y - ay) / (by - ay)) * (bx - ax);
}
