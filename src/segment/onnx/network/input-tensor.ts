import type { Band } from '../../../raster/raster.js';
import { type BandScaling, NO_SCALING } from '../model-contract.js';
import type { Tensor } from '../session.js';
import { toFloat16 } from './float16.js';
import type { InputType, NetworkSpec } from './spec.js';

/** Pixels of one patch, anywhere in columns that may hold more. */
export interface PatchPixels {
  /** One for each band of the network. */
  planes: readonly Band[];
  /** 1 where a pixel holds data; null where all do. */
  valid: Uint8Array | null;
  /** Where in a plane the patch's upper left pixel is; 0 if missing. */
  start?: number;
  /** From a pixel to the next of its row; 1 if missing, others for a patch that is to be mirrored or turned. */
  colStep?: number;
  /** From a row to the next; the side of a patch if missing. */
  rowStep?: number;
}

/** Makes pixels into what a network takes. */
export interface InputWriter {
  /** A tensor for so many patches. */
  allocate(count: number): Tensor;
  /**
   * Writes one patch. Where a pixel holds no data, or a value is none (NaN, infinite), it is 0 after scaling: the mean of
   * the band, where scaling knows one. So what a file stores under nodata never matters.
   */
  write(tensor: Tensor, slot: number, pixels: PatchPixels): void;
}

export type InputSpec = Pick<NetworkSpec, 'input' | 'bands' | 'scaling' | 'transform' | 'patchPx'>;

type Sink = Float32Array | Uint8ClampedArray | Uint16Array;

/** Writes patches as ((clip(x) · scale + offset) − mean) / std, band by band, in the layout and type that is wanted. */
export function createInputWriter(spec: InputSpec): InputWriter {
  const { patchPx } = spec;
  const { dataType, layout } = spec.input;
  const bandCount = spec.bands.length;
  const area = patchPx * patchPx;
  const scalers = spec.bands.map((_, k) => toScaler(spec.scaling[spec.scaling.length > 1 ? k : 0] ?? NO_SCALING));
  const scratch = new Float32Array(area);
  const isPlain = dataType === 'float32' && layout === 'NCHW';

  return {
    allocate(count) {
      const sides = layout === 'NCHW' ? [bandCount, patchPx, patchPx] : [patchPx, patchPx, bandCount];
      return { type: dataType, shape: [count, ...sides], data: createData(dataType, count * bandCount * area) };
    },
    write(tensor, slot, pixels) {
      const from = slot * bandCount * area;
      const sink = toSink(tensor.data as Float32Array | Uint8Array | Uint16Array);
      for (let k = 0; k < bandCount; k++) {
        const at = from + (layout === 'NCHW' ? k * area : k);
        const plane = isPlain ? (sink as Float32Array).subarray(at, at + area) : scratch;
        scalePlane(pixels, k, { plane, patchPx, scaler: scalers[k] });
        if (!isPlain) copyPlane(plane, sink, { at, step: layout === 'NCHW' ? 1 : bandCount });
      }
    },
  };
}

function createData(dataType: InputType, length: number): Float32Array | Uint16Array | Uint8Array {
  if (dataType === 'float32') return new Float32Array(length);
  return dataType === 'float16' ? new Uint16Array(length) : new Uint8Array(length);
}

/** Bytes are rounded (half to even) and clipped as they are stored. */
function toSink(data: Float32Array | Uint8Array | Uint16Array): Sink {
  if (!(data instanceof Uint8Array)) return data;
  return new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
}

/** clip(x) · factor + term. */
interface Scaler {
  min: number;
  max: number;
  factor: number;
  term: number;
}

function toScaler({ clipMin, clipMax, scale, offset, mean, std }: BandScaling): Scaler {
  return {
    min: clipMin ?? Number.NEGATIVE_INFINITY,
    max: clipMax ?? Number.POSITIVE_INFINITY,
    factor: scale / std,
    term: (offset - mean) / std,
  };
}

function scalePlane(
  { planes, valid, start = 0, colStep = 1, rowStep }: PatchPixels,
  band: number,
  { plane, patchPx, scaler }: { plane: Float32Array; patchPx: number; scaler: Scaler },
): void {
  const values = planes[band];
  const { min, max, factor, term } = scaler;
  let to = 0;
  for (let row = 0; row < patchPx; row++) {
    let from = start + row * (rowStep ?? patchPx);
    for (let col = 0; col < patchPx; col++, from += colStep, to++) {
      const value = values[from];
      const scaled = Math.min(Math.max(value, min), max) * factor + term;
      // Only of a number is the difference to itself 0.
      plane[to] = value - value === 0 && (valid === null || valid[from] === 1) ? scaled : 0;
    }
  }
}

function copyPlane(plane: Float32Array, sink: Sink, { at, step }: { at: number; step: number }): void {
  if (sink instanceof Uint16Array) {
    for (let i = 0, to = at; i < plane.length; i++, to += step) sink[to] = toFloat16(plane[i]);
  } else {
    for (let i = 0, to = at; i < plane.length; i++, to += step) sink[to] = plane[i];
  }
}
