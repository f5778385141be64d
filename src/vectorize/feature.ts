import type { Legend } from '../raster/class-mask.js';
import type { Layer } from './layer.js';

/** What is the same for every feature of a run. */
export interface FeatureSchema {
  /** Id of the scene, as in the output path. */
  scene: string;
  /** Name of the recipe. */
  recipe: string;
  /** When the scene was taken (RFC 3339), where known. */
  datetime: string | null;
  legend: Legend;
  /** Layers whose statistics every feature carries (`ndvi` → properties `ndvi_mean`, `ndvi_min` …). */
  layers: readonly Layer[];
  /** Every feature carries its compactness, and in GeoJSON its box. */
  hasShape: boolean;
  /** Decimal places of longitude and latitude; coordinates are already rounded to them. */
  coordinateDecimals: number;
}

/**
 * Some features in columns, in order of id. Geometry is nested by offsets, as in Arrow: feature `i` owns polygons
 * `polygonOffsets[i]` to `polygonOffsets[i + 1]` exclusive, polygon `p` owns rings `ringOffsets[p]` to
 * `ringOffsets[p + 1]` (the first is the outer one), ring `r` owns vertices `vertexOffsets[r]` to `vertexOffsets[r + 1]`.
 * Rings are closed (the last vertex repeats the first); outer rings run counter-clockwise, holes clockwise (RFC 7946).
 */
export interface FeatureBatch {
  count: number;
  /** Row-major number of the region's first pixel. */
  id: Float64Array;
  classId: Uint8Array;
  pixels: Float64Array;
  areaM2: Float64Array;
  perimeterM: Float64Array;
  /** An array of `count` per statistic of each layer, layer by layer; NaN where no pixel has a value. */
  figures: Float64Array[];
  polygonOffsets: Uint32Array;
  ringOffsets: Uint32Array;
  vertexOffsets: Uint32Array;
  /** lon, lat, lon, lat, … in degrees (OGC:CRS84). */
  lonLat: Float64Array;
}
