import type { Band } from '../../../raster/raster.js';
import { type BandScaling, NO_SCALING } from '../model-contract.js';
import { toDynamicWorld } from './dynamic-world.js';
import { toFloat16 } from './float16.js';
import type { InputType, InputWriter, NetworkColumns, NetworkSpec, PatchPlaces, Transform } from './spec.js';

export type InputSpec = Pick<NetworkSpec, 'input' | 'bands' | 'scaling' | 'transform' | 'patchPx' | 'batch'>;

/** Each changes the plane of a band, by its place among the bands. */
const TRANSFORMERS: Record<Transform, (plane: Float32Array, band: number) => void> = {
  'dynamic-world': toDynamicWorld,
};

type Data = Float32Array | Uint16Array | Uint8Array;
/** Bytes are rounded (half to even) and clipped as they are stored. */
type Sink = Float32Array | Uint16Array | Uint8ClampedArray;

/**
 * Writes patches as ((clip(x) · scale + offset) − mean) / std, band by band, in the layout and type that is wanted. Pixels
 * that are not known, and values that are not finite, are 0 after that: the mean of the band, where scaling knows one. So
 * what a file stores under nodata never matters. A `transform` comes last, for all pixels.
 */
export function createInputWriter(spec: InputSpec): InputWriter {
  const { patchPx } = spec;
  const { dataType, layout } = spec.input;
  const bandCount = spec.bands.length;
  const area = patchPx * patchPx;
  const transform = spec.transform === null ? null : TRANSFORMERS[spec.transform];
  const scalers = spec.bands.map((_, k) => toScaler(spec.scaling[spec.scaling.length > 1 ? k : 0] ?? NO_SCALING));
  const data = createData(dataType, spec.batch * bandCount * area);
  const sink = data instanceof Uint8Array ? new Uint8ClampedArray(data.buffer) : data;
  const isPlain = dataType === 'float32' && layout === 'NCHW';
  const scratch = new Float32Array(isPlain ? 0 : area);
  const step = layout === 'NCHW' ? 1 : bandCount;

  return {
    write(slot, columns, places) {
      for (let k = 0; k < bandCount; k++) {
        const at = slot * bandCount * area + (layout === 'NCHW' ? k * area : k);
        const plane = isPlain ? (data as Float32Array).subarray(at, at + area) : scratch;
        scalePlane(columns, k, { places, scaler: scalers[k], plane });
        transform?.(plane, k);
        if (!isPlain) copyPlane(plane, sink, { at, step });
      }
    },
    tensor(count) {
      const sides = layout === 'NCHW' ? [bandCount, patchPx, patchPx] : [patchPx, patchPx, bandCount];
      return { type: dataType, shape: [count, ...sides], data: data.subarray(0, count * bandCount * area) };
    },
  };
}

function createData(dataType: InputType, length: number): Data {
  if (dataType === 'float32') return new Float32Array(length);
  return dataType === 'float16' ? new Uint16Array(length) : new Uint8Array(length);
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

interface PlaneJob {
  places: PatchPlaces;
  scaler: Scaler;
  plane: Float32Array;
}

function scalePlane({ values, known }: NetworkColumns, band: number, { places, scaler, plane }: PlaneJob): void {
  const { rows, columns } = places;
  const straight = isStraight(columns);
  for (let y = 0; y < rows.length; y++) {
    const from = rows[y] + columns[0];
    const part = { column: values[band], from, to: y * columns.length, count: columns.length };
    const isWhole = straight && !known?.subarray(from, from + columns.length).includes(0);
    if (isWhole) scaleRow(part, scaler, plane);
    else scalePixels({ ...part, from: rows[y] }, { columns, known, scaler, plane });
  }
}

function isStraight(places: Int32Array): boolean {
  for (let x = 1; x < places.length; x++) if (places[x] !== places[x - 1] + 1) return false;
  return true;
}

interface RowPart {
  column: Band;
  from: number;
  to: number;
  count: number;
}

/** A row of pixels that follow each other and are all known: as `scalePixels`, in half the time. */
function scaleRow({ column, from, to, count }: RowPart, { min, max, factor, term }: Scaler, plane: Float32Array): void {
  for (let x = 0; x < count; x++) {
    const value = column[from + x];
    // Only of a finite number is the difference to itself 0.
    plane[to + x] = value - value === 0 ? (value < min ? min : value > max ? max : value) * factor + term : 0;
  }
}

function scalePixels(
  { column, from, to, count }: RowPart,
  {
    columns,
    known,
    scaler,
    plane,
  }: { columns: Int32Array; known: Uint8Array | null; scaler: Scaler; plane: Float32Array },
): void {
  const { min, max, factor, term } = scaler;
  for (let x = 0; x < count; x++) {
    const at = from + columns[x];
    const value = column[at];
    const isKnown = value - value === 0 && (known === null || known[at] === 1);
    plane[to + x] = isKnown ? (value < min ? min : value > max ? max : value) * factor + term : 0;
  }
}

function copyPlane(plane: Float32Array, sink: Sink, { at, step }: { at: number; step: number }): void {
  if (sink instanceof Uint16Array) {
    for (let i = 0, to = at; i < plane.length; i++, to += step) sink[to] = toFloat16(plane[i]);
  } else {
    for (let i = 0, to = at; i < plane.length; i++, to += step) sink[to] = plane[i];
  }
}
