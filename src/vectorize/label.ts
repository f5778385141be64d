import { NODATA_CLASS } from '../raster/class-mask.js';
import { UnionFind } from './union-find.js';

/**
 * The **parts** of a class mask: its 4-connected components. Polygons are made of parts, because a 4-connected
 * component always has a valid polygon; with 8-connectivity a region is a group of parts that touch at corners.
 */
export interface Parts {
  /** Part of every pixel, 1 … count in order of the part's first pixel; 0 where nodata. */
  labels: Uint32Array;
  count: number;
}

/** Labels the 4-connected components of equal class. Source: run-based two-pass labelling with union-find. */
export function labelParts(classes: Uint8Array, width: number, height: number): Parts {
  const labels = new Uint32Array(width * height);
  const sets = new UnionFind(Math.max(16, (width * height) >> 4));
  sets.add(); // member 0 is nodata
  for (let row = 0; row < height; row++) {
    const start = row * width;
    let col = 0;
    while (col < width) {
      const classId = classes[start + col];
      let end = col + 1;
      while (end < width && classes[start + end] === classId) end++;
      if (classId !== NODATA_CLASS) labelRun(row, col, end, classId);
      col = end;
    }
  }

  // One run takes the first label above it, and ties all others above it to that one.
  function labelRun(row: number, col: number, end: number, classId: number): void {
    const start = row * width;
    let label = 0;
    if (row > 0) {
      let last = 0;
      for (let at = start - width + col; at < start - width + end; at++) {
        if (classes[at] !== classId) continue;
        const above = labels[at];
        if (above === last) continue;
        last = above;
        if (label === 0) label = above;
        else sets.union(label, above);
      }
    }
    if (label === 0) label = sets.add();
    labels.fill(label, start + col, start + end);
  }

  const { numbers, count } = sets.number();
  for (let i = 0; i < labels.length; i++) labels[i] = numbers[labels[i]];
  return { labels, count: count - 1 };
}

/**
 * Groups parts into regions. With 4-connectivity every part is a region; with 8-connectivity parts of one class that
 * touch at a corner are one region. Returns the region (1 … count, in order of first pixel) of every part; 0 → 0.
 */
export function groupParts(
  parts: Parts,
  mask: { classes: Uint8Array; width: number; height: number; connectivity: 4 | 8 },
): { regionOfPart: Uint32Array; count: number } {
  const sets = new UnionFind(parts.count + 1);
  sets.add(parts.count + 1);
  if (mask.connectivity === 8) {
    const { classes, width, height } = mask;
    for (let row = 0; row + 1 < height; row++) {
      for (let at = row * width; at < row * width + width - 1; at++) {
        const northWest = classes[at];
        const northEast = classes[at + 1];
        const southWest = classes[at + width];
        const southEast = classes[at + width + 1];
        if (northWest === southEast && northWest !== NODATA_CLASS && northWest !== northEast) {
          sets.union(parts.labels[at], parts.labels[at + width + 1]);
        }
        if (northEast === southWest && northEast !== NODATA_CLASS && northEast !== northWest) {
          sets.union(parts.labels[at + 1], parts.labels[at + width]);
        }
      }
    }
  }
  const { numbers, count } = sets.number();
  return { regionOfPart: numbers, count: count - 1 };
}
