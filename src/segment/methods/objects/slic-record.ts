import { type Code, get, tee } from '../../simd/structure.js';
import { at, f64x2, i32, v128 } from '../../simd/words.js';

/** Which double of a cluster's record is what. */
export const X = 0;
export const Y = 1;
export const SPREAD = 2;
/** The first of them; one for each band. */
export const MEANS = 3;

/** The place of a cluster's record; locals hold where the table begins, and the bytes of a record. */
export const recordOf = (cluster: Code, table: number, recordBytes: number): Code =>
  i32.add(i32.multiply(cluster, get(recordBytes)), get(table));

/** Locals for the values of a pixel: where its row begins, bytes from there and from plane to plane, and one to work with. */
export interface Planes {
  values: number;
  offset: number;
  planeBytes: number;
  plane: number;
}

/** The place of a pixel's k-th value, which leads to the next. */
export const valueAt = (k: number, { values, offset, planeBytes, plane }: Planes): Code =>
  tee(plane, k === 0 ? at(values, offset) : i32.add(get(plane), get(planeBytes)));

/** a², with a local to work with. */
export const square = (a: Code, work: number): Code => f64x2.multiply(tee(work, a), get(work));

/** Σ (value − mean)² over the bands, of two pixels side by side. */
export const sumSquares = (means: readonly Code[], planes: Planes, work: number): Code =>
  means
    .map((mean, k) => f64x2.subtract(f64x2.fromSingles(v128.loadLower(valueAt(k, planes))), mean))
    .map((apart) => square(apart, work))
    .reduce(f64x2.add);
