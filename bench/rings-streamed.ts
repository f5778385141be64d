import { createGrid, tileAt } from '../src/tiling/grid.js';
import { openScene } from '../src/tiling/open-scene.js';
import { ArcEndsBuilder } from '../src/vectorize/arc-ends.js';
import { collectApron, describeBorders, padWithApron, type TileBorders } from '../src/vectorize/borders.js';
import { linkArcs } from '../src/vectorize/join.js';
import { groupParts, labelParts } from '../src/vectorize/label.js';
import { createMeasureTable } from '../src/vectorize/measure.js';
import { Stitcher } from '../src/vectorize/stitch.js';
import { traceArcs } from '../src/vectorize/trace.js';
import { selectArcs } from '../src/vectorize/vectorize-tile.js';

/**
 * All rings of a class mask that is larger than memory, tile by tile from the file: what is held is a tile, the borders
 * of all tiles and the ends of open arcs. Finished rings are counted and let go.
 *
 *   npx tsx bench/rings-streamed.ts mask.tif
 */
const TILE_PX = 1024;
const scene = await openScene(process.argv[2], { cacheBytes: 32e6 });
const grid = createGrid({ ...scene, tileSizePx: TILE_PX, overlapPx: 0 });
const scratch = new Uint32Array(TILE_PX * TILE_PX);
const began = performance.now();

const stitcher = new Stitcher(grid.columns, 4);
const borders: TileBorders[] = [];
for (let tile = 0; tile < grid.count; tile++) {
  const labelled = await labelTile(tile);
  borders.push(labelled.borders);
  stitcher.add({ ...labelled, measures: createMeasureTable(labelled.open.labels.length, []) });
}
const { part, partOffsets } = stitcher.finish();

const ends = new ArcEndsBuilder(grid.width);
let rings = 0;
let corners = 0;
for (let index = 0; index < grid.count; index++) {
  const { parts, open, classes } = await labelTile(index);
  const tile = tileAt(grid, index);
  const isOpen = new Uint8Array(parts.count + 1);
  const partKeys = new Uint32Array(parts.count + 1);
  for (let label = 0; label <= parts.count; label++) partKeys[label] = 2 ** 31 + label;
  open.labels.forEach((label, i) => {
    isOpen[label] = 1;
    partKeys[label] = part[partOffsets[index] + i];
  });
  const around = (columnStep: number, rowStep: number) => {
    const [column, row] = [tile.column + columnStep, tile.row + rowStep];
    const isInside = column >= 0 && column < grid.columns && row >= 0 && row < grid.rows;
    return isInside ? borders[row * grid.columns + column] : null;
  };
  const mask = { core: tile.core, classes: padWithApron(classes, tile.core, collectApron(tile.core, around)) };
  const traced = traceArcs({ mask, parts, partKeys, densifyPx: 2 ** 30 });
  const arcs = selectArcs(traced, isOpen);
  arcs.part = arcs.part.map((label) => partKeys[label]);
  ends.add(arcs);
  rings += traced.count - arcs.count;
  corners += traced.corners.length / 2;
}
await scene.close();
rings += linkArcs(ends.build(), grid.width).count;
console.log(`${rings} rings, ${corners} corners`);
console.log(`seconds ${((performance.now() - began) / 1000).toFixed(1)}`);

async function labelTile(index: number) {
  const { core } = tileAt(grid, index);
  const { bands } = await scene.read(core, { bands: [1] });
  const mask = { classes: bands[0] as Uint8Array, width: core.width, height: core.height };
  const parts = labelParts(mask.classes, mask.width, mask.height, scratch.subarray(0, mask.width * mask.height));
  const { regionOfPart } = groupParts(parts, { ...mask, connectivity: 4 });
  return { ...describeBorders(mask, parts, regionOfPart), parts, classes: mask.classes };
}
