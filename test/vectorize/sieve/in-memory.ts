import { createGrid, tileAt } from '../../../src/tiling/grid.js';
import { describeBorders } from '../../../src/vectorize/borders.js';
import { groupParts, labelParts } from '../../../src/vectorize/label.js';
import { type MeasureTable, measureParts, selectMeasures } from '../../../src/vectorize/measure.js';
import { applySieve } from '../../../src/vectorize/sieve/apply-sieve.js';
import type { SieveRule } from '../../../src/vectorize/sieve/best-neighbour.js';
import { BorderNeighbours } from '../../../src/vectorize/sieve/border-neighbours.js';
import { RegionJoiner, type SieveCounts } from '../../../src/vectorize/sieve/join-regions.js';
import { findSceneRegions, toRegionPairs } from '../../../src/vectorize/sieve/scene-regions.js';
import { findTileNeighbours } from '../../../src/vectorize/sieve/tile-neighbours.js';
import { Stitcher } from '../../../src/vectorize/stitch.js';
import { createPlanarGround } from '../../support/planar-ground.js';
import { crop, type Mask } from '../../support/vectorize-in-memory.js';

export interface SieveGiven {
  tileSizePx: number;
  connectivity: 4 | 8;
  rule: SieveRule;
  minPixels?: number;
  minAreaM2?: number;
}

export interface SieveResult {
  classes: Uint8Array;
  counts: SieveCounts;
  /** What the new parts of each tile measure, beside the tile's classes. */
  tiles: { classes: Uint8Array; measures: MeasureTable; measured: MeasureTable }[];
}

/** The whole sieve without files or threads. */
export function sieveInMemory(mask: Mask, given: SieveGiven): SieveResult {
  const { connectivity, rule, tileSizePx } = given;
  const small = { minPixels: given.minPixels ?? 0, minAreaM2: given.minAreaM2 ?? 0 };
  const ground = createPlanarGround(mask);
  const { areaUnitM2 } = ground;
  const grid = createGrid({ ...mask, tileSizePx, overlapPx: 0 });
  const stitcher = new Stitcher(grid.columns, connectivity);
  const borderNeighbours = new BorderNeighbours(grid, connectivity);
  const measure = (classes: Uint8Array, core: ReturnType<typeof tileAt>['core']) => {
    const parts = labelParts(classes, core.width, core.height);
    const { regionOfPart } = groupParts(parts, { classes, ...core, connectivity });
    const values = { layers: [], values: [] };
    return {
      parts,
      regionOfPart,
      measures: measureParts(parts, { classes, core, sceneWidth: mask.width, ground, ...values }),
    };
  };

  let openCount = 0;
  const tiles = Array.from({ length: grid.count }, (_, index) => {
    const { core } = tileAt(grid, index);
    const classes = crop(mask.classes, mask.width, core);
    const { parts, regionOfPart, measures } = measure(classes, core);
    const { borders, open } = describeBorders({ classes, ...core }, parts, regionOfPart);
    stitcher.add({ borders, open, measures: selectMeasures(measures, open.labels) });
    borderNeighbours.add(borders, core, openCount);
    openCount += open.labels.length;
    return { index, core, classes, parts, regionOfPart, measures, open };
  });
  const scene = findSceneRegions(stitcher.finish(), small, areaUnitM2);
  const joiner = new RegionJoiner(scene, rule);
  joiner.addPairs(toRegionPairs(borderNeighbours.table, scene));
  const found = tiles.map((tile) => {
    const sceneRegion = scene.region.subarray(scene.partOffsets[tile.index], scene.partOffsets[tile.index + 1]);
    const given = { scene, sceneRegion, sceneWidth: mask.width, connectivity, small, areaUnitM2, rule };
    const neighbours = findTileNeighbours({ ...tile, ...given });
    joiner.addPairs(neighbours.pairs);
    joiner.addInner(neighbours.inner);
    return neighbours;
  });
  const { classOfRegion, counts } = joiner.finish();
  const result: SieveResult = { classes: new Uint8Array(mask.classes.length), counts: { ...counts }, tiles: [] };
  tiles.forEach((tile, i) => {
    const { core } = tile;
    const sieved = applySieve({ ...tile, ...core, ...found[i], connectivity, classOfRegion });
    for (const name of Object.keys(counts) as (keyof SieveCounts)[]) result.counts[name] += sieved.counts[name];
    for (let y = 0; y < core.height; y++) {
      const row = sieved.classes.subarray(y * core.width, (y + 1) * core.width);
      result.classes.set(row, (core.row + y) * mask.width + core.col);
    }
    const { classes, measures } = sieved;
    result.tiles.push({ classes, measures, measured: measure(classes, core).measures });
  });
  return result;
}
