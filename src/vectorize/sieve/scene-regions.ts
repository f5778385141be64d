import { roundExact } from '../exact-sum.js';
import type { MeasureTable } from '../measure.js';
import type { Stitched } from '../stitch.js';
import { NeighbourTable } from './neighbour-table.js';

/** Which regions are small: of fewer pixels, or of less ground; 0: none. */
export interface SmallRegions {
  minPixels: number;
  minAreaM2: number;
}

/** The regions that touch a tile border, numbered 1 … count over the scene. Row 0 is unused. */
export interface SceneRegions {
  /** Open part `i` of tile `t` is number `partOffsets[t] + i` in `region`. */
  partOffsets: Uint32Array;
  region: Uint32Array;
  pixels: Float64Array;
  isSmall: Uint8Array;
  classId: Uint8Array;
}

export function isSmallRegion(measures: MeasureTable, row: number, small: SmallRegions, areaUnitM2: number): boolean {
  return (
    measures.pixels[row] < small.minPixels ||
    (small.minAreaM2 > 0 && roundExact(measures.area, row) * areaUnitM2 < small.minAreaM2)
  );
}

export function findSceneRegions(stitched: Stitched, small: SmallRegions, areaUnitM2: number): SceneRegions {
  const { regionCount: count, measures } = stitched;
  const regions: SceneRegions = {
    partOffsets: stitched.partOffsets,
    region: stitched.region.map((region) => region + 1),
    pixels: new Float64Array(count + 1),
    isSmall: new Uint8Array(count + 1),
    classId: new Uint8Array(count + 1),
  };
  for (let row = 0; row < count; row++) {
    regions.pixels[row + 1] = measures.pixels[row];
    regions.isSmall[row + 1] = Number(isSmallRegion(measures, row, small, areaUnitM2));
    regions.classId[row + 1] = measures.classId[row];
  }
  return regions;
}

/** Neighbours that are numbered by open parts as pairs of scene regions, one of them small. */
export function toRegionPairs(ofParts: NeighbourTable, { region, isSmall }: SceneRegions): NeighbourTable {
  const table = new NeighbourTable();
  for (let row = 0; row < ofParts.count; row++) {
    const a = region[ofParts.a[row]];
    const b = region[ofParts.b[row]];
    if (a !== b && (isSmall[a] || isSmall[b])) table.add(a, b, ofParts.sides[row], ofParts.first[row]);
  }
  return table;
}
