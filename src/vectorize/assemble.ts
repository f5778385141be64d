import { roundExact } from './exact-sum.js';
import type { FeatureBatch } from './feature.js';
import type { Ground } from './ground.js';
import { type MeasureTable, measuredStatistic } from './measure.js';
import { projectRings } from './project-rings.js';
import { orderRings, type Rings, startRingsAtTop } from './rings.js';

export interface AssembleInput {
  /** All rings of the regions; turned in place. */
  rings: Rings;
  /** Region of each ring: a row of `measures`, which are in order of id, or `NO_REGION`. */
  region: Uint32Array;
  measures: MeasureTable;
  ground: Ground;
  sceneWidth: number;
}

/** Turns rings and measures of whole regions into features: ordered, projected, measured. */
export function assembleFeatures({ rings, region, measures, ground, sceneWidth }: AssembleInput): FeatureBatch {
  const regionCount = measures.pixels.length;
  const starts = startRingsAtTop(rings, region, sceneWidth);
  const { order, regionOffsets } = orderRings(rings, { region, regionCount, starts });
  const { polygonOffsets, ringOffsets } = nestRings(rings, order, regionOffsets);
  const { lonLat, vertexOffsets } = projectRings(rings, order, ground);
  return {
    count: regionCount,
    id: measures.first,
    classId: measures.classId,
    pixels: measures.pixels,
    areaM2: measures.pixels.map((_, i) => roundExact(measures.area, i) * ground.areaUnitM2),
    perimeterM: sumPerimeters(rings, order, regionOffsets, ground),
    figures: measureFigures(measures),
    polygonOffsets,
    ringOffsets,
    vertexOffsets,
    lonLat,
  };
}

/** Statistics of the layers, in columns. */
function measureFigures(measures: MeasureTable): Float64Array[] {
  return measures.layers.flatMap(({ statistics }, i) =>
    statistics.map((statistic) => measures.pixels.map((_, row) => measuredStatistic(measures, i, row, statistic))),
  );
}

/** Cuts the ordered rings into polygons (one per part) and the polygons into features. */
function nestRings(rings: Rings, order: Uint32Array, regionOffsets: Uint32Array) {
  const polygonOffsets = new Uint32Array(regionOffsets.length);
  const ringOffsets: number[] = [];
  for (let feature = 0; feature + 1 < regionOffsets.length; feature++) {
    polygonOffsets[feature] = ringOffsets.length;
    for (let at = regionOffsets[feature]; at < regionOffsets[feature + 1]; at++) {
      const isFirst = at === regionOffsets[feature] || rings.part[order[at]] !== rings.part[order[at - 1]];
      if (isFirst) ringOffsets.push(at);
    }
  }
  polygonOffsets[regionOffsets.length - 1] = ringOffsets.length;
  ringOffsets.push(order.length);
  return { polygonOffsets, ringOffsets: Uint32Array.from(ringOffsets) };
}

/** Outer rings and holes both count: the length of the whole border. */
function sumPerimeters(rings: Rings, order: Uint32Array, regionOffsets: Uint32Array, ground: Ground): Float64Array {
  const perimeters = new Float64Array(regionOffsets.length - 1);
  for (let feature = 0; feature < perimeters.length; feature++) {
    let sum = 0;
    for (let at = regionOffsets[feature]; at < regionOffsets[feature + 1]; at++) {
      const ring = order[at];
      sum += ground.ringLengthM(rings.corners.subarray(2 * rings.offsets[ring], 2 * rings.offsets[ring + 1]));
    }
    perimeters[feature] = sum;
  }
  return perimeters;
}
