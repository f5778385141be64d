import { OUTPUT_NAMES, ZONE_OUTPUT_NAMES } from '../store/keys.js';
import { CLASSES_CSV, INSTANCES_TIF, SCORES_TIF, VECTOR_FORMATS } from './outputs.js';

/** What a file is to those who look for it in a catalog. */
export interface AssetKind {
  /** Name of the asset. */
  asset: string;
  title: string;
  /** Media type. */
  type: string;
  roles: readonly string[];
  /** CRS of its coordinates where that is not the scene's; null where it has none. */
  code?: string | null;
}

const COG = 'image/tiff; application=geotiff; profile=cloud-optimized';
const GEOJSON = 'application/geo+json';
const CSV = 'text/csv; charset=utf-8; header=present';
/** Longitude and latitude in this order. */
const LON_LAT = 'OGC:CRS84';

/** By the name of the file. */
export const ASSET_KINDS: Readonly<Record<string, AssetKind>> = {
  [OUTPUT_NAMES.mask]: { asset: 'mask', title: 'Class of every pixel', type: COG, roles: ['data'] },
  [INSTANCES_TIF]: { asset: 'instances', title: 'Object of every pixel', type: COG, roles: ['data'] },
  [SCORES_TIF]: { asset: 'scores', title: 'How sure the class of every pixel is', type: COG, roles: ['data'] },
  [VECTOR_FORMATS.geojson.file]: vector('geojson', 'GeoJSON', GEOJSON),
  [VECTOR_FORMATS.fgb.file]: vector('flatgeobuf', 'FlatGeobuf', 'application/vnd.flatgeobuf'),
  [VECTOR_FORMATS.parquet.file]: vector('geoparquet', 'GeoParquet', 'application/vnd.apache.parquet'),
  [VECTOR_FORMATS.ndjson.file]: vector('geojsonl', 'GeoJSON, a Feature a line', 'application/geo+json-seq'),
  [VECTOR_FORMATS.pmtiles.file]: {
    ...vector('pmtiles', 'vector tiles', 'application/vnd.pmtiles'),
    roles: ['visual'],
    code: 'EPSG:3857',
  },
  [VECTOR_FORMATS.csv.file]: vector('areas', 'table', CSV),
  [CLASSES_CSV]: { asset: 'classes', title: 'Totals of the classes', type: CSV, roles: ['data'], code: null },
  [ZONE_OUTPUT_NAMES.geojson]: {
    asset: 'zones',
    title: 'Figures of every zone (GeoJSON)',
    type: GEOJSON,
    roles: ['data'],
    code: LON_LAT,
  },
  [ZONE_OUTPUT_NAMES.csv]: {
    asset: 'zones-table',
    title: 'Figures of every zone (table)',
    type: CSV,
    roles: ['data'],
    code: null,
  },
  [OUTPUT_NAMES.statistics]: {
    asset: 'statistics',
    title: 'Totals of the classes, and how the run went',
    type: 'application/json',
    roles: ['metadata'],
    code: null,
  },
  [OUTPUT_NAMES.preview]: {
    asset: 'thumbnail',
    title: 'Picture of the class map',
    type: 'image/png',
    roles: ['thumbnail'],
    code: null,
  },
  [OUTPUT_NAMES.source]: {
    asset: 'source',
    title: 'Picture of the scene',
    type: 'image/webp',
    roles: ['overview'],
    code: null,
  },
  [OUTPUT_NAMES.report]: { asset: 'report', title: 'Report', type: 'text/html', roles: ['overview'], code: null },
};

function vector(asset: string, format: string, type: string): AssetKind {
  return { asset, title: `Polygons of the classes (${format})`, type, roles: ['data'], code: LON_LAT };
}
