import { intersectWindows, type Window } from '../raster/window.js';
import { createToPixel, listTileZones } from '../run/zones-place.js';
import { createGrid, type Grid } from '../tiling/grid.js';
import type { Scene } from '../tiling/open-scene.js';
import type { Ground } from '../vectorize/ground/ground.js';
import { coverWindow } from '../vectorize/zonal/coverage.js';
import { type PlacedZones, placeZones } from '../vectorize/zonal/place-zones.js';
import type { Zone } from '../vectorize/zonal/zone.js';

/** Polygons of known class on the mask's pixels. */
export interface PolygonPainter {
  /** Places of classes per pixel of the window; `background` outside of all polygons. */
  paint(window: Window): Uint8Array;
  /** Number of the polygon per pixel, from 1 in the order of the file; 0 outside of all. */
  paintNumbers(window: Window): Uint32Array;
  /** Pixels of a window that lie in polygons of different classes, where the later has won. */
  countConflicts(window: Window): number;
}

export interface PolygonTruth {
  zones: readonly Zone[];
  /** Place of the class of each. */
  places: Uint8Array;
  /** Place of what lies outside of all; 0 for nothing. */
  background: number;
  source: string;
}

/** Polygons are looked up by squares of this side. */
const SQUARE_PX = 512;

/** A pixel is inside where its centre is; of polygons that overlap the later in the file wins, as in GDAL's rasterizing. */
export function createPolygonPainter(mask: Scene, ground: Ground, truth: PolygonTruth): PolygonPainter {
  const { width, height, affine, crs } = mask;
  const bboxLonLat = ground.spanLonLat;
  const toPixel = createToPixel({ crs: crs!, affine, width, height, bboxLonLat });
  const placed = placeZones(truth.zones, { width, height, bboxLonLat, toPixel }, truth.source);
  const squares = createGrid({ width, height, tileSizePx: SQUARE_PX, overlapPx: 0 });
  const listed = listTileZones(squares, placed);
  let cover = new Int32Array(0);

  /** Calls `visit` for the pixels of a window whose centre lies in a polygon. */
  function paintZone(zone: number, window: Window, visit: (at: number) => void): void {
    const part = intersectWindows(windowOf(placed, zone), window);
    if (part === null) return;
    const stride = part.width + 1;
    if (cover.length < stride * part.height) cover = new Int32Array(stride * part.height);
    const sums = cover.subarray(0, stride * part.height).fill(0);
    coverWindow(placed.edges.subarray(placed.edgeOffsets[zone], placed.edgeOffsets[zone + 1]), 'centre', part, sums);
    for (let y = 0; y < part.height; y++) {
      const from = (part.row + y - window.row) * window.width + part.col - window.col;
      let sum = 0;
      for (let x = 0; x < part.width; x++) {
        sum = (sum + sums[y * stride + x]) | 0;
        if (sum > 0) visit(from + x);
      }
    }
  }

  return {
    paint(window) {
      const out = new Uint8Array(window.width * window.height).fill(truth.background);
      for (const zone of zonesIn(window, squares, listed)) {
        const place = truth.places[zone];
        paintZone(zone, window, (at) => {
          out[at] = place;
        });
      }
      return out;
    },
    paintNumbers(window) {
      const out = new Uint32Array(window.width * window.height);
      for (const zone of zonesIn(window, squares, listed)) {
        paintZone(zone, window, (at) => {
          out[at] = zone + 1;
        });
      }
      return out;
    },
    countConflicts(window) {
      const first = new Uint8Array(window.width * window.height);
      const isConflict = new Uint8Array(first.length);
      for (const zone of zonesIn(window, squares, listed)) {
        const place = truth.places[zone];
        paintZone(zone, window, (at) => {
          if (first[at] === 0) first[at] = place;
          else if (first[at] !== place) isConflict[at] = 1;
        });
      }
      return isConflict.reduce((sum, one) => sum + one, 0);
    },
  };
}

function windowOf({ windows }: PlacedZones, zone: number): Window {
  const [col, row, endCol, endRow] = windows.subarray(4 * zone, 4 * zone + 4);
  return { col, row, width: endCol - col, height: endRow - row };
}

/** Zones whose window may meet a window, in their order. */
function zonesIn(window: Window, squares: Grid, listed: ReturnType<typeof listTileZones>): number[] {
  const { col, row, width, height } = window;
  const found = new Set<number>();
  for (let y = Math.floor(row / SQUARE_PX); y * SQUARE_PX < row + height; y++) {
    for (let x = Math.floor(col / SQUARE_PX); x * SQUARE_PX < col + width; x++) {
      const square = y * squares.columns + x;
      const { tileOffsets, tileZones } = listed;
      for (let i = tileOffsets[square]; i < tileOffsets[square + 1]; i++) found.add(tileZones[i]);
    }
  }
  return [...found].sort((a, b) => a - b);
}
