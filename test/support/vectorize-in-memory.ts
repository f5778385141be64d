import type { Window } from '../../src/raster/window.js';
import { createGrid, tileAt } from '../../src/tiling/grid.js';
import { ArcEndsBuilder } from '../../src/vectorize/arc-ends.js';
import { type AssembledFeatures, assembleFeatures } from '../../src/vectorize/assemble.js';
import { collectApron, describeBorders, padWithApron } from '../../src/vectorize/borders.js';
import type { DrawingSums } from '../../src/vectorize/drawing-sums.js';
import type { FeatureBatch } from '../../src/vectorize/feature.js';
import { layOutRings } from '../../src/vectorize/gather-rings.js';
import type { Ground } from '../../src/vectorize/ground/ground.js';
import { linkArcs } from '../../src/vectorize/join.js';
import { groupParts, labelParts } from '../../src/vectorize/label.js';
import { INDEX_SCALE, type Layer } from '../../src/vectorize/layer.js';
import { measureParts, selectMeasures } from '../../src/vectorize/measure.js';
import { Stitcher } from '../../src/vectorize/stitch.js';
import { vectorizeTile } from '../../src/vectorize/vectorize-tile.js';
import { createPlanarGround } from './planar-ground.js';

export interface Mask {
  width: number;
  height: number;
  classes: Uint8Array;
}

/** A feature of a test: lattice rings, of polygons, as arrays. */
export interface PlainFeature {
  id: number;
  classId: number;
  pixels: number;
  areaM2: number;
  perimeterM: number;
  figures: number[];
  polygons: [number, number][][][];
}

/** The whole vectorizing path without files or threads: label, stitch, trace, join, assemble. */
export function vectorizeInMemory(
  mask: Mask,
  options: {
    tileSizePx: number;
    connectivity: 4 | 8;
    ground?: Ground;
    indices?: Float32Array[];
    /** What `indices` are; without it, indices whose mean is asked for. */
    layers?: readonly Layer[];
    order?: (a: number, b: number) => number;
    /** How each corner of the scene's lattice is drawn, where borders are simplified. */
    codes?: Uint8Array;
    /** Told what drawing them did to classes. */
    onDrawing?: (sums: DrawingSums) => void;
  },
): PlainFeature[] {
  const { connectivity, indices = [] } = options;
  const means = indices.map((_, i): Layer => ({ name: `index${i}`, statistics: ['mean'], ...INDEX_SCALE }));
  const { layers = means } = options;
  const ground = options.ground ?? createPlanarGround(mask);
  const grid = createGrid({ ...mask, tileSizePx: options.tileSizePx, overlapPx: 0 });
  const stitcher = new Stitcher(grid.columns, connectivity);
  const tiles = Array.from({ length: grid.count }, (_, index) => {
    const tile = tileAt(grid, index);
    const classes = crop(mask.classes, mask.width, tile.core) as Uint8Array;
    const { width, height } = tile.core;
    const parts = labelParts(classes, width, height);
    const { regionOfPart } = groupParts(parts, { classes, width, height, connectivity });
    const cropped = indices.map((values) => crop(values, mask.width, tile.core) as Float32Array);
    const measures = measureParts(parts, {
      classes,
      core: tile.core,
      sceneWidth: mask.width,
      ground,
      layers,
      values: cropped,
    });
    const { borders, open } = describeBorders({ classes, width, height }, parts, regionOfPart);
    stitcher.add({ borders, open, measures: selectMeasures(measures, open.labels) });
    return { tile, classes, parts, regionOfPart, measures, borders, open };
  });
  const stitched = stitcher.finish();

  const batches: AssembledFeatures[] = [];
  const arcs = tiles.map(({ tile, classes, borders: _, ...of }, index) => {
    const around = (dx: number, dy: number) => {
      const column = tile.column + dx;
      const row = tile.row + dy;
      const inside = column >= 0 && column < grid.columns && row >= 0 && row < grid.rows;
      return inside ? tiles[row * grid.columns + column].borders : null;
    };
    const padded = padWithApron(classes, tile.core, collectApron(tile.core, around));
    const { features, arcs: open } = vectorizeTile({
      ...of,
      mask: { core: tile.core, classes: padded },
      scenePart: stitched.part.subarray(stitched.partOffsets[index], stitched.partOffsets[index + 1]),
      ground,
      sceneWidth: mask.width,
      ...(options.codes
        ? { codes: crop(options.codes, mask.width + 1, withLastCorners(tile.core)) as Uint8Array }
        : {}),
    });
    batches.push(features);
    return open;
  });

  const ends = new ArcEndsBuilder(mask.width);
  for (const of of arcs) ends.add(of);
  const linked = linkArcs(ends.build(), mask.width);
  const { rings, tiles: needed, fill } = layOutRings(linked, ends.build(), Uint32Array.from(linked.part.keys()));
  for (const tile of needed) fill(tile, arcs[tile]);
  const regionOfScenePart = new Map<number, number>();
  stitched.part.forEach((part, i) => {
    regionOfScenePart.set(part, stitched.region[i]);
  });
  const region = rings.part.map((part) => regionOfScenePart.get(part)!);
  batches.push(assembleFeatures({ rings, region, measures: stitched.measures, ground, sceneWidth: mask.width }));
  for (const { drawing = [] } of batches) for (const sums of drawing) options.onDrawing?.(sums);
  return batches.flatMap(toPlain).sort((a, b) => a.id - b.id);
}

const withLastCorners = (core: Window): Window => ({ ...core, width: core.width + 1, height: core.height + 1 });

export function crop<T extends Uint8Array | Float32Array>(
  values: T,
  sceneWidth: number,
  { col, row, width, height }: { col: number; row: number; width: number; height: number },
): T {
  const out = values.slice(0, width * height) as T;
  for (let y = 0; y < height; y++) {
    const from = (row + y) * sceneWidth + col;
    out.set(values.subarray(from, from + width), y * width);
  }
  return out;
}

export function toPlain(batch: FeatureBatch): PlainFeature[] {
  return Array.from({ length: batch.count }, (_, i) => ({
    id: batch.id[i],
    classId: batch.classId[i],
    pixels: batch.pixels[i],
    areaM2: batch.areaM2[i],
    perimeterM: batch.perimeterM[i],
    figures: batch.figures.map((values) => values[i]),
    polygons: range(batch.polygonOffsets, i).map((polygon) =>
      range(batch.ringOffsets, polygon).map((ring) =>
        range(batch.vertexOffsets, ring).map((at): [number, number] => [
          batch.lonLat[2 * at],
          batch.lonLat[2 * at + 1],
        ]),
      ),
    ),
  }));
}

function range(offsets: Uint32Array, i: number): number[] {
  return Array.from({ length: offsets[i + 1] - offsets[i] }, (_, k) => offsets[i] + k);
}
