import { createMeasureTable, type MeasureTable } from '../vectorize/measure.js';
import type { Arcs } from '../vectorize/trace.js';
import type { OpenPack, Pack, PackArray } from './pack.js';

const COLUMNS = ['first', 'pixels'] as const;
const ARC_BYTES = ['start', 'end', 'last', 'keepLast'] as const;

/** A measure table as arrays of a pack, each name behind `prefix`. */
export function packMeasures(prefix: string, table: MeasureTable): Record<string, PackArray> {
  const arrays: Record<string, PackArray> = {
    [`${prefix}.classId`]: table.classId,
    [`${prefix}.areaHigh`]: table.area.high,
    [`${prefix}.areaLow`]: table.area.low,
  };
  for (const column of COLUMNS) arrays[`${prefix}.${column}`] = table[column];
  table.indexSums.forEach((sums, i) => {
    arrays[`${prefix}.indexSums${i}`] = sums;
    arrays[`${prefix}.indexPixels${i}`] = table.indexPixels[i];
  });
  return arrays;
}

/** From a pack in memory, or a stored one of which only these arrays are read. */
export async function unpackMeasures(prefix: string, pack: Pack | OpenPack, indexCount: number): Promise<MeasureTable> {
  const numbers = async (name: string) => pack.array(`${prefix}.${name}`, 'Float64Array');
  const table = createMeasureTable(0, indexCount);
  table.classId = await pack.array(`${prefix}.classId`, 'Uint8Array');
  table.area = { high: await numbers('areaHigh'), low: await numbers('areaLow') };
  for (const column of COLUMNS) table[column] = await numbers(column);
  for (let i = 0; i < indexCount; i++) {
    table.indexSums[i] = await numbers(`indexSums${i}`);
    table.indexPixels[i] = await numbers(`indexPixels${i}`);
  }
  return table;
}

export function packArcs(prefix: string, arcs: Arcs): Record<string, PackArray> {
  const arrays: Record<string, PackArray> = {
    [`${prefix}.part`]: arcs.part,
    [`${prefix}.offsets`]: arcs.offsets,
    [`${prefix}.corners`]: arcs.corners,
  };
  for (const name of ARC_BYTES) arrays[`${prefix}.${name}`] = arcs[name];
  return arrays;
}

export async function unpackArcs(prefix: string, pack: OpenPack): Promise<Arcs> {
  const part = await pack.array(`${prefix}.part`, 'Uint32Array');
  const bytes = (name: (typeof ARC_BYTES)[number]) => pack.array(`${prefix}.${name}`, 'Uint8Array');
  return {
    count: part.length,
    part,
    start: await bytes('start'),
    end: await bytes('end'),
    last: await bytes('last'),
    keepLast: await bytes('keepLast'),
    offsets: await pack.array(`${prefix}.offsets`, 'Uint32Array'),
    corners: await pack.array(`${prefix}.corners`, 'Int32Array'),
  };
}
