import { InternalError } from '../../errors.js';
import type { Legend } from '../../raster/class-mask.js';
import type { FeatureBatch, FeatureSchema } from '../feature.js';

/** Decimals of `perimeter_m`: centimetres. */
export const PERIMETER_DECIMALS = 2;
const COMPACTNESS_DECIMALS = 4;

const SCALES = Float64Array.from({ length: 16 }, (_, decimals) => 10 ** decimals);

/** Decimals of `area_m2`: two, and below one square metre six, so that no region becomes zero. */
export const areaDecimals = (areaM2: number): number => (areaM2 >= 1 ? 2 : 6);

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

/** A figure as every format holds it: null where the region has none. */
export const roundFigure = (value: number, decimals: number): number | null =>
  Number.isFinite(value) ? roundTo(value, decimals) : null;

/** `make`, done once for each schema: a run encodes many batches with one. */
export function oncePerSchema<T>(make: (schema: FeatureSchema) => T): (schema: FeatureSchema) => T {
  const made = new WeakMap<FeatureSchema, T>();
  return (schema) => {
    const known = made.get(schema);
    if (known !== undefined) return known;
    const fresh = make(schema);
    made.set(schema, fresh);
    return fresh;
  };
}

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

/** A number that only some runs carry: of a region's shape, or of a layer. */
export interface Figure {
  name: string;
  decimals: number;
  /** False where every region has one. */
  isNullable: boolean;
}

/** What is known of features beside their geometry. */
export type FeatureColumns = Pick<
  FeatureBatch,
  'count' | 'id' | 'classId' | 'pixels' | 'areaM2' | 'perimeterM' | 'figures'
>;

/** The figures of a run, in the order of the properties. */
export function figuresOf({ hasShape, layers }: FeatureSchema): Figure[] {
  const compactness = { name: 'compactness', decimals: COMPACTNESS_DECIMALS, isNullable: false };
  const ofLayers = layers.flatMap(({ name, statistics, decimals }) =>
    statistics.map((statistic): Figure => ({ name: `${name}_${statistic}`, decimals, isNullable: true })),
  );
  return hasShape ? [compactness, ...ofLayers] : ofLayers;
}

/** A column of values for each of `figuresOf`; not finite where a region has none. */
export function figureColumns(features: FeatureColumns, { hasShape }: FeatureSchema): Float64Array[] {
  const { figures, areaM2, perimeterM } = features;
  if (!hasShape) return figures;
  return [Float64Array.from(areaM2, (area, i) => compactnessOf(area, perimeterM[i]!)), ...figures];
}

/**
 * How close to a circle: 4π · area / perimeter² (Polsby and Popper 1991, Yale Law & Policy Review 9), 1 for a circle,
 * 0.785 for a square, towards 0 for what is long or frayed.
 */
export const compactnessOf = (areaM2: number, perimeterM: number): number =>
  Math.min(1, (4 * Math.PI * areaM2) / perimeterM ** 2);

function classMissing(legend: Legend, classId: number): InternalError {
  const ids = legend.map(({ id }) => id).join(', ');
  return new InternalError({ thing: 'class of a feature', wanted: `one of ${ids}`, got: String(classId) });
}
