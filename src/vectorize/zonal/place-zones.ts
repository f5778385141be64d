import { InputError } from '../../errors.js';
import { type Box, boxesMeet, boxOf, isInside } from '../box.js';
import { clipRing } from './clip-ring.js';
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
  /** Longitudes run on: the east of a scene across the antimeridian is above 180°. At most 360° wide. */
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
  // What lies east of the antimeridian is found a turn further on by a scene that lies across it.
  const turned = limits[2] > 180 ? [...rings, ...rings.map(turnOnce)] : rings;
  const near = turned.flatMap((ring) => {
    const box = boxOf([ring]);
    if (!boxesMeet(box, limits)) return [];
    return [isInside(box, limits) ? ring : clipRing(ring, limits)];
  });
  return orientEdges(
    near.filter(({ length }) => length > 0).map((ring) => projectRing(ring, toPixel)),
    SLACK_PX,
  );
}

function turnOnce(ring: Float64Array): Float64Array {
  return ring.map((value, i) => (i % 2 === 0 ? value + 360 : value));
}

function growBox([west, south, east, north]: Box): Box {
  const lon = Math.min(MARGIN * (east - west), (360 - (east - west)) / 2);
  const lat = MARGIN * (north - south);
  const isAcross = east > 180;
  // A scene that is not across the antimeridian has nothing to look for beyond it.
  return [
    isAcross ? west - lon : Math.max(-180, west - lon),
    south - lat,
    isAcross ? east + lon : Math.min(180, east + lon),
    north + lat,
  ];
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
