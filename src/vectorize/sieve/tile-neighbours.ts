import type { Window } from '../../raster/window.js';
import type { OpenParts } from '../borders.js';
import type { Parts } from '../label.js';
import { createMeasureTable, type MeasureTable, mergeMeasures } from '../measure.js';
import {
  type BestNeighbours,
  createBestNeighbours,
  followChains,
  offerNeighbour,
  type SieveRule,
} from './best-neighbour.js';
import { NeighbourTable } from './neighbour-table.js';
import { scanNeighbours } from './scan-neighbours.js';
import { isSmallRegion, type SceneRegions, type SmallRegions } from './scene-regions.js';

/** Ends from here on name the scene region whose class is the answer; below are the class ids themselves. */
export const FIRST_REGION_END = 256;

export interface TileToSieve {
  parts: Parts;
  regionOfPart: Uint32Array;
  /** One row per label. */
  measures: MeasureTable;
  open: OpenParts;
  /** Region in the scene of each open part. */
  sceneRegion: Uint32Array;
  scene: SceneRegions;
  core: Window;
  sceneWidth: number;
  connectivity: 4 | 8;
  small: SmallRegions;
  areaUnitM2: number;
  rule: SieveRule;
}

/** What a tile knows of its small regions when it is seen alone. */
export interface TileNeighbours {
  /**
   * What the parts become, by label: a class id, a scene region (from `FIRST_REGION_END` on) whose class it will be, or
   * 0 where they stay as they are.
   */
  ends: Uint32Array;
  /** How many regions lie inside the tile. */
  innerRegions: number;
  /** The small regions that lie inside the tile: one label of each, and its size. */
  small: { label: Uint32Array; pixels: Float64Array };
  /** Pairs of scene regions that meet in the tile, one of them small. */
  pairs: NeighbourTable;
  /** Of small scene regions, the best neighbour that lies inside this tile. */
  inner: InnerNeighbours;
}

/** `end` is what the neighbour becomes, as in `TileNeighbours`. */
export interface InnerNeighbours {
  region: Uint32Array;
  sides: Float64Array;
  pixels: Float64Array;
  first: Float64Array;
  end: Uint32Array;
}

/**
 * The tile's regions 1 … count: first those that touch its border (`openCount`), by their number in the scene, then those
 * inside.
 */
interface TileRegions {
  ofLabel: Uint32Array;
  count: number;
  openCount: number;
  /** Of open regions. */
  inScene: Uint32Array;
  pixels: Float64Array;
  isSmall: Uint8Array;
  classId: Uint8Array;
  aLabel: Uint32Array;
}

/** Decides all that the tile can decide alone: regions inside it have all their neighbours in it. */
export function findTileNeighbours(tile: TileToSieve): TileNeighbours {
  const regions = describeRegions(tile);
  const table = new NeighbourTable();
  const { isSmall, ofLabel: regionOfLabel } = regions;
  scanNeighbours({ ...tile, labels: tile.parts.labels, regionOfLabel, isSmall }, table);
  const { best, pairs } = chooseInside(regions, table, tile.rule);

  const ends = new Uint32Array(regions.count + 1);
  for (let region = 1; region <= regions.count; region++) {
    if (region <= regions.openCount) ends[region] = FIRST_REGION_END + regions.inScene[region];
    else if (!isSmall[region]) ends[region] = regions.classId[region];
  }
  followChains(best.neighbour, ends);
  return {
    ends: regionOfLabel.map((region) => ends[region]),
    innerRegions: regions.count - regions.openCount,
    small: listSmall(regions),
    pairs,
    inner: listInner(regions, best, ends),
  };
}

function describeRegions(tile: TileToSieve): TileRegions {
  const { parts, regionOfPart, measures, open, sceneRegion, scene } = tile;
  const ofLabel = new Uint32Array(parts.count + 1);
  const byScene = new Map<number, number>();
  open.labels.forEach((label, i) => {
    const known = byScene.get(sceneRegion[i]) ?? byScene.size + 1;
    byScene.set(sceneRegion[i], known);
    ofLabel[label] = known;
  });
  const openCount = byScene.size;
  let count = openCount;
  const ofRegion = new Uint32Array(parts.count + 1);
  for (let label = 1; label <= parts.count; label++) {
    if (ofLabel[label] > 0) continue;
    ofRegion[regionOfPart[label]] ||= ++count;
    ofLabel[label] = ofRegion[regionOfPart[label]];
  }

  const sums = createMeasureTable(count + 1, measures.layers);
  const aLabel = new Uint32Array(count + 1);
  for (let label = parts.count; label > 0; label--) {
    mergeMeasures(sums, ofLabel[label], measures, label);
    aLabel[ofLabel[label]] = label;
  }
  const { pixels, classId } = sums;
  const isSmall = new Uint8Array(count + 1);
  for (let region = openCount + 1; region <= count; region++) {
    isSmall[region] = Number(isSmallRegion(sums, region, tile.small, tile.areaUnitM2));
  }
  const inScene = new Uint32Array(openCount + 1);
  for (const [number, region] of byScene) {
    inScene[region] = number;
    pixels[region] = scene.pixels[number];
    isSmall[region] = scene.isSmall[number];
  }
  return { ofLabel, count, openCount, inScene, pixels, isSmall, classId, aLabel };
}

/** The best neighbour of every small region, among those inside where it is open itself; and the pairs of open ones. */
function chooseInside(
  { count, openCount, inScene, pixels, isSmall }: TileRegions,
  table: NeighbourTable,
  rule: SieveRule,
): { best: BestNeighbours; pairs: NeighbourTable } {
  const best = createBestNeighbours(count);
  const pairs = new NeighbourTable();
  const offer = (region: number, neighbour: number, sides: number, first: number): void => {
    if (!isSmall[region]) return;
    offerNeighbour(best, region, { neighbour, sides, pixels: pixels[neighbour], first }, rule);
  };
  for (let row = 0; row < table.count; row++) {
    const a = table.a[row];
    const b = table.b[row];
    if (b <= openCount) {
      pairs.add(inScene[a], inScene[b], table.sides[row], table.first[row]);
    } else {
      offer(a, b, table.sides[row], table.first[row]);
      offer(b, a, table.sides[row], table.first[row]);
    }
  }
  return { best, pairs };
}

function listSmall({ count, openCount, isSmall, pixels, aLabel }: TileRegions): TileNeighbours['small'] {
  const small: number[] = [];
  for (let region = openCount + 1; region <= count; region++) if (isSmall[region]) small.push(region);
  return {
    label: Uint32Array.from(small, (region) => aLabel[region]),
    pixels: Float64Array.from(small, (region) => pixels[region]),
  };
}

function listInner({ openCount, inScene }: TileRegions, best: BestNeighbours, ends: Uint32Array): InnerNeighbours {
  const rows: number[] = [];
  for (let region = 1; region <= openCount; region++) if (best.neighbour[region] > 0) rows.push(region);
  return {
    region: Uint32Array.from(rows, (region) => inScene[region]),
    sides: Float64Array.from(rows, (region) => best.sides[region]),
    pixels: Float64Array.from(rows, (region) => best.pixels[region]),
    first: Float64Array.from(rows, (region) => best.first[region]),
    end: Uint32Array.from(rows, (region) => ends[best.neighbour[region]]),
  };
}
