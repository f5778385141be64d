import type { Api } from './api.js';
import { pathBelow } from './api.js';
import { type Group, type LegendClass, legendOfGroups } from './legend.js';
import type { RunEntry } from './runs.js';
import type { Bbox } from './shape.js';

export interface Tileset {
  /** With {z}, {x} and {y}, below the API's base. */
  path: string;
  minzoom: number;
  maxzoom: number;
  bounds: Bbox | null;
}

/** A file that the run's STAC Item names. */
export interface RunFile {
  name: string;
  title: string;
  path: string;
  type: string | null;
  bytes: number | null;
}

/** A run with all that the page needs to show it. */
export interface LoadedRun extends RunEntry {
  legend: readonly LegendClass[];
  /** Null where there are none of the kind. */
  tiles: Readonly<Record<'source' | 'mask' | 'vector', Tileset | null>>;
  /** Totals of the whole map. */
  totals: readonly Group[];
  columns: Readonly<Record<string, Column>>;
  files: readonly RunFile[];
}

export interface Column {
  title?: string;
  description?: string;
  'x-ogc-unit'?: string;
  'x-unit'?: string;
}

export async function loadRun(api: Api, entry: RunEntry): Promise<LoadedRun> {
  const at = `collections/${encodeURIComponent(entry.id)}`;
  const [legend, tiles, statistics, queryables, files] = await Promise.all([
    api.find<{ classes: LegendClass[] }>(`${at}/legend`),
    loadTilesets(api, at),
    api.get<{ groups: Group[] }>(`${at}/statistics`, { parameters: { by: 'label' } }),
    api.find<{ properties: Record<string, Column> }>(`${at}/queryables`),
    loadFiles(api, entry),
  ]);
  const { groups } = statistics;
  return {
    ...entry,
    legend: legend?.classes.length ? legend.classes : legendOfGroups(groups),
    tiles,
    totals: groups,
    columns: queryables?.properties ?? {},
    files,
  };
}

interface TileJson {
  tiles: string[];
  minzoom?: number;
  maxzoom?: number;
  bounds?: number[];
}

async function loadTilesets(api: Api, at: string): Promise<LoadedRun['tiles']> {
  const list = await api.find<{ tilesets: { name: string }[] }>(`${at}/tiles`);
  const names = new Set(list?.tilesets.map(({ name }) => name));
  const load = async (name: string): Promise<Tileset | null> => {
    const document = names.has(name) ? await api.find<TileJson>(`${at}/tiles/${name}`) : undefined;
    if (!document) return null;
    const { tiles, minzoom = 0, maxzoom = 22, bounds } = document;
    return {
      path: pathBelow(tiles[0], 'collections'),
      minzoom,
      maxzoom,
      bounds: bounds?.length === 4 ? (bounds as unknown as Bbox) : null,
    };
  };
  const [source, mask, vector] = await Promise.all([load('source'), load('mask'), load('vector')]);
  return { source, mask, vector };
}

interface ItemJson {
  assets: Record<string, { href: string; type?: string; title?: string; 'file:size'?: number }>;
}

async function loadFiles(api: Api, { id, recipe }: RunEntry): Promise<RunFile[]> {
  const item = await api.find<ItemJson>(itemPath({ id, recipe }));
  return Object.entries(item?.assets ?? {}).map(([name, { href, type, title, 'file:size': bytes }]) => ({
    name: decodeURIComponent(href.split('/').at(-1) ?? name),
    title: title ?? name,
    path: pathBelow(href, 'stac'),
    type: type?.split(';')[0] ?? null,
    bytes: bytes ?? null,
  }));
}

export const itemPath = ({ id, recipe }: Pick<RunEntry, 'id' | 'recipe'>): string =>
  `stac/collections/${encodeURIComponent(recipe)}/items/${encodeURIComponent(id)}`;
