import { InputError } from '../../../errors.js';
import type { Window } from '../../../raster/window.js';
import { modulesOf, roundUp, type SimdMemory } from '../../simd/module.js';
import { type AddUp, addUp } from './slic-add-up.js';
import { type MeasureOwn, measureOwn } from './slic-measure.js';
import { MEANS } from './slic-record.js';
import { type TakePixels, takePixels } from './slic-take.js';

/** What SLIC works on, in the one memory of functions that see two pixels at a time; `at` has the places in bytes. */
export interface SlicMemory {
  window: Window;
  bands: number;
  /** Clusters have the numbers from 1. */
  count: number;
  /** Doubles of a record: see `slic-record.ts`. */
  recordLength: number;
  at: Record<keyof Sizes, number> & { planeBytes: number; recordBytes: number };
  /** Of each pixel by bands, planes of `planeBytes`. */
  values: Float32Array;
  /** Number of each pixel's cluster, 0 where it has none. */
  clusters: Int32Array;
  /** Squared distance of each pixel to the middle of its cluster, where `stepPx` is 1; below 0 without data. */
  distances: Float64Array;
  /** Records of what is in no cluster, which is far away from everything, and of the clusters. */
  middles: Float64Array;
  /** Records to add up in. */
  sums: Float64Array;
  functions: { take: TakePixels; measure: MeasureOwn; addUp: AddUp };
}

interface Sizes {
  values: number;
  clusters: number;
  distances: number;
  middles: number;
  sums: number;
  pair: number;
}

interface SlicModule extends SimdMemory {
  take: TakePixels;
  measure: MeasureOwn;
  addUp: AddUp;
}

/** What places of 32 bits reach, less the last page. */
const MOST_BYTES = 2 ** 32 - 65_536;
/** The second of the last two pixels may be beyond the last. */
const SPARE = 1;

const slicModules = modulesOf<number, SlicModule>((bands) => [takePixels(bands), measureOwn(bands), addUp(bands)]);

/** A memory for so many clusters, with the values in it; the rest is 0. It goes when it is no longer used. */
export function createSlicMemory(columns: readonly Float64Array[], window: Window, count: number): SlicMemory {
  const bands = columns.length;
  const pixels = window.width * window.height + SPARE;
  const planeBytes = roundUp(4 * pixels, 16);
  const recordLength = MEANS + bands;
  const recordBytes = 8 * recordLength;
  const records = (count + 1) * recordBytes;
  const sizes: Sizes = {
    values: bands * planeBytes,
    clusters: 4 * pixels,
    distances: 8 * pixels,
    middles: records,
    sums: records,
    pair: 2 * recordBytes,
  };
  const at = { planeBytes, recordBytes, ...sizes };
  let end = 0;
  for (const name of Object.keys(sizes) as (keyof Sizes)[]) {
    at[name] = end;
    end += roundUp(sizes[name], 16);
  }
  const { memory, take, measure, addUp } = createModule(bands, end);
  const { buffer } = memory;
  const values = new Float32Array(buffer, at.values, (bands * planeBytes) / 4);
  for (const [k, column] of columns.entries()) values.set(column, (k * planeBytes) / 4);
  return {
    window,
    bands,
    count,
    recordLength,
    at,
    values,
    clusters: new Int32Array(buffer, at.clusters, pixels - SPARE),
    distances: new Float64Array(buffer, at.distances, pixels - SPARE),
    middles: new Float64Array(buffer, at.middles, records / 8),
    sums: new Float64Array(buffer, at.sums, records / 8),
    functions: { take, measure, addUp },
  };
}

function createModule(bands: number, bytes: number): SlicModule {
  if (bytes > MOST_BYTES) {
    const wanted = `no more than ${MOST_BYTES} bytes of values in a square: a smaller blockPx, or fewer bands`;
    throw new InputError({ thing: 'slic', wanted, got: `${bytes} bytes` });
  }
  return slicModules(bands, bytes);
}
