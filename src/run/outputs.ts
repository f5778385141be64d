import { UsageError } from '../errors.js';
import { findNearest } from '../segment/nearest.js';
import { OUTPUT_NAMES, ZONE_OUTPUT_NAMES } from '../store/keys.js';

/**
 * Formats in which a run can write its polygons: the file, the encoding it needs of every feature, and the endings of
 * a file of that format. What writes each is in `vector-files.ts`.
 */
export const VECTOR_FORMATS = {
  geojson: { file: 'regions.geojson', encoding: 'geojson', endings: ['.geojson'] },
  fgb: { file: 'regions.fgb', encoding: 'flatgeobuf', endings: ['.fgb'] },
  parquet: { file: 'regions.parquet', encoding: 'wkb', endings: ['.parquet', '.geoparquet'] },
  csv: { file: 'areas.csv', encoding: 'csv', endings: ['.csv'] },
  ndjson: { file: 'regions.geojsonl', encoding: 'geojson', endings: ['.geojsonl', '.ndjson', '.geojsons'] },
  pmtiles: { file: 'regions.pmtiles', encoding: 'wkb', endings: ['.pmtiles'] },
} as const;

export type VectorFormat = keyof typeof VECTOR_FORMATS;
/** How a feature is encoded where it is made, so that publishing only moves bytes. */
export type Encoding = (typeof VECTOR_FORMATS)[VectorFormat]['encoding'];

export const VECTOR_FORMAT_NAMES = Object.keys(VECTOR_FORMATS) as VectorFormat[];
/** The first three: GeoJSON, FlatGeobuf and GeoParquet. */
export const DEFAULT_FORMATS: readonly VectorFormat[] = VECTOR_FORMAT_NAMES.slice(0, 3);

/** Numbers of the objects, where a run splits those that touch. */
export const INSTANCES_TIF = 'instances.tif';

/** How sure the method is of every pixel, where that is asked for. */
export const SCORES_TIF = 'scores.tif';

/** Totals of the classes, beside the areas of the regions. */
export const CLASSES_CSV = 'classes.csv';

const vectorFileNames = (formats: readonly VectorFormat[]): string[] =>
  VECTOR_FORMAT_NAMES.filter((name) => formats.includes(name)).map((name) => VECTOR_FORMATS[name].file);

/** Every name that any run publishes under: those that a run does not write, it removes. */
export const ALL_OUTPUT_NAMES: readonly string[] = [
  ...Object.values(OUTPUT_NAMES),
  ...vectorFileNames(VECTOR_FORMAT_NAMES),
  CLASSES_CSV,
  INSTANCES_TIF,
  SCORES_TIF,
  ...Object.values(ZONE_OUTPUT_NAMES),
];

export interface OutputChoice {
  formats?: readonly VectorFormat[] | undefined;
  /** Polygons alone: no mask, pictures or report. */
  vectorsOnly?: boolean | undefined;
  hasZones: boolean;
  /** Objects that touch are split. */
  hasInstances?: boolean;
  /** A raster of scores is wanted. */
  hasScores?: boolean | undefined;
}

/**
 * Names of the files that a run publishes: the same for the same formats in any order.
 *
 * @throws UsageError for a format that there is not
 */
export function planOutputs({ formats = DEFAULT_FORMATS, vectorsOnly = false, ...has }: OutputChoice): string[] {
  checkFormats(formats);
  const vectors = vectorFileNames(formats);
  if (vectorsOnly) return [...vectors, OUTPUT_NAMES.statistics];
  return [
    ...vectors,
    ...(formats.includes('csv') ? [CLASSES_CSV] : []),
    ...Object.values(OUTPUT_NAMES),
    ...(has.hasInstances ? [INSTANCES_TIF] : []),
    ...(has.hasScores ? [SCORES_TIF] : []),
    ...(has.hasZones ? Object.values(ZONE_OUTPUT_NAMES) : []),
  ];
}

/** @throws UsageError for a format that there is not */
export function checkFormats(formats: readonly string[]): VectorFormat[] {
  const unknown = formats.find((format) => !Object.hasOwn(VECTOR_FORMATS, format));
  if (unknown === undefined) return formats as VectorFormat[];
  const near = findNearest(unknown, VECTOR_FORMAT_NAMES);
  const got = `${unknown || 'nothing'}${near ? ` (did you mean ${near}?)` : ''}`;
  throw new UsageError({ thing: 'formats', wanted: `some of ${VECTOR_FORMAT_NAMES.join(', ')}`, got });
}

/** The encodings that the files of a run need of every feature. */
export function neededEncodings(outputs: readonly string[]): Encoding[] {
  const formats = Object.values(VECTOR_FORMATS).filter(({ file }) => outputs.includes(file));
  return [...new Set(formats.map(({ encoding }) => encoding))];
}
