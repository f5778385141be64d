import type { ClassMask } from '../../../src/raster/class-mask.js';
import { intersectWindows, type Window } from '../../../src/raster/window.js';
import { createGrid, tileAt } from '../../../src/tiling/grid.js';
import { createDepthScale, type DepthScale, measureDepths } from '../../../src/vectorize/instances/depth.js';
import { SplitJoiner, toInstances } from '../../../src/vectorize/instances/join-splits.js';
import { splitTile, splitWindow } from '../../../src/vectorize/instances/split-tile.js';
import { createPlanarGround } from '../../support/planar-ground.js';

export interface SplitTerms {
  splitM: number;
  connectivity: 4 | 8;
  splitClasses?: readonly number[] | null;
  scale?: DepthScale;
}

/** Pixels of one metre. */
export const METRES: DepthScale = createDepthScale(createPlanarGround({ width: 9, height: 9 }), {
  width: 9,
  height: 9,
});

/** Instances of a mask, split in tiles: the number + 1 of each pixel's, 0 where nodata. */
export function splitInMemory(mask: ClassMask, terms: SplitTerms & { tileSizePx: number }) {
  const { splitM, connectivity, splitClasses = null, scale = METRES, tileSizePx } = terms;
  const grid = createGrid({ width: mask.width, height: mask.height, tileSizePx, overlapPx: 0 });
  const sceneWidth = mask.width;
  const joiner = new SplitJoiner(grid.columns, { connectivity, sceneWidth, unitM: scale.unitM, splitM });
  const tiles = Array.from({ length: grid.count }, (_, index) => {
    const { core } = tileAt(grid, index);
    const window = splitWindow(core, mask);
    const classes = cut(mask, window);
    const split = splitTile({ core, window, classes }, { scale, splitM, splitClasses, connectivity, sceneWidth });
    joiner.add(split);
    return { core, split };
  });
  const joined = joiner.finish();
  const instances = new Uint32Array(mask.classes.length);
  tiles.forEach(({ core, split }, tile) => {
    const own = toInstances(split.objects, split.openCount, tile, joined);
    for (let row = 0; row < core.height; row++) {
      const line = own.subarray(row * core.width, (row + 1) * core.width);
      instances.set(line, (core.row + row) * mask.width + core.col);
    }
  });
  return { instances, joined, open: tiles.reduce((sum, { split }) => sum + split.openCount, 0) };
}

/** Classes of a window, 0 outside the mask. */
export function cut({ classes, width, height }: ClassMask, window: Window): Uint8Array {
  const out = new Uint8Array(window.width * window.height);
  const inside = intersectWindows(window, { col: 0, row: 0, width, height })!;
  for (let row = inside.row; row < inside.row + inside.height; row++) {
    const line = classes.subarray(row * width + inside.col, row * width + inside.col + inside.width);
    out.set(line, (row - window.row) * window.width + inside.col - window.col);
  }
  return out;
}

/** Instances as the definition says, pixel by pixel: every pixel is a basin of its own, passes from the highest down. */
export function splitPlainly(mask: ClassMask, { splitM, connectivity, splitClasses, scale = METRES }: SplitTerms) {
  const { classes, width, height } = mask;
  const padded = splitWindow({ col: 0, row: 0, width, height }, mask);
  const inner = { col: 0, row: 0, width, height };
  const depths = measureDepths({ classes: cut(mask, padded), window: padded, inner, scale });
  if (splitClasses) for (let i = 0; i < depths.length; i++) if (!splitClasses.includes(classes[i])) depths[i] = 0;
  const metres = Float64Array.from(depths, (units) => scale.unitM * Math.sqrt(units));
  const byHeight = (p: number, q: number) => depths[p] - depths[q] || p - q;

  const passes: [low: number, high: number][] = [];
  for (let pixel = 0; pixel < classes.length; pixel++) {
    const col = pixel % width;
    for (const [dx, dy] of connectivity === 4 ? SIDES_4 : SIDES_8) {
      const other = pixel + dy * width + dx;
      if (col + dx < 0 || col + dx >= width || other >= classes.length) continue;
      if (classes[pixel] === 0 || classes[pixel] !== classes[other]) continue;
      passes.push(byHeight(pixel, other) < 0 ? [pixel, other] : [other, pixel]);
    }
  }
  passes.sort((one, two) => byHeight(two[0], one[0]) || byHeight(two[1], one[1]));

  const peakOf = Array.from(classes.keys());
  const find = (pixel: number): number => (peakOf[pixel] === pixel ? pixel : find(peakOf[pixel]));
  for (const [low, high] of passes) {
    const [lower, higher] = [find(low), find(high)].sort(byHeight) as [number, number];
    if (lower !== higher && metres[lower] - metres[low] <= splitM) peakOf[lower] = higher;
  }
  return Uint32Array.from(classes, (classId, pixel) => (classId === 0 ? 0 : find(pixel) + 1));
}

const SIDES_4 = [
  [1, 0],
  [0, 1],
] as const;
const SIDES_8 = [...SIDES_4, [1, 1], [-1, 1]] as const;

/** The same partition with its sets numbered in order of their first pixel, from 1. */
export function renumber(instances: Uint32Array): Uint32Array {
  const numbers = new Map<number, number>([[0, 0]]);
  return instances.map((instance) => {
    if (!numbers.has(instance)) numbers.set(instance, numbers.size);
    return numbers.get(instance)!;
  });
}
