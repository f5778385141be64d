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

/** Which features, and in which order: by id where no order is asked for. */
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

/** What can be asked about; its answers are those of published runs alone. */
export interface FeatureSource {
  collections(): Promise<CollectionInfo[]>;
  /** Null where there is none of that id. */
  collection(id: string): Promise<CollectionInfo | null>;
  select(collection: string, selection: Selection): Promise<SelectedFeatures>;
  /** Null where there is none. */
  feature(collection: string, id: string): Promise<Feature | null>;
}
