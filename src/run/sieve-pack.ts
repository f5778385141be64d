import type { Json } from '../raster/json.js';
import { createSieveCounts, type SieveCounts } from '../vectorize/sieve/join-regions.js';
import type { NeighbourTable } from '../vectorize/sieve/neighbour-table.js';
import type { SceneRegions } from '../vectorize/sieve/scene-regions.js';
import type { InnerNeighbours, TileNeighbours } from '../vectorize/sieve/tile-neighbours.js';
import type { OpenPack, PackArray } from './pack.js';

export type RegionPairs = Pick<NeighbourTable, 'count' | 'a' | 'b' | 'sides' | 'first'>;

export function packPairs({ count, a, b, sides, first }: RegionPairs): Record<string, PackArray> {
  return {
    'pairs.a': a.subarray(0, count),
    'pairs.b': b.subarray(0, count),
    'pairs.sides': sides.subarray(0, count),
    'pairs.first': first.subarray(0, count),
  };
}

export async function unpackPairs(pack: OpenPack): Promise<RegionPairs> {
  const a = await pack.array('pairs.a', 'Uint32Array');
  return {
    count: a.length,
    a,
    b: await pack.array('pairs.b', 'Uint32Array'),
    sides: await pack.array('pairs.sides', 'Float64Array'),
    first: await pack.array('pairs.first', 'Float64Array'),
  };
}

export function packSceneRegions(regions: SceneRegions): Record<string, PackArray> {
  const { partOffsets, region, pixels, isSmall, classId } = regions;
  return { partOffsets, region, pixels, isSmall, classId };
}

export async function unpackSceneRegions(pack: OpenPack): Promise<SceneRegions> {
  return {
    partOffsets: await pack.array('partOffsets', 'Uint32Array'),
    region: await pack.array('region', 'Uint32Array'),
    pixels: await pack.array('pixels', 'Float64Array'),
    isSmall: await pack.array('isSmall', 'Uint8Array'),
    classId: await pack.array('classId', 'Uint8Array'),
  };
}

export function packNeighbours({ ends, small, pairs, inner }: TileNeighbours): Record<string, PackArray> {
  return {
    ends,
    'small.label': small.label,
    'small.pixels': small.pixels,
    ...packPairs(pairs),
    'inner.region': inner.region,
    'inner.sides': inner.sides,
    'inner.pixels': inner.pixels,
    'inner.first': inner.first,
    'inner.end': inner.end,
  };
}

export async function unpackInner(pack: OpenPack): Promise<InnerNeighbours> {
  return {
    region: await pack.array('inner.region', 'Uint32Array'),
    sides: await pack.array('inner.sides', 'Float64Array'),
    pixels: await pack.array('inner.pixels', 'Float64Array'),
    first: await pack.array('inner.first', 'Float64Array'),
    end: await pack.array('inner.end', 'Uint32Array'),
  };
}

/** What a tile's neighbours say to the tile itself. */
export async function unpackEnds(pack: OpenPack): Promise<Pick<TileNeighbours, 'ends' | 'small'>> {
  return {
    ends: await pack.array('ends', 'Uint32Array'),
    small: {
      label: await pack.array('small.label', 'Uint32Array'),
      pixels: await pack.array('small.pixels', 'Float64Array'),
    },
  };
}

/** Adds the counts that a pack keeps among its facts. */
export function addSieveFacts(sum: SieveCounts, facts: Json): SieveCounts {
  const { sieve } = facts as unknown as { sieve: SieveCounts };
  const total = createSieveCounts();
  for (const name of Object.keys(total) as (keyof SieveCounts)[]) total[name] = sum[name] + sieve[name];
  return total;
}
