import { InternalError } from '../../errors.js';
import type { Legend } from '../../raster/class-mask.js';
import type { FeatureSchema } from '../feature.js';

/** Decimals of `perimeter_m`: centimetres. */
export const PERIMETER_DECIMALS = 2;
/** Decimals of `<index>_mean`. */
export const MEAN_DECIMALS = 4;

const SCALES = Float64Array.from({ length: 16 }, (_, decimals) => 10 ** decimals);

/** Decimals of `area_m2`: two, and below one square metre six, so that no region becomes zero. */
export const areaDecimals = (areaM2: number): number => (areaM2 >= 1 ? 2 : 6);

/** Name of the property with the mean of an index. */
export const meanProperty = (indexName: string): string => `${indexName}_mean`;

/** `10 ** decimals`, exact. */
export const scaleOf = (decimals: number): number => SCALES[decimals]!;

/** The whole number of `10^-decimals` nearest to `|value|`, halves upwards; beyond 2^53 it is no longer exact. */
export function scaledTo(value: number, decimals: number): number {
  const scale = SCALES[decimals]!;
  const whole = Math.floor(Math.abs(value));
  // without its whole part the value keeps more bits behind the point
  return whole * scale + Math.floor((Math.abs(value) - whole) * scale + 0.5);
}

/**
 * The double nearest to `value` written with so many decimals (halves away from zero, never -0): what a reader of the
 * decimal text gets. Values too large to have that many decimals stay as they are.
 */
export function roundTo(value: number, decimals: number): number {
  const scaled = scaledTo(value, decimals);
  if (!(scaled <= Number.MAX_SAFE_INTEGER)) return value;
  if (scaled === 0) return 0;
  return (value < 0 ? -scaled : scaled) / SCALES[decimals]!;
}

/** `area_m2` as every format holds it. */
export const roundArea = (areaM2: number): number => roundTo(areaM2, areaDecimals(areaM2));

/** `perimeter_m` as every format holds it. */
export const roundPerimeter = (perimeterM: number): number => roundTo(perimeterM, PERIMETER_DECIMALS);

/** `<index>_mean` as every format holds it: null where the region has none. */
export const roundMean = (mean: number): number | null => (Number.isFinite(mean) ? roundTo(mean, MEAN_DECIMALS) : null);

/** Calls `make` once per legend entry and finds the result again by class id; an id outside the legend is our fault. */
export function perClass<T>(legend: Legend, make: (id: number, name: string) => T): (classId: number) => T {
  const table = new Map(legend.map(({ id, name }) => [id, make(id, name)]));
  return (classId) => {
    const made = table.get(classId);
    if (made === undefined) throw classMissing(legend, classId);
    return made;
  };
}

/** Name of the collection; GDAL and QGIS show it as the name of the layer. */
export const layerName = ({ scene, recipe }: FeatureSchema): string => `${scene} ${recipe}`;

/** What every feature of a run says alike, in the order in which it is written. */
export const sharedProperties = (schema: FeatureSchema): [name: string, value: string | null][] => [
  ['scene', schema.scene],
  ['recipe', schema.recipe],
  ['datetime', schema.datetime],
];

function classMissing(legend: Legend, classId: number): InternalError {
  const ids = legend.map(({ id }) => id).join(', ');
  return new InternalError({ thing: 'class of a feature', wanted: `one of ${ids}`, got: String(classId) });
}
