import type { Window } from '../../raster/window.js';

/** A picture of a scene, or a smaller copy of it: pixel `i` lies from `offset + i · step` pixels of the scene on. */
export interface RasterLevel {
  width: number;
  height: number;
  stepPx: number;
  offsetPx: number;
}

/** A raster of some bytes a pixel at several sizes, from large to small. */
export interface LeveledRaster {
  levels: readonly RasterLevel[];
  /** Bytes of one pixel. */
  channels: number;
  /** Pixels of a window of a level, row by row. */
  read(level: number, window: Window): Promise<Uint8Array>;
}

/** The smallest copy that still has a pixel for each one that is drawn; the whole where none is as fine. */
export function chooseLevel(levels: readonly RasterLevel[], pixelScale: number): number {
  return Math.max(
    0,
    levels.findLastIndex(({ stepPx }) => stepPx <= pixelScale),
  );
}
