import { InputError } from '../../errors.js';
import { findGround } from '../../evaluate/find-ground.js';
import { intersectWindows, type Window } from '../../raster/window.js';
import { createToPixel, listTileZones } from '../../run/zones-place.js';
import { createGrid, type Grid, tileAt } from '../../tiling/grid.js';
import type { Scene } from '../../tiling/open-scene.js';
import type { Ground } from '../../vectorize/ground/ground.js';
import { placeZones } from '../../vectorize/zonal/place-zones.js';
import type { ToPixel } from '../../vectorize/zonal/project-ring.js';
import { createCentreVisitor } from '../../vectorize/zonal/visit-centres.js';
import type { Zone } from '../../vectorize/zonal/zone.js';
import type { Labels } from './load-labels.js';

/** Labels on the pixels of one scene, by squares. */
export interface LabelMap {
  /** Numbers of the squares that hold labels, in order. */
  squares: readonly number[];
  core(square: number): Window;
  /**
   * Label of every pixel of a square: its number + 1, `NO_LABEL` outside of all, `DISPUTED` where labels of different
   * classes overlap. Where those of one class do, a pixel belongs to the first, so that it is in one part of a split alone.
   */
  paint(square: number): Int32Array;
  /** West, south, east, north. */
  bboxLonLat: readonly [number, number, number, number];
}

export const NO_LABEL = 0;
export const DISPUTED = -1;

/** Side of the squares that are painted and read one by one. */
const SQUARE_PX = 512;

/** Calls back with each label that meets a square, and the pixels of it there. */
type Visit = (square: number, window: Window, add: (label: number, col: number, row: number) => void) => void;

/** @throws InputError where the scene has no place on the ground */
export function createLabelMap(labels: Labels, scene: Scene): LabelMap {
  const { width, height } = scene;
  const { ground, problem } = findGround(scene);
  if (!ground) {
    const wanted = 'a place on the ground, for the labels to be found';
    throw new InputError({ thing: 'scene', wanted, got: problem, source: scene.location });
  }
  const grid = createGrid({ width, height, tileSizePx: SQUARE_PX, overlapPx: 0 });
  const { squares, visit } = placeLabels(labels, scene, ground, grid);
  return {
    squares,
    core: (square) => tileAt(grid, square).core,
    paint(square) {
      const { core } = tileAt(grid, square);
      const owner = new Int32Array(core.width * core.height);
      visit(square, core, (label, col, row) => {
        const at = (row - core.row) * core.width + col - core.col;
        const before = owner[at];
        if (before === NO_LABEL) owner[at] = label + 1;
        else if (before !== DISPUTED && labels.classOf[before - 1] !== labels.classOf[label]) owner[at] = DISPUTED;
      });
      return owner;
    },
    bboxLonLat: ground.spanLonLat,
  };
}

function placeLabels(labels: Labels, scene: Scene, ground: Ground, grid: Grid): { squares: number[]; visit: Visit } {
  const { crs, affine, width, height } = scene;
  const toPixel = createToPixel({ crs: crs!, affine, width, height, bboxLonLat: ground.spanLonLat });
  if (labels.places.kind === 'points') return placePoints(labels.places.lonLat, toPixel, grid);
  return placePolygons(labels.places.zones, { ground, toPixel, grid, source: labels.source });
}

function placePolygons(
  zones: readonly Zone[],
  { ground, toPixel, grid, source }: { ground: Ground; toPixel: ToPixel; grid: Grid; source: string },
): { squares: number[]; visit: Visit } {
  const { width, height } = grid;
  const placed = placeZones(zones, { width, height, bboxLonLat: ground.spanLonLat, toPixel }, source);
  const { tileOffsets, tileZones } = listTileZones(grid, placed);
  const squares = Array.from({ length: grid.count }, (_, square) => square);
  const visitCentres = createCentreVisitor();
  return {
    squares: squares.filter((square) => tileOffsets[square] < tileOffsets[square + 1]),
    visit(square, window, add) {
      for (let i = tileOffsets[square]; i < tileOffsets[square + 1]; i++) {
        const zone = tileZones[i];
        const [col, row, endCol, endRow] = placed.windows.subarray(4 * zone, 4 * zone + 4);
        const part = intersectWindows({ col, row, width: endCol - col, height: endRow - row }, window);
        const edges = placed.edges.subarray(placed.edgeOffsets[zone], placed.edgeOffsets[zone + 1]);
        if (part) visitCentres(edges, part, (x, y) => add(zone, x, y));
      }
    },
  };
}

function placePoints(lonLat: Float64Array, toPixel: ToPixel, grid: Grid): { squares: number[]; visit: Visit } {
  const bySquare = new Map<number, { label: number; col: number; row: number }[]>();
  for (let label = 0; 2 * label < lonLat.length; label++) {
    const [col, row] = toPixel(lonLat[2 * label], lonLat[2 * label + 1]).map(Math.floor);
    if (!(col >= 0 && row >= 0 && col < grid.width && row < grid.height)) continue;
    const square = Math.floor(row / SQUARE_PX) * grid.columns + Math.floor(col / SQUARE_PX);
    const inSquare = bySquare.get(square) ?? [];
    bySquare.set(square, inSquare);
    inSquare.push({ label, col, row });
  }
  return {
    squares: [...bySquare.keys()].sort((a, b) => a - b),
    visit: (square, _, add) => {
      for (const { label, col, row } of bySquare.get(square) ?? []) add(label, col, row);
    },
  };
}
