import type { Window } from './window.js';

export type DataType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32' | 'float64';

/** One band of pixels, row by row, in the file's own type: unscaled and unclipped. */
export type Band =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** What `scene.read` gives: bands of `window.width × window.height` values, and which pixels hold data. */
export interface Raster {
  window: Window;
  bands: Band[];
  /** 1 where every band read holds data, 0 where not; null where all pixels do. */
  valid: Uint8Array | null;
}

const CONSTRUCTORS = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** A zeroed band of `length` values. */
export function createBand(dataType: DataType, length: number): Band {
  return new CONSTRUCTORS[dataType](length);
}

/** Bytes of one value. */
export function bytesPerValue(dataType: DataType): number {
  return CONSTRUCTORS[dataType].BYTES_PER_ELEMENT;
}

/** The type of a band's values. */
export function dataTypeOf(band: Band): DataType {
  return (Object.keys(CONSTRUCTORS) as DataType[]).find((dataType) => band instanceof CONSTRUCTORS[dataType])!;
}
