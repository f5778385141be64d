import { InputError } from '../../errors.js';
import { type Box, boxesMeet, boxOf, clipRing, isInside } from './clip-ring.js';
import { type Edges, orientEdges } from './orient-edges.js';
import { projectRing, type ToPixel } from './project-ring.js';
import { ringsOf, type Zone } from './zone.js';
import { zoneAreaOnGround } from './zone-area.js';

/** Zones in the scene's pixels, in order of their number from 0. */
export interface PlacedZones {
  /** Directed edges of all zones; those of zone `i` are values `edgeOffsets[i]` to `edgeOffsets[i + 1]`. */
  edges: Edges;
  edgeOffsets: Float64Array;
  /** First column and row, and last ones exclusive, of each zone within the scene; all 0 where it is outside. */
  windows: Int32Array;
  /** True area of each whole zone, inside the scene or not. */
  areaM2: Float64Array;
}

/** Where the scene is. */
export interface ZonePlace {
  width: number;
  height: number;
  bboxLonLat: Box;
  toPixel: ToPixel;
}

/** Crossings by less than this many pixels count as touching. */
const SLACK_PX = 1e-9;
/** A zone of less than a square centimetre is a line, but for rounding. */
const LEAST_AREA_M2 = 1e-4;
/** Zones are cut off so far outside the scene, in parts of its extent: projections are sure to hold there. */
const MARGIN = 0.05;

/** @throws InputError for a zone without an area, by its number */
export function placeZones(zones: readonly Zone[], place: ZonePlace, source: string): PlacedZones {
  const limits = growBox(place.bboxLonLat);
  const windows = new Int32Array(4 * zones.length);
  const areaM2 = new Float64Array(zones.length);
  const edgeOffsets = new Float64Array(zones.length + 1);
  const all: Edges[] = [];
  zones.forEach((zone, i) => {
    const rings = ringsOf(zone.geometry);
    areaM2[i] = zoneAreaOnGround(rings);
    if (!(areaM2[i] > LEAST_AREA_M2)) {
      const thing = `zone ${i + 1} (id ${zone.id})`;
      throw new InputError({ thing, wanted: 'a ring that encloses an area', got: 'none', source });
    }
    const edges = placeRings(rings, limits, place.toPixel);
    windows.set(windowOf(edges, place), 4 * i);
    // Of a zone beside the scene nothing is kept.
    const isOutside = windows[4 * i] === windows[4 * i + 2];
    all.push(isOutside ? new Float64Array(0) : edges);
    edgeOffsets[i + 1] = edgeOffsets[i] + all[i].length;
  });
  const edges = new Float64Array(edgeOffsets[zones.length]);
  all.forEach((part, i) => {
    edges.set(part, edgeOffsets[i]);
  });
  return { edges, edgeOffsets, windows, areaM2 };
}

function placeRings(rings: readonly Float64Array[], limits: Box, toPixel: ToPixel): Edges {
  const box = boxOf(rings);
  if (!boxesMeet(box, limits)) return new Float64Array(0);
  const near = isInside(box, limits) ? rings : rings.map((ring) => clipRing(ring, limits));
  return orientEdges(
    near.filter(({ length }) => length > 0).map((ring) => projectRing(ring, toPixel)),
    SLACK_PX,
  );
}

function growBox([west, south, east, north]: Box): Box {
  const lon = MARGIN * (east - west);
  const lat = MARGIN * (north - south);
  return [west - lon, south - lat, east + lon, north + lat];
}

/** [first column, first row, end column, end row] within the scene. */
function windowOf(edges: Edges, { width, height }: ZonePlace): [number, number, number, number] {
  const [minX, minY, maxX, maxY] = boxOf([edges]);
  const col = Math.max(0, Math.floor(minX));
  const row = Math.max(0, Math.floor(minY));
  const endCol = Math.min(width, Math.ceil(maxX));
  const endRow = Math.min(height, Math.ceil(maxY));
  return endCol > col && endRow > row ? [col, row, endCol, endRow] : [0, 0, 0, 0];
}
