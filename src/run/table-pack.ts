import type { Arcs } from '../vectorize/arcs.js';
import { SQUARE_PARTS } from '../vectorize/exact-squares.js';
import type { ExactSums } from '../vectorize/exact-sum.js';
import type { Layer } from '../vectorize/layer.js';
import type { LayerSums } from '../vectorize/layer-sums.js';
import { createMeasureTable, type MeasureTable } from '../vectorize/measure.js';
import type { OpenPack, Pack, PackArray } from './pack.js';

const COLUMNS = ['first', 'pixels'] as const;
const ARC_BYTES = ['start', 'end', 'last', 'keepLast'] as const;

/** A measure table as arrays of a pack, each name behind `prefix`. */
export function packMeasures(prefix: string, table: MeasureTable): Record<string, PackArray> {
  const arrays: Record<string, PackArray> = {
    [`${prefix}.classId`]: table.classId,
    ...packExact(`${prefix}.area`, table.area),
  };
  for (const column of COLUMNS) arrays[`${prefix}.${column}`] = table[column];
  table.layerSums.forEach((sums, i) => {
    Object.assign(arrays, packLayerSums(`${prefix}.layer${i}`, sums));
  });
  return arrays;
}

function packLayerSums(prefix: string, { pixels, sum, squares, min, max }: LayerSums): Record<string, PackArray> {
  const arrays: Record<string, PackArray> = { [`${prefix}.pixels`]: pixels, ...packExact(`${prefix}.sum`, sum) };
  if (squares) for (const part of SQUARE_PARTS) Object.assign(arrays, packExact(`${prefix}.${part}`, squares[part]));
  if (min) arrays[`${prefix}.min`] = min;
  if (max) arrays[`${prefix}.max`] = max;
  return arrays;
}

const packExact = (prefix: string, { high, low }: ExactSums): Record<string, PackArray> => ({
  [`${prefix}High`]: high,
  [`${prefix}Low`]: low,
});

/** From a pack in memory, or a stored one of which only these arrays are read. */
export async function unpackMeasures(
  prefix: string,
  pack: Pack | OpenPack,
  layers: readonly Layer[],
): Promise<MeasureTable> {
  const table = createMeasureTable(0, layers);
  table.classId = await pack.array(`${prefix}.classId`, 'Uint8Array');
  table.area = await unpackExact(`${prefix}.area`, pack);
  for (const column of COLUMNS) table[column] = await pack.array(`${prefix}.${column}`, 'Float64Array');
  for (const [i, sums] of table.layerSums.entries()) await unpackLayerSums(`${prefix}.layer${i}`, pack, sums);
  return table;
}

/** Fills in what the layer keeps. */
async function unpackLayerSums(prefix: string, pack: Pack | OpenPack, sums: LayerSums): Promise<void> {
  const { squares, min, max } = sums;
  sums.pixels = await pack.array(`${prefix}.pixels`, 'Float64Array');
  sums.sum = await unpackExact(`${prefix}.sum`, pack);
  if (squares) for (const part of SQUARE_PARTS) squares[part] = await unpackExact(`${prefix}.${part}`, pack);
  if (min) sums.min = await pack.array(`${prefix}.min`, 'Float32Array');
  if (max) sums.max = await pack.array(`${prefix}.max`, 'Float32Array');
}

async function unpackExact(prefix: string, pack: Pack | OpenPack): Promise<ExactSums> {
  const [high, low] = [`${prefix}High`, `${prefix}Low`];
  return { high: await pack.array(high, 'Float64Array'), low: await pack.array(low, 'Float64Array') };
}

export function packArcs(prefix: string, arcs: Arcs): Record<string, PackArray> {
  const arrays: Record<string, PackArray> = {
    [`${prefix}.part`]: arcs.part,
    [`${prefix}.offsets`]: arcs.offsets,
    [`${prefix}.corners`]: arcs.corners,
  };
  for (const name of ARC_BYTES) arrays[`${prefix}.${name}`] = arcs[name];
  if (arcs.codes) arrays[`${prefix}.codes`] = arcs.codes;
  return arrays;
}

/** With how corners are drawn, where the run simplifies borders. */
export async function unpackArcs(prefix: string, pack: OpenPack, hasCodes: boolean): Promise<Arcs> {
  const part = await pack.array(`${prefix}.part`, 'Uint32Array');
  const bytes = (name: (typeof ARC_BYTES)[number] | 'codes') => pack.array(`${prefix}.${name}`, 'Uint8Array');
  return {
    count: part.length,
    part,
    start: await bytes('start'),
    end: await bytes('end'),
    last: await bytes('last'),
    keepLast: await bytes('keepLast'),
    offsets: await pack.array(`${prefix}.offsets`, 'Uint32Array'),
    corners: await pack.array(`${prefix}.corners`, 'Int32Array'),
    ...(hasCodes ? { codes: await bytes('codes') } : {}),
  };
}
