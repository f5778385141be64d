import { UsageError } from '../errors.js';
import type { Crs } from '../raster/crs.js';
import { createGrid, type Grid, tileAt } from '../tiling/grid.js';
import { openScene, type Scene } from '../tiling/open-scene.js';
import { borderHaloPx } from './border-match.js';
import { loadClassNames, readClassNames } from './class-names.js';
import { ClassTable } from './class-table.js';
import { describeEvaluation } from './describe-evaluation.js';
import type { Evaluation, ObjectSource } from './evaluation.js';
import { findGround } from './find-ground.js';
import { matchPixels } from './pixel-match.js';
import { checkOneBand, createPlaceReader } from './read-places.js';
import { type BandReader, createBandReader } from './sample-band.js';
import { createConnectedSide } from './segments/connected.js';
import { createInstanceSide } from './segments/instances.js';
import { createSegmentMatcher } from './segments/match-segments.js';
import type { SegmentSide } from './segments/tile-segments.js';
import { addTile, createTileSums } from './tile-sums.js';
import { openTruth, type PlacedPoint, placeTruth, type Truth, type TruthSource } from './truth.js';

export interface EvaluateOptions {
  /** Class raster: one band of whole numbers; 0 and nodata are no class. */
  mask: string;
  /** GeoTIFF, or polygons or points as GeoJSON, FlatGeobuf or GeoParquet. */
  truth: string;
  /** Used instead of the mask's own. */
  crs?: Crs;
  /** Property of the features that names their class; `class`, `label`, … if not given. */
  classProperty?: string;
  /** Truth class to mask class, each by name or number; 0 or nothing leaves a class of the truth out. */
  map?: Readonly<Record<string, string>>;
  /** Mask class to mask class, each by name or number: classes that count as one. */
  merge?: Readonly<Record<string, string>>;
  /** Recipe whose legend names the classes of the mask; what the mask itself says if not given. */
  legend?: string;
  /** With polygons: what lies outside of all is of this class. */
  background?: string;
  /** Numbers of objects per pixel; objects are connected pixels of a class (or polygons) if not given. */
  instances?: string;
  truthInstances?: string;
  /** How far apart borders may be and still agree: 0 to 100, 2 if not given. */
  tolerancePx?: number;
  /** Side of a tile; it does not change the results. */
  tileSizePx?: number;
}

export interface EvaluateHooks {
  onProgress?: (donePixels: number, totalPixels: number) => void;
  signal?: AbortSignal;
}

const DEFAULT_TOLERANCE_PX = 2;
/** Tiles are read with so much around them. */
const MOST_TOLERANCE_PX = 100;
const DEFAULT_TILE_PX = 1024;

/**
 * Compares a class mask with the truth, tile by tile: memory does not grow with the scene, and no tiling shows in the
 * result. What the figures mean is in docs/evaluate.md.
 *
 * @throws InputError where the two cannot be compared; UsageError where the options do not fit them
 */
export async function evaluateMask(options: EvaluateOptions, hooks: EvaluateHooks = {}): Promise<Evaluation> {
  const scenes: Scene[] = [];
  const openBand = async (thing: string, location: string, crs?: Crs): Promise<Scene> => {
    const scene = await openScene(location, crs ? { crs } : {});
    scenes.push(scene);
    checkOneBand(thing, scene);
    return scene;
  };
  try {
    const mask = await openBand('mask', options.mask, options.crs);
    const source = await openTruth(options.truth, options.classProperty);
    if (source.kind === 'raster') scenes.push(source.scene);
    checkOptions(options, source);
    const mapped = options.instances ? await openBand('instances', options.instances) : null;
    const truth = options.truthInstances ? await openBand('truth instances', options.truthInstances) : null;
    return await compare({ options, hooks, mask, source, instances: { mapped, truth } });
  } finally {
    for (const scene of scenes) await scene.close();
  }
}

function checkOptions(options: EvaluateOptions, source: TruthSource): void {
  const { background, classProperty, instances, truthInstances, tolerancePx = DEFAULT_TOLERANCE_PX } = options;
  const refuse = (thing: string, wanted: string, got: string) => {
    throw new UsageError({ thing, wanted, got });
  };
  if (!(tolerancePx >= 0 && tolerancePx <= MOST_TOLERANCE_PX)) {
    refuse('tolerance', `0 to ${MOST_TOLERANCE_PX} pixels`, String(tolerancePx));
  }
  const kind = source.kind === 'raster' ? 'raster' : source.features.kind;
  if (background !== undefined && kind !== 'polygons')
    refuse('background', 'a truth of polygons', `a truth of ${kind}`);
  if (classProperty !== undefined && kind === 'raster') refuse('class property', 'a truth of features', 'a raster');
  const isDense = kind === 'raster' || background !== undefined;
  if (!isDense && (instances ?? truthInstances) !== undefined) {
    refuse('instances', 'a truth known everywhere: a raster, or polygons and a background', `${kind} alone`);
  }
}

interface Opened {
  options: EvaluateOptions;
  hooks: EvaluateHooks;
  mask: Scene;
  source: TruthSource;
  instances: { mapped: Scene | null; truth: Scene | null };
}

async function compare(opened: Opened): Promise<Evaluation> {
  const { options, hooks, mask, source } = opened;
  const { tolerancePx = DEFAULT_TOLERANCE_PX, tileSizePx = DEFAULT_TILE_PX, background } = options;
  const classes = new ClassTable({
    maskNames: options.legend ? await loadClassNames(options.legend) : await readClassNames(mask),
    truthNames: source.kind === 'raster' ? source.names : new Map(),
    map: options.map ?? {},
    merge: options.merge ?? {},
    source: options.truth,
  });
  const ground = findGround(mask);
  const truth = placeTruth(source, { mask, ground, classes, ...(background === undefined ? {} : { background }) });
  const isDense = truth.kind !== 'points' && truth.isDense;
  const { width, height } = mask;
  const grid = createGrid({ width, height, tileSizePx, overlapPx: isDense ? borderHaloPx(tolerancePx) : 0 });
  const sides = findSides(grid, opened, truth);
  const matcher = isDense ? createSegmentMatcher({ mapped: sides.mapped.side, truth: sides.truth.side }) : null;
  const work = { truth, points: pointsByTile(grid, truth), ground: ground.ground, matcher, tolerancePx };
  const reader = createPlaceReader((id) => classes.placeOfMask(id), mask.location);
  const sums = createTileSums();
  for (let index = 0; index < grid.count; index++) {
    hooks.signal?.throwIfAborted();
    const tile = tileAt(grid, index);
    const { bands, valid } = await mask.read(tile.read, { bands: [1] });
    await addTile(work, tile, reader.places(bands[0], valid), sums);
    hooks.onProgress?.(tile.core.row * width + tile.core.height * (tile.core.col + tile.core.width), width * height);
  }
  classes.checkKnown();
  const objects = matcher && { tally: matcher.finish(), mappedBy: sides.mapped.by, truthBy: sides.truth.by };
  return describeEvaluation({ options, mask, source, truth, classes, ground, sums, objects, tolerancePx });
}

type Side = { side: SegmentSide; by: ObjectSource };

function findSides(grid: Grid, { mask, options, instances }: Opened, truth: Truth): Record<'mapped' | 'truth', Side> {
  const connected = (): Side => ({ side: createConnectedSide(grid), by: 'connected pixels' });
  const numbered = (read: BandReader, by: ObjectSource, location: string): Side => ({
    side: createInstanceSide(read, location),
    by,
  });
  const byRaster = (scene: Scene): Side =>
    numbered(createBandReader(scene, matchPixels(mask, scene)), 'instances', scene.location);
  const polygons = truth.kind === 'points' ? null : truth.numbers;
  const ofTruth = instances.truth
    ? byRaster(instances.truth)
    : polygons
      ? numbered(polygons, 'polygons', options.truth)
      : connected();
  return { mapped: instances.mapped ? byRaster(instances.mapped) : connected(), truth: ofTruth };
}

function pointsByTile({ tileSizePx, columns }: Grid, truth: Truth): Map<number, PlacedPoint[]> {
  const found = new Map<number, PlacedPoint[]>();
  for (const point of truth.kind === 'points' ? truth.points : []) {
    const tile = Math.floor(point.row / tileSizePx) * columns + Math.floor(point.col / tileSizePx);
    const own = found.get(tile);
    if (own) own.push(point);
    else found.set(tile, [point]);
  }
  return found;
}
