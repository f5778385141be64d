import type { BboxLonLat, CollectionInfo } from '../feature-source.js';

/** A STAC Item as it was published; files are named relative to it. */
export interface StacItem {
  type: 'Feature';
  stac_version: string;
  stac_extensions: string[];
  id: string;
  bbox: number[];
  geometry: { type: 'Polygon'; coordinates: number[][][] } | { type: 'MultiPolygon'; coordinates: number[][][][] };
  properties: Record<string, unknown>;
  links: StacLink[];
  assets: Record<string, StacAsset>;
}

export interface StacAsset {
  href: string;
  type?: string;
  [field: string]: unknown;
}

export interface StacLink {
  rel: string;
  href: string;
  type?: string;
  title?: string;
  /** How it is followed, where not by a GET. */
  method?: 'GET' | 'POST';
  /** What is sent then. */
  body?: Record<string, unknown>;
}

/** What is known of an Item before it is read. */
export interface StacEntry {
  /** One of a kind in the whole catalog. */
  id: string;
  collection: string;
  bboxLonLat: BboxLonLat;
  /** RFC 3339; null where it is not known. */
  datetime: string | null;
}

export interface FoundItem {
  entry: StacEntry;
  item: StacItem;
}

/** A collection has the Items of a recipe. */
export type StacCollection = Pick<CollectionInfo, 'id' | 'title' | 'description' | 'bboxLonLat' | 'interval'>;

/** Items of published runs. */
export interface StacSource {
  collections(): Promise<readonly StacCollection[]>;
  /** In order of collection, then of id. */
  entries(): Promise<readonly StacEntry[]>;
  /** Null where it is gone. */
  item(entry: StacEntry): Promise<StacItem | null>;
}
