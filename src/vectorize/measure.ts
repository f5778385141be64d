import type { Window } from '../raster/window.js';
import { addExact, createExactSums, type ExactSums, mergeExact } from './exact-sum.js';
import type { Ground } from './ground/ground.js';
import type { Parts } from './label.js';
import type { Layer, Statistic } from './layer.js';
import { createLayerSums, type LayerSums, layerStatistic, mergeLayerSums, sumLayer } from './layer-sums.js';

/** What is known of each part or region. Row 0 is unused where rows are labels. */
export interface MeasureTable {
  classId: Uint8Array;
  /** Row-major number of the first pixel in the scene. */
  first: Float64Array;
  pixels: Float64Array;
  /** In units of `ground.areaUnitM2`. */
  area: ExactSums;
  layers: readonly Layer[];
  /** One per layer. */
  layerSums: LayerSums[];
}

export function createMeasureTable(length: number, layers: readonly Layer[]): MeasureTable {
  return {
    classId: new Uint8Array(length),
    first: new Float64Array(length).fill(Number.POSITIVE_INFINITY),
    pixels: new Float64Array(length),
    area: createExactSums(length),
    layers,
    layerSums: layers.map((layer) => createLayerSums(length, layer)),
  };
}

export interface TileToMeasure {
  classes: Uint8Array;
  core: Window;
  sceneWidth: number;
  ground: Ground;
  layers: readonly Layer[];
  /** Of each layer, per pixel of the core. */
  values: readonly Float32Array[];
}

/** What the parts of one tile measure. */
export function measureParts(parts: Parts, tile: TileToMeasure): MeasureTable {
  const { classes, core, sceneWidth, ground, layers, values } = tile;
  const { ends, parts: partOf, rows } = parts.runs;
  const table = createMeasureTable(parts.count + 1, layers);
  const areaSums = new Float64Array(core.width + 1);
  for (let row = 0; row < core.height; row++) {
    const start = row * core.width;
    const isBlank = rows[row + 1] === rows[row] + 1 && partOf[rows[row]] === 0;
    if (isBlank) continue;
    ground.cellAreaSums(core.row + row, core.col, core.width, areaSums);
    let from = 0;
    for (let run = rows[row]; run < rows[row + 1]; run++) {
      const to = ends[run] - start;
      const part = partOf[run];
      if (part !== 0) {
        if (table.pixels[part] === 0) {
          table.classId[part] = classes[start + from];
          table.first[part] = (core.row + row) * sceneWidth + core.col + from;
        }
        table.pixels[part] += to - from;
        addExact(table.area, part, areaSums[to] - areaSums[from]);
      }
      from = to;
    }
  }
  layers.forEach((layer, i) => {
    sumLayer(layer, values[i], parts.labels, table.layerSums[i]);
  });
  return table;
}

/** Adds row `from` of one table to row `to` of another: the pieces of one region. */
export function mergeMeasures(target: MeasureTable, to: number, source: MeasureTable, from: number): void {
  target.classId[to] = source.classId[from];
  target.first[to] = Math.min(target.first[to], source.first[from]);
  target.pixels[to] += source.pixels[from];
  mergeExact(target.area, to, source.area, from);
  for (let i = 0; i < source.layerSums.length; i++) {
    mergeLayerSums(target.layerSums[i], to, source.layerSums[i], from);
  }
}

/** The same rows in memory of their own. */
export function copyMeasures(table: MeasureTable): MeasureTable {
  return selectMeasures(table, Uint32Array.from(table.pixels.keys()));
}

/** The rows named, in that order, as a table of their own. */
export function selectMeasures(table: MeasureTable, rows: Uint32Array): MeasureTable {
  const selected = createMeasureTable(rows.length, table.layers);
  rows.forEach((row, i) => {
    mergeMeasures(selected, i, table, row);
  });
  return selected;
}

/** A statistic of layer `i` over row `row`; NaN where no pixel has a value, or where the layer does not keep it. */
export function measuredStatistic(table: MeasureTable, i: number, row: number, statistic: Statistic): number {
  return layerStatistic(table.layers[i], table.layerSums[i], row, statistic);
}

/** Mean of layer `i` over row `row`; NaN where no pixel has a value. */
export function indexMean(table: MeasureTable, i: number, row: number): number {
  return measuredStatistic(table, i, row, 'mean');
}
