import type { Window } from '../raster/window.js';
import { addExact, createExactSums, type ExactSums, roundExact } from '../vectorize/exact-sum.js';
import type { Ground } from '../vectorize/ground/ground.js';

/** True areas by place of class, in whole units of the ground. */
export interface AreaSums {
  /** Of the whole mask. */
  mapped: ExactSums;
  /** Of the pixels that are compared, by mapped and by true class. */
  mappedCompared: ExactSums;
  truthCompared: ExactSums;
}

export function createAreaSums(): AreaSums {
  return { mapped: createExactSums(256), mappedCompared: createExactSums(256), truthCompared: createExactSums(256) };
}

/** Adds the pixels of a tile's core; `truth` is null where truth is not known by pixels. */
export function addAreas(
  ground: Ground,
  core: Window,
  { mapped, truth }: { mapped: Uint8Array; truth: Uint8Array | null },
  sums: AreaSums,
): void {
  const areas = new Float64Array(core.width + 1);
  for (let y = 0; y < core.height; y++) {
    ground.cellAreaSums(core.row + y, core.col, core.width, areas);
    const row = y * core.width;
    for (let x = 0; x < core.width; ) {
      const m = mapped[row + x];
      const t = truth === null ? 0 : truth[row + x];
      const start = x++;
      while (x < core.width && mapped[row + x] === m && (truth === null || truth[row + x] === t)) x++;
      if (m === 0) continue;
      const units = areas[x] - areas[start];
      addExact(sums.mapped, m, units);
      if (t === 0) continue;
      addExact(sums.mappedCompared, m, units);
      addExact(sums.truthCompared, t, units);
    }
  }
}

export const areaM2 = (sums: ExactSums, place: number, { areaUnitM2 }: Ground): number =>
  roundExact(sums, place) * areaUnitM2;
