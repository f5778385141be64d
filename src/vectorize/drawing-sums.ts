import { roundExact } from './exact-sum.js';
import type { MeasureTable } from './measure.js';

/** What drawing simplified borders did to a class. Areas in whole multiples of 1024 area units, so that sums are exact. */
export interface DrawingSums {
  classId: number;
  /** Area of what is drawn, less that of the pixels. */
  drift: number;
  /** Regions that nothing is drawn of, and their pixels' area. */
  droppedRegions: number;
  droppedArea: number;
}

export const DRAWING_AREA_UNITS = 1024;

/** Adds up by class what regions lose or gain; `drawnPx` is the area in pixels of each as drawn, 0 where it is left out. */
export function sumDrawing(measures: MeasureTable, drawnPx: Float64Array): DrawingSums[] {
  const sums = new Map<number, DrawingSums>();
  for (let row = 0; row < drawnPx.length; row++) {
    const areaUnits = roundExact(measures.area, row) / DRAWING_AREA_UNITS;
    const pixels = measures.pixels[row];
    const isDropped = drawnPx[row] === 0;
    mergeDrawing(sums, {
      classId: measures.classId[row],
      drift: Math.round(((drawnPx[row] - pixels) / pixels) * areaUnits),
      droppedRegions: isDropped ? 1 : 0,
      droppedArea: isDropped ? Math.round(areaUnits) : 0,
    });
  }
  return [...sums.values()].sort((a, b) => a.classId - b.classId);
}

export function mergeDrawing(sums: Map<number, DrawingSums>, more: DrawingSums): void {
  const { classId } = more;
  const of = sums.get(classId) ?? { classId, drift: 0, droppedRegions: 0, droppedArea: 0 };
  of.drift += more.drift;
  of.droppedRegions += more.droppedRegions;
  of.droppedArea += more.droppedArea;
  sums.set(classId, of);
}
