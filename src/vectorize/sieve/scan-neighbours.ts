import type { Window } from '../../raster/window.js';
import { ABOVE, ABOVE_LEFT, ABOVE_RIGHT, LEFT, meetingAt, type NeighbourTable } from './neighbour-table.js';

export interface TileToScan {
  /** Part of every pixel of the core; 0 where nodata. */
  labels: Uint32Array;
  /** Region of every part. */
  regionOfLabel: Uint32Array;
  isSmall: Uint8Array;
  core: Window;
  sceneWidth: number;
  connectivity: 4 | 8;
}

/** Adds every meeting of two regions inside the tile, one of them small. */
export function scanNeighbours(tile: TileToScan, table: NeighbourTable): void {
  const { labels, regionOfLabel, isSmall, core, sceneWidth, connectivity } = tile;
  const { width, height } = core;
  const meet = (label: number, other: number, sides: number, meeting: number): void => {
    const a = regionOfLabel[label];
    const b = regionOfLabel[other];
    if (a !== b && (isSmall[a] === 1 || isSmall[b] === 1)) table.add(a, b, sides, meeting);
  };
  for (let row = 0; row < height; row++) {
    const start = row * width;
    const scenePixel = (core.row + row) * sceneWidth + core.col;
    for (let col = 0; col < width; col++) {
      const at = start + col;
      const label = labels[at];
      if (label === 0) continue;
      if (row > 0) {
        const above = labels[at - width];
        if (above !== label && above !== 0) meet(label, above, 1, meetingAt(scenePixel + col, ABOVE));
        if (connectivity === 8) {
          const left = col > 0 ? labels[at - width - 1] : 0;
          const right = col + 1 < width ? labels[at - width + 1] : 0;
          if (left !== label && left !== 0) meet(label, left, 0, meetingAt(scenePixel + col, ABOVE_LEFT));
          if (right !== label && right !== 0) meet(label, right, 0, meetingAt(scenePixel + col, ABOVE_RIGHT));
        }
      }
      const left = col > 0 ? labels[at - 1] : 0;
      if (left !== label && left !== 0) meet(label, left, 1, meetingAt(scenePixel + col, LEFT));
    }
  }
}
