import type { Affine } from '../raster/affine.js';
import type { Crs } from '../raster/crs.js';
import type { Json } from '../raster/json.js';
import type { Device } from '../segment/onnx/session.js';
import type { Recipe } from '../segment/recipe.js';
import type { SieveRule } from '../vectorize/sieve/best-neighbour.js';
import type { SimplifyMethod } from '../vectorize/simplify/simplify-block.js';
import type { ZonesPlan } from './zones-source.js';

/** What a run leaves behind as `statistics.json`: all that the report shows. Times are ISO 8601 in UTC. */
export interface RunStatistics {
  runId: string;
  /** Of the program. */
  version: string;
  startedAt: string;
  finishedAt: string;
  scene: SceneFacts;
  /** Files that were read with the scene, by the name that recipes use; only where there were any. */
  beside?: Record<string, string>;
  recipe: RecipeFacts;
  /** What the segmenter learned from the whole scene before the first tile; null where it learns nothing. */
  fit: Json;
  /** `coveredShare` is valid of total, 0 to 1. */
  pixels: { total: number; valid: number; nodata: number; coveredShare: number };
  areaM2: { valid: number };
  /** In order of id; every class of the legend, found or not. */
  classes: ClassStatistics[];
  regions: { count: number; connectivity: 4 | 8 };
  /** Where small regions joined a neighbour. */
  sieve?: SieveStatistics;
  /** Where objects that touch were split: how, in metres, and of which classes (null: all). */
  split?: { splitM: number; splitClasses: number[] | null };
  /** Where borders are simplified or smoothed. */
  simplify?: SimplifyStatistics;
  /** Where the run measured zones: how many, of which file, and how pixels on their edges count. */
  zones?: ZonesPlan;
  /** "Reused" counts the tiles an earlier, interrupted run had already done. */
  tiles: {
    count: number;
    sizePx: number;
    overlapPx: number;
    segmented: number;
    segmentReused: number;
    vectorized: number;
    vectorizeReused: number;
  };
  timing: { totalMs: number; stepsMs: Record<string, number>; mpxPerSecond: number };
  memory: { limitMB: number; peakRssMB: number };
  workers: number;
  /** Where the scene, or a file beside it, was not on this machine. Of what this start of the run did, as the timing. */
  traffic?: TrafficStatistics;
  /** Beside the report, by name. */
  files: { name: string; bytes: number }[];
  warnings: string[];
  /** Of the pictures, where there are any: their pixels are every so many of the scene's. */
  preview?: { stepPx: number };
}

/** What was fetched of files that are somewhere else, by all workers. */
export interface TrafficStatistics {
  requests: number;
  fetchedBytes: number;
  /** What the bands that were read take at full resolution, each block counted once; headers are not among it. */
  neededBytes: number;
  /** Fetched of needed; 1 is the least where all of a scene is read. */
  ratio: number;
}

/** How far what is drawn is from the pixels. Areas of polygons are those of their pixels all the same. */
export interface SimplifyStatistics {
  toleranceM: number;
  method: SimplifyMethod;
  islands: 'keep' | 'drop';
  smooth: boolean;
  /** Corners of borders, each counted once, and how many of them are drawn. */
  corners: number;
  drawnCorners: number;
  /** Borders of islands that are left out, holes included. */
  islandsDropped: number;
  /** Classes whose drawn area is another than their pixels', or that lost regions. */
  classes: SimplifiedClass[];
}

export interface SimplifiedClass {
  id: number;
  /** Drawn area less that of the pixels, and as a share of it. */
  driftM2: number;
  driftShare: number;
  /** Regions that nothing is drawn of, and the area of their pixels. */
  droppedRegions: number;
  droppedAreaM2: number;
}

/** Regions are small that have fewer pixels or less ground; 0: not asked for. */
export interface SieveStatistics {
  minPixels: number;
  minAreaM2: number;
  rule: SieveRule;
  regionsBefore: number;
  joinedRegions: number;
  joinedPixels: number;
  /** Small regions that stay, as they have no neighbour, or none through which a large one is reached. */
  keptSmall: number;
}

export interface SceneFacts {
  id: string;
  location: string;
  width: number;
  height: number;
  bandCount: number;
  dataType: string;
  crs: Crs;
  affine: Affine;
  nodata: number | null;
  datetime: string | null;
  bboxLonLat: [west: number, south: number, east: number, north: number];
}

export interface RecipeFacts {
  name: string;
  title: string;
  version: string;
  segmenter: string;
  /** What computed the network, where there is one: devices round differently. */
  device?: Device;
  sensor: string | null;
  /** Band of the recipe to number of the band in the scene, from 1. */
  bands: Record<string, number>;
  /** In words, such as `x × 0.0001 − 0.1`. */
  scaling: string;
  /** What was computed first, which pixels were left out, how the mask was changed, as the recipe says; only where it does. */
  layers?: Recipe['layers'];
  exclude?: Recipe['exclude'];
  refine?: Recipe['refine'];
}

export interface ClassStatistics {
  id: number;
  name: string;
  /** `#rrggbb` */
  color: string;
  pixels: number;
  areaM2: number;
  /** Of the valid area, 0 to 1. */
  share: number;
  regions: number;
  /** Mean of each index over the class's pixels; null where it has none. */
  indexMeans: Record<string, number | null>;
  /** The statistics that every polygon has, over the class's pixels; absent where they are the means of indices alone. */
  layers?: Record<string, LayerStatistics>;
}

/** Those that the recipe asks for; null where no pixel has a value. `std` is of the population. */
export type LayerStatistics = Partial<Record<'mean' | 'min' | 'max' | 'std', number | null>>;

/** A part of a whole, 0 to 1; 0 of nothing. */
export function shareOf(part: number, total: number): number {
  return total > 0 ? part / total : 0;
}

/** Megapixels a second; 0 where no time passed. */
export function megapixelsPerSecond(pixels: number, ms: number): number {
  return ms > 0 ? pixels / 1000 / ms : 0;
}
