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

function scalePlane({ values, known }: NetworkColumns, band: number, job: PlaneJob): void {
  const { places, scaler } = job;
  const isClipped = Number.isFinite(scaler.min) || Number.isFinite(scaler.max);
  if (!isClipped && !known && isStraight(places.columns)) scaleRows(values[band], job);
  else scalePixels(values[band], known, job);
}

function isStraight(places: Int32Array): boolean {
  for (let x = 1; x < places.length; x++) if (places[x] !== places[x - 1] + 1) return false;
  return true;
}

/** Whole rows in which every pixel is known: as `scalePixels`, in half the time. */
function scaleRows(column: Band, { places: { rows, columns }, scaler: { factor, term }, plane }: PlaneJob): void {
  const width = columns.length;
  for (let y = 0; y < rows.length; y++) {
    const [from, to] = [rows[y] + columns[0], y * width];
    for (let x = 0; x < width; x++) {
      const value = column[from + x];
      // Only of a finite number is the difference to itself 0.
      plane[to + x] = value - value === 0 ? value * factor + term : 0;
    }
  }
}

function scalePixels(column: Band, known: Uint8Array | null, { places, scaler, plane }: PlaneJob): void {
  const { rows, columns } = places;
  const { min, max, factor, term } = scaler;
  let to = 0;
  for (let y = 0; y < rows.length; y++) {
    const row = rows[y];
    for (let x = 0; x < columns.length; x++) {
      const from = row + columns[x];
      const value = column[from];
      const isKnown = value - value === 0 && (known === null || known[from] === 1);
      plane[to++] = isKnown ? (value < min ? min : value > max ? max : value) * factor + term : 0;
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
