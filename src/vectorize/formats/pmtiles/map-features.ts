import type { Field, FieldValues } from './mvt.js';

/** All features of a map, by number in order of id; geometry is read where it is needed. */
export interface MapFeatures {
  count: number;
  /** minX, minY, maxX, maxY of each in Web Mercator, 0 to 1 (`mercatorBoxes`). */
  boxes: Float64Array;
  /** Area of each as a share of the world's square (`mercatorArea`). */
  areas: Float64Array;
  /** Bytes of each one's WKB. */
  sizes: ArrayLike<number>;
  classId: Uint8Array;
  id: Float64Array;
  fields: readonly Field[];
  valuesOf(feature: number): FieldValues;
  readWkb(feature: number): Uint8Array | Promise<Uint8Array>;
}
