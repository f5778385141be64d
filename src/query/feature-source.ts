import type { Predicate } from './cql2/predicate.js';

export type PropertyValue = string | number | boolean | null;

/** A column of a collection, as its queryables and its schema tell it. */
export interface Column {
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean';
  /** As JSON Schema has it: `date-time`. */
  format?: string;
  title?: string;
  description?: string;
  /** As in `x-ogc-unit`: m2, m. */
  unit?: string;
  /** What it may be, where that is known: the names of classes. */
  values?: readonly string[];
}

/** West, south, east, north in degrees; west is greater than east where it lies across the antimeridian. */
export type BboxLonLat = readonly [number, number, number, number];

export interface CollectionInfo {
  id: string;
  title: string;
  description: string;
  bboxLonLat: BboxLonLat | null;
  /** First and last time of its scenes (RFC 3339); null where it is open or none is known. */
  interval: readonly [string | null, string | null];
  featureCount: number;
  columns: readonly Column[];
  /** Changes whenever the content does. */
  etag: string;
}

/** A feature in longitude and latitude (CRS84). */
export interface Feature {
  /** One of a kind in its collection. */
  id: string;
  geometry:
    | { type: 'Polygon'; coordinates: number[][][] }
    | { type: 'MultiPolygon'; coordinates: number[][][][] }
    | null;
  properties: Readonly<Record<string, PropertyValue>>;
}

export interface SortKey {
  property: string;
  isDescending: boolean;
}

/**
 * Which features, and in which order: where none is asked for, by scene, and of a scene in an order of the source's own
 * that stays while its etag does. A filter may ask for every column, for `geometry` and for `id`, the number that an id
 * ends in; an order for every column and `id`.
 */
export interface Selection {
  /** Those whose geometry meets it. */
  bboxLonLat?: BboxLonLat;
  /** Those for which it is true. */
  filter?: Predicate;
  sortBy?: readonly SortKey[];
  /** Of those that are left, in order, this many are passed over. */
  offset: number;
  /** At most so many are given. */
  limit: number;
  /** Stops giving features when their text would be longer. */
  limitBytes: number;
  signal?: AbortSignal;
}

export interface SelectedFeatures {
  features: Feature[];
  /** How many there are without offset and limit; null where counting them would take too long. */
  matched: number | null;
  /** Offset of the page after this one; null where this is the last. */
  next: number | null;
}

/** Totals of which features: of all where nothing is said. */
export interface Aggregation {
  bboxLonLat?: BboxLonLat;
  filter?: Predicate;
  /** A group for each class, scene, or month (2026-11, UTC) in which scenes were taken; one group of all without it. */
  by?: 'label' | 'scene' | 'month';
  signal?: AbortSignal;
}

/** Features count whole, also those that reach beyond the box that was asked for. */
export interface AggregateGroup {
  /** Null for the group of all, and where it is not known. */
  key: string | null;
  count: number;
  areaM2: number;
  pixels: number;
  /** Of each column of means (`ndvi_mean`), weighted by area; null where no feature has a value. */
  means: Readonly<Record<string, number | null>>;
}

/** What can be asked about; its answers are those of published runs alone. */
export interface FeatureSource {
  collections(): Promise<CollectionInfo[]>;
  /** Null where there is none of that id. */
  collection(id: string): Promise<CollectionInfo | null>;
  select(collection: string, selection: Selection): Promise<SelectedFeatures>;
  /** Null where there is none. */
  feature(collection: string, id: string): Promise<Feature | null>;
  /** In order of key; groups without a feature are left out. */
  aggregate(collection: string, aggregation: Aggregation): Promise<AggregateGroup[]>;
}
