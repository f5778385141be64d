import { cutAntimeridian } from '../vectorize/antimeridian/cut-antimeridian.js';
import type { Ground } from '../vectorize/ground/ground.js';
import { projectRings } from '../vectorize/project-rings.js';

/** A GeoJSON geometry in longitude and latitude (RFC 7946). */
export type OutlineGeometry =
  | { type: 'Polygon'; coordinates: number[][][] }
  | { type: 'MultiPolygon'; coordinates: number[][][][] };

/** A side bends in longitude and latitude: so many pieces follow that to 1/4000 of what one piece would be off. */
const PIECES_PER_SIDE = 64;
const NOTHING = new Float64Array(1);

/** The border of a scene of `width` × `height` pixels on the ground, cut at the antimeridian as its regions are. */
export function outlineScene(ground: Ground, { width, height }: { width: number; height: number }): OutlineGeometry {
  const corners = borderOf(width, height, ground.densifyPx);
  const rings = {
    count: 1,
    part: new Uint32Array(1),
    offsets: Uint32Array.of(0, corners.length / 2),
    corners,
  };
  const whole = {
    count: 1,
    id: NOTHING,
    classId: new Uint8Array(1),
    pixels: NOTHING,
    areaM2: NOTHING,
    perimeterM: NOTHING,
    figures: [],
    polygonOffsets: Uint32Array.of(0, 1),
    ringOffsets: Uint32Array.of(0, 1),
    ...projectRings(rings, Uint32Array.of(0), ground),
  };
  return toGeometry(cutAntimeridian(whole, ground));
}

/** Lattice positions down the left side, along the bottom, up the right side and back, the scene on their left. */
function borderOf(width: number, height: number, densifyPx: number): Int32Array {
  const [across, down] = [divide(width, densifyPx), divide(height, densifyPx)];
  const back = (stops: number[], end: number): number[] => stops.map((at) => end - at);
  return Int32Array.from([
    ...down.flatMap((row) => [0, row]),
    ...across.flatMap((col) => [col, height]),
    ...back(down, height).flatMap((row) => [width, row]),
    ...back(across, width).flatMap((col) => [col, 0]),
  ]);
}

/** Where the pieces of a side begin. */
function divide(side: number, densifyPx: number): number[] {
  const pieces = Math.min(PIECES_PER_SIDE, Math.ceil(side / densifyPx));
  return Array.from({ length: pieces }, (_, piece) => Math.round((piece * side) / pieces));
}

function toGeometry(batch: {
  polygonOffsets: Uint32Array;
  ringOffsets: Uint32Array;
  vertexOffsets: Uint32Array;
  lonLat: Float64Array;
}): OutlineGeometry {
  const { ringOffsets, vertexOffsets, lonLat } = batch;
  const ringAt = (ring: number): number[][] =>
    Array.from({ length: vertexOffsets[ring + 1] - vertexOffsets[ring] }, (_, i) => {
      const at = 2 * (vertexOffsets[ring] + i);
      return [lonLat[at], lonLat[at + 1]];
    });
  const polygons = Array.from({ length: batch.polygonOffsets[1] }, (_, polygon) =>
    Array.from({ length: ringOffsets[polygon + 1] - ringOffsets[polygon] }, (_, i) => ringAt(ringOffsets[polygon] + i)),
  );
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0] }
    : { type: 'MultiPolygon', coordinates: polygons };
}
