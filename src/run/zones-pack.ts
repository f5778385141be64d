import type { PlacedZones } from '../vectorize/zonal/place-zones.js';
import type { ZoneClassSums, ZoneIndexSums, ZoneTileSums } from '../vectorize/zonal/sum-zones.js';
import { type OpenPack, type Pack, type PackArray, readPack, writePack } from './pack.js';

/** Zones in the scene's pixels, which of them every tile meets, and what they are, as a work file. */
export interface ZonesWork {
  placed: PlacedZones;
  /** Numbers of the zones of tile `i`, rising: `tileZones[tileOffsets[i]]` to `tileZones[tileOffsets[i + 1] - 1]`. */
  tileOffsets: Float64Array;
  tileZones: Uint32Array;
}

/** `features` are the zones as JSON, one after the other. */
export function packZones(
  { placed, tileOffsets, tileZones }: ZonesWork,
  features: { bytes: Uint8Array; offsets: Float64Array },
): Uint8Array[] {
  const { edges, edgeOffsets, windows, areaM2 } = placed;
  const { bytes, offsets } = features;
  return writePack({
    ...{ edges, edgeOffsets, windows, areaM2, tileOffsets, tileZones },
    ...{ 'features.bytes': bytes, 'features.offsets': offsets },
  });
}

export async function unpackZones(pack: OpenPack): Promise<ZonesWork> {
  return {
    placed: {
      edges: await pack.array('edges', 'Float64Array'),
      edgeOffsets: await pack.array('edgeOffsets', 'Float64Array'),
      windows: await pack.array('windows', 'Int32Array'),
      areaM2: await pack.array('areaM2', 'Float64Array'),
    },
    tileOffsets: await pack.array('tileOffsets', 'Float64Array'),
    tileZones: await pack.array('tileZones', 'Uint32Array'),
  };
}

/** The name under which a tile's sums lie in its pack. */
const SECTION = 'zones';

/** A tile's sums as one array, so that publishing reads them at once. */
export function packZoneSums({ classes, indices }: ZoneTileSums): Record<string, PackArray> {
  const arrays: Record<string, PackArray> = {
    zone: classes.zone,
    classId: classes.classId,
    full: classes.full,
    part: classes.part,
    areaHigh: classes.area.high,
    areaLow: classes.area.low,
  };
  indices.forEach((sums, i) => {
    const { values, squares, ...columns } = sums;
    for (const [name, column] of Object.entries(columns)) arrays[`${i}.${name}`] = column;
    arrays[`${i}.valuesHigh`] = values.high;
    arrays[`${i}.valuesLow`] = values.low;
    arrays[`${i}.squaresHigh`] = squares.high;
    arrays[`${i}.squaresLow`] = squares.low;
  });
  return { [SECTION]: Buffer.concat(writePack(arrays)) };
}

export async function unpackZoneSums(tile: Pack | OpenPack, indexCount: number, source: string): Promise<ZoneTileSums> {
  const pack = readPack(await tile.array(SECTION, 'Uint8Array'), source);
  return {
    classes: readClassSums(pack),
    indices: Array.from({ length: indexCount }, (_, i) => readIndexSums(pack, i)),
  };
}

function readClassSums(pack: Pack): ZoneClassSums {
  return {
    zone: pack.array('zone', 'Uint32Array'),
    classId: pack.array('classId', 'Uint8Array'),
    full: pack.array('full', 'Float64Array'),
    part: pack.array('part', 'Float64Array'),
    area: { high: pack.array('areaHigh', 'Float64Array'), low: pack.array('areaLow', 'Float64Array') },
  };
}

function readIndexSums(pack: Pack, i: number): ZoneIndexSums {
  const numbers = (name: string) => pack.array(`${i}.${name}`, 'Float64Array');
  return {
    zone: pack.array(`${i}.zone`, 'Uint32Array'),
    full: numbers('full'),
    part: numbers('part'),
    values: { high: numbers('valuesHigh'), low: numbers('valuesLow') },
    squares: { high: numbers('squaresHigh'), low: numbers('squaresLow') },
    min: pack.array(`${i}.min`, 'Float32Array'),
    max: pack.array(`${i}.max`, 'Float32Array'),
    binOffsets: pack.array(`${i}.binOffsets`, 'Uint32Array'),
    bin: pack.array(`${i}.bin`, 'Uint32Array'),
    binWeight: numbers('binWeight'),
  };
}
