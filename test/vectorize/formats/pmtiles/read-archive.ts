import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { type Header, PMTiles, tileIdToZxy } from 'pmtiles';
import type { TilePlace } from '../../../../src/vectorize/formats/pmtiles/tile-id.js';

export type Point = [x: number, y: number];

export interface ReadFeature {
  id: number;
  properties: Record<string, string | number | boolean>;
  /** Rings as they are drawn, not closed. */
  rings: Point[][];
}

export interface ReadEntry {
  id: number;
  offset: number;
  length: number;
  runLength: number;
}

/** An archive in memory, read by the library of the format's authors. */
export async function openArchive(archive: Uint8Array) {
  const source = {
    getKey: () => 'memory',
    getBytes: async (offset: number, length: number) => ({
      data: Uint8Array.from(archive.subarray(offset, offset + length)).buffer,
    }),
  };
  const reader = new PMTiles(source);
  const header: Header = await reader.getHeader();

  const directory = async (offset: number, length: number): Promise<ReadEntry[]> => {
    const entries: ReadEntry[] = [];
    for (const { tileId, runLength, ...at } of await reader.cache.getDirectory(source, offset, length, header)) {
      if (runLength > 0) entries.push({ id: tileId, runLength, ...at });
      else entries.push(...(await directory(header.leafDirectoryOffset + at.offset, at.length)));
    }
    return entries;
  };
  const entries = await directory(header.rootDirectoryOffset, header.rootDirectoryLength);
  const places = entries.flatMap(({ id, runLength }) =>
    Array.from({ length: runLength }, (_, i): TilePlace => {
      const [z, x, y] = tileIdToZxy(id + i);
      return { z, x, y };
    }),
  );

  const bytes = async ({ z, x, y }: TilePlace): Promise<Uint8Array | null> => {
    const found = await reader.getZxy(z, x, y);
    return found ? new Uint8Array(found.data) : null;
  };
  const features = async (place: TilePlace): Promise<ReadFeature[]> => decodeTile((await bytes(place))!);
  return { header, entries, places, bytes, features, metadata: () => reader.getMetadata() as Promise<unknown> };
}

export type OpenArchive = Awaited<ReturnType<typeof openArchive>>;

/** The features of the one layer, read by the library of Mapbox, which passes over a layer without any. */
export function decodeTile(bytes: Uint8Array): ReadFeature[] {
  const { layers } = new VectorTile(new PbfReader(bytes));
  const layer = layers.regions;
  if (!layer) return [];
  if (layer.version !== 2 || layer.extent !== 4096 || Object.keys(layers).length !== 1) throw new Error('other layers');
  return Array.from({ length: layer.length }, (_, i) => {
    const feature: VectorTileFeature = layer.feature(i);
    const rings = feature.loadGeometry().map((ring) => ring.slice(0, -1).map(({ x, y }): Point => [x, y]));
    return { id: feature.id!, properties: { ...feature.properties }, rings };
  });
}

/** The surveyor's formula: positive for outer rings where y runs downwards. */
export function signedArea(ring: readonly Point[]): number {
  return ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length]!;
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}

export const areaOf = ({ rings }: ReadFeature): number => rings.reduce((sum, ring) => sum + signedArea(ring), 0);
