import { cutAntimeridian } from './antimeridian/cut-antimeridian.js';
import { drawnArea2, drawRings } from './draw-rings.js';
import { type DrawingSums, sumDrawing } from './drawing-sums.js';
import { roundExact } from './exact-sum.js';
import type { FeatureBatch } from './feature.js';
import type { Ground } from './ground/ground.js';
import { type MeasureTable, measuredStatistic, selectMeasures } from './measure.js';
import { projectDrawn, projectRings } from './project-rings.js';
import { NO_REGION, orderRings, type Rings, startRingsAtTop } from './rings.js';

export interface AssembleInput {
  /** All rings of the regions; turned in place. */
  rings: Rings;
  /** Region of each ring: a row of `measures`, which are in order of id, or `NO_REGION`. */
  region: Uint32Array;
  measures: MeasureTable;
  ground: Ground;
  sceneWidth: number;
}

export interface AssembledFeatures extends FeatureBatch {
  /** Where borders are simplified: what that did to each class. */
  drawing?: DrawingSums[];
}

/** Turns rings and measures of whole regions into features: ordered, projected, measured. */
export function assembleFeatures(input: AssembleInput): AssembledFeatures {
  const { rings, region, ground, sceneWidth } = input;
  if (rings.codes) return assembleDrawn(input);
  const starts = startRingsAtTop(rings, region, sceneWidth);
  const { order, regionOffsets } = orderRings(rings, { region, regionCount: input.measures.pixels.length, starts });
  const perimeterM = sumRings(regionOffsets, (at) => {
    const { offsets, corners } = rings;
    return ground.ringLengthM(corners.subarray(2 * offsets[order[at]], 2 * offsets[order[at] + 1]));
  });
  const features = {
    ...describeRegions(input.measures, ground),
    perimeterM,
    ...nestRings(rings, order, regionOffsets),
    ...projectRings(rings, order, ground),
  };
  return cutAntimeridian(features, ground);
}

/** The same for simplified borders. Regions that nothing is drawn of are no features. */
function assembleDrawn(input: AssembleInput): AssembledFeatures {
  const { rings, ground, sceneWidth } = input;
  const { region, rows } = findDrawnRegions(input);
  const measures = rows.length === input.measures.pixels.length ? input.measures : selectMeasures(input.measures, rows);
  const starts = startRingsAtTop(rings, region, sceneWidth);
  const { order, regionOffsets } = orderRings(rings, { region, regionCount: rows.length, starts });
  const drawn = drawRings(rings, order, ground.densifyLinePx);
  const { positions, vertexOffsets } = drawn;
  const areaPx = sumRings(regionOffsets, (at) => -drawnArea2(positions, vertexOffsets[at], vertexOffsets[at + 1]) / 2);
  const drawnPx = new Float64Array(input.measures.pixels.length);
  rows.forEach((row, i) => {
    drawnPx[row] = areaPx[i];
  });
  const features = {
    ...describeRegions(measures, ground),
    perimeterM: sumRings(regionOffsets, (at) =>
      ground.pathLengthM(positions.subarray(2 * vertexOffsets[at], 2 * vertexOffsets[at + 1])),
    ),
    ...nestRings(rings, order, regionOffsets),
    ...projectDrawn(drawn, ground),
    drawing: sumDrawing(input.measures, drawnPx),
  };
  return cutAntimeridian(features, ground);
}

/** The rows of regions that have a ring with corners, and the region of every ring among these. */
function findDrawnRegions({ rings, region, measures }: AssembleInput) {
  const isDrawn = new Uint8Array(measures.pixels.length);
  const ownRegion = region.map((of, ring) => (rings.offsets[ring] === rings.offsets[ring + 1] ? NO_REGION : of));
  for (const of of ownRegion) if (of !== NO_REGION) isDrawn[of] = 1;
  const rows = Uint32Array.from(isDrawn.keys()).filter((row) => isDrawn[row] === 1);
  const rank = new Uint32Array(isDrawn.length);
  rows.forEach((row, i) => {
    rank[row] = i;
  });
  return { rows, region: ownRegion.map((of) => (of === NO_REGION ? NO_REGION : rank[of])) };
}

/** What does not depend on how regions are drawn. */
function describeRegions(measures: MeasureTable, ground: Ground) {
  return {
    count: measures.pixels.length,
    id: measures.first,
    classId: measures.classId,
    pixels: measures.pixels,
    areaM2: measures.pixels.map((_, i) => roundExact(measures.area, i) * ground.areaUnitM2),
    figures: measureFigures(measures),
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

/** Adds up a value of each region's rings, holes included, by their place in the order. */
function sumRings(regionOffsets: Uint32Array, measure: (at: number) => number): Float64Array {
  const sums = new Float64Array(regionOffsets.length - 1);
  for (let feature = 0; feature < sums.length; feature++) {
    let sum = 0;
    for (let at = regionOffsets[feature]; at < regionOffsets[feature + 1]; at++) sum += measure(at);
    sums[feature] = sum;
  }
  return sums;
}
