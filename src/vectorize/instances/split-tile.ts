import { expandWindow, intersectWindows, type Window } from '../../raster/window.js';
import { SIDES, type Side } from '../borders.js';
import { type Basins, type DepthMap, findBasins, NO_BASIN } from './basins.js';
import { DEPTH_HALO_PX, type DepthScale, measureDepths } from './depth.js';
import { findPasses, toScenePixel } from './find-passes.js';
import { type MergedBasins, mergeBasins } from './merge-basins.js';
import { type Passes, PassTable } from './pass.js';

/**
 * What a tile must know: the pixels that decide the depths of its core and of the pixels next to it (what lies
 * `DEPTH_HALO_PX` from one of these does not: it makes no depth below the ceiling). Of what lies outside the scene one pixel
 * is enough.
 */
export function splitWindow(core: Window, scene: { width: number; height: number }): Window {
  const reach = expandWindow(core, DEPTH_HALO_PX);
  return intersectWindows(reach, { col: -1, row: -1, width: scene.width + 2, height: scene.height + 2 })!;
}

export interface SplitOptions {
  scale: DepthScale;
  /** Objects stay apart where both are by more than this deeper than the pass between them; in metres. */
  splitM: number;
  /** Classes whose regions are split; all others stay whole. Null: all. */
  splitClasses: readonly number[] | null;
  connectivity: 4 | 8;
  sceneWidth: number;
}

/**
 * What one tile can say alone of the objects in it. Objects are numbered from 1: first the `openCount` that other tiles
 * may have more of, from the highest peak down, then those that are complete.
 */
export interface TileSplit {
  /** Object of every pixel of the core; 0 where nodata. */
  objects: Uint32Array;
  openCount: number;
  completeCount: number;
  /** Highest pixel of each open object: its squared depth in units and its row-major number in the scene. */
  peakDepths: Uint32Array;
  peakPixels: Float64Array;
  /** Passes between open objects (numbered from 0) that the tile cannot decide. */
  passes: Passes;
  border: SplitBorder;
}

/** The pixels along the sides of a tile's core, for its neighbours. */
export interface SplitBorder {
  core: Window;
  classes: Record<Side, Uint8Array>;
  depths: Record<Side, Uint32Array>;
  /** Object of each pixel, from 1. */
  objects: Record<Side, Uint32Array>;
}

/** Splits what lies in a core. `classes` are those of its `splitWindow`, 0 outside the scene. */
export function splitTile(
  tile: { core: Window; window: Window; classes: Uint8Array },
  options: SplitOptions,
): TileSplit {
  const { core } = tile;
  const { scale, splitM, sceneWidth } = options;
  const map = measureMap(tile, options);
  const basins = findBasins(map);
  const passes = findPasses(map, basins, core, sceneWidth);
  const toMetres = (squared: number) => scale.unitM * Math.sqrt(squared);
  const merged = mergeBasins({
    peakM: Float64Array.from(basins.peaks, (pixel) => toMetres(map.depths[pixel])),
    ceilingM: Float64Array.from(basins.peaks, (pixel) => toMetres(map.depths[pixel] > 0 ? scale.ceiling : 0)),
    passes,
    falling: passes.falling(),
    unitM: scale.unitM,
    splitM,
  });
  const { objectOf, open, count } = numberObjects(merged, basins, passes);
  const objects = basins.ofPixel.map((basin) => (basin === NO_BASIN ? 0 : objectOf[basin]));
  return {
    objects,
    openCount: open.length,
    completeCount: count - open.length,
    peakDepths: open.map((basin) => map.depths[basins.peaks[basin]]),
    peakPixels: Float64Array.from(open, (basin) => toScenePixel(basins.peaks[basin], core, sceneWidth)),
    passes: selectPasses(passes, merged.undecided, objectOf),
    border: describeBorder(core, map, objects),
  };
}

/** Depths and classes of the core and the pixels next to it. */
function measureMap(
  { core, window, classes }: { core: Window; window: Window; classes: Uint8Array },
  { scale, splitClasses, connectivity }: SplitOptions,
): DepthMap {
  const inner = expandWindow(core, 1);
  const depths = measureDepths({ classes, window, inner, scale });
  const near = new Uint8Array(depths.length);
  for (let row = 0; row < inner.height; row++) {
    const from = (inner.row - window.row + row) * window.width + inner.col - window.col;
    near.set(classes.subarray(from, from + inner.width), row * inner.width);
  }
  // A region that is flat is not split.
  if (splitClasses) for (let i = 0; i < near.length; i++) if (!splitClasses.includes(near[i])) depths[i] = 0;
  return { width: core.width, height: core.height, classes: near, depths, connectivity };
}

/** Objects of basins, open ones first; `open` are the basins with the open objects' peaks. */
function numberObjects({ sets, isOpen, undecided }: MergedBasins, { peaks }: Basins, passes: PassTable) {
  const { a, b } = passes.columns;
  for (const row of undecided) {
    isOpen[sets.find(a[row])] = 1;
    isOpen[sets.find(b[row])] = 1;
  }
  const firsts = Uint32Array.from(peaks.keys()).filter((basin) => sets.find(basin) === basin);
  const open = firsts.filter((basin) => isOpen[basin] === 1);
  const complete = firsts.filter((basin) => isOpen[basin] === 0);
  const objectOf = new Uint32Array(peaks.length);
  let count = 0;
  for (const basin of open) objectOf[basin] = ++count;
  for (const basin of complete) objectOf[basin] = ++count;
  for (let basin = 0; basin < peaks.length; basin++) objectOf[basin] = objectOf[sets.find(basin)];
  return { objectOf, open, count };
}

/** The rows named, between open objects instead of basins. */
function selectPasses({ columns }: PassTable, rows: readonly number[], objectOf: Uint32Array): PassTable {
  const table = new PassTable();
  for (const row of rows) {
    const a = objectOf[columns.a[row]] - 1;
    const b = objectOf[columns.b[row]] - 1;
    table.keep({
      a,
      b,
      low: columns.low[row],
      lowPixel: columns.lowPixel[row],
      high: columns.high[row],
      highPixel: columns.highPixel[row],
    });
  }
  return table;
}

function describeBorder(core: Window, { classes, depths }: DepthMap, objects: Uint32Array): SplitBorder {
  const { width, height } = core;
  const stride = width + 2;
  const pixels: Record<Side, { first: number; step: number; length: number }> = {
    top: { first: 0, step: 1, length: width },
    bottom: { first: (height - 1) * width, step: 1, length: width },
    left: { first: 0, step: width, length: height },
    right: { first: width - 1, step: width, length: height },
  };
  const describe = <T extends Uint8Array | Uint32Array>(values: T, isPadded: boolean): Record<Side, T> =>
    Object.fromEntries(
      SIDES.map((side) => {
        const { first, step, length } = pixels[side];
        const taken = values.slice(0, length) as T;
        for (let i = 0; i < length; i++) {
          const pixel = first + i * step;
          taken[i] = values[isPadded ? pixel + stride + 1 + 2 * Math.floor(pixel / width) : pixel];
        }
        return [side, taken];
      }),
    ) as Record<Side, T>;
  return { core, classes: describe(classes, true), depths: describe(depths, true), objects: describe(objects, false) };
}
