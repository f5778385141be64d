import { measurePixelM } from '../../raster/pixel-size.js';
import { bytesPerValue } from '../../raster/raster.js';
import { hasInstances, separatesObjects } from '../../segment/instances.js';
import { NETWORK_METHOD } from '../../segment/onnx/network/answers.js';
import { MODEL_METHOD } from '../../segment/onnx/pixel-model.js';
import type { PreparedRecipe } from '../../segment/prepare.js';
import { hasSieve, hasSimplify } from '../../segment/vectorize-options.js';
import { createGrid } from '../../tiling/grid.js';
import type { Scene } from '../../tiling/open-scene.js';
import { layersOf } from '../layers.js';
import { plannedBytes } from '../memory.js';
import type { Plan } from '../plan.js';
import { writtenFiles } from '../tasks.js';

/** What a run has to do, as far as the header and the recipe tell: all that an estimate knows. */
export interface Workload {
  width: number;
  height: number;
  /** Ground under the scene, in m²; null where it is not known. */
  areaM2: number | null;
  tileSizePx: number;
  overlapPx: number;
  tiles: number;
  workers: number;
  /** What all workers together fill at most, as it is planned. */
  memoryBytes: number;
  /** Bands that are read, as they lie in the file and decoded. */
  storedBytes: number;
  decodedBytesPerPixel: number;
  block: { height: number; isWholeRow: boolean };
  method: string;
  asksModel: boolean;
  /** Layers and refinements beside the method. */
  extras: number;
  minPixels: number;
  steps: { fit: boolean; sieve: boolean; split: 'no' | 'join' | 'find'; simplify: boolean };
  /** Files that tasks write: those with one line a polygon, and others. */
  files: string[];
}

type Planned = { plan: Plan; prepared: PreparedRecipe };

export function describeWorkload({ plan, prepared }: Planned, scene: Scene): Workload {
  const { recipe, grid } = plan;
  const { width, height } = grid;
  const { segmenter, vectorize } = recipe;
  const bands = [...new Set([...prepared.bandNumbers, ...plan.previewBands])];
  const pixelM = measurePixelM({ crs: plan.scene.crs, affine: plan.scene.affine, width, height });
  const split = !hasInstances(recipe) ? 'no' : separatesObjects(recipe) ? 'join' : 'find';
  return {
    width,
    height,
    areaM2: pixelM && pixelM[0] * pixelM[1] * width * height,
    tileSizePx: grid.tileSizePx,
    overlapPx: grid.overlapPx,
    tiles: createGrid(grid).count,
    workers: plan.workers,
    memoryBytes: plannedBytes(
      { scene, prepared, layers: layersOf(recipe), drawsBorders: hasSimplify(vectorize) },
      { tileSizePx: grid.tileSizePx, workers: plan.workers, cacheBytes: plan.cacheBytes },
    ),
    storedBytes: scene.storedBytes(bands),
    decodedBytesPerPixel: bands.length * bytesPerValue(scene.dataType),
    block: { height: scene.blockSize.height, isWholeRow: scene.blockSize.width >= width },
    method: segmenter.method,
    asksModel: [segmenter, segmenter.classify as { method?: string } | undefined].some(
      (one) => one?.method === MODEL_METHOD || one?.method === NETWORK_METHOD,
    ),
    extras: Object.keys(recipe.layers).length + recipe.refine.length + recipe.exclude.length,
    minPixels: vectorize.minPixels,
    steps: { fit: prepared.needsFit, sieve: hasSieve(vectorize), split, simplify: hasSimplify(vectorize) },
    files: writtenFiles(plan),
  };
}

export const megapixelsOf = ({ width, height }: Pick<Workload, 'width' | 'height'>): number => (width * height) / 1e6;
