import { UsageError } from '../errors.js';
import type { Legend } from '../raster/class-mask.js';
import { TRUTH } from './spectra.js';

/** How one true class came out. Counts are pixels. */
export interface ClassAgreement {
  name: string;
  /** Pixels that truly are of the class, and pixels that were called so. */
  truePixels: number;
  predictedPixels: number;
  /** Pixels of both. */
  agreed: number;
  /** Intersection over union, 0 to 1; null where the class occurs in neither. */
  iou: number | null;
}

export interface Agreement {
  /** Share of the compared pixels where prediction and truth name the same class. */
  overallAccuracy: number;
  comparedPixels: number;
  classes: ClassAgreement[];
  /** Pixels under cloud or in its shadow: no one can see the ground there, so they are not compared. */
  cloudPixels: number;
  shadowPixels: number;
  /** Pixels with data that the prediction left as nodata, or gave a class the mapping does not know. */
  unansweredPixels: number;
}

/** Classes to compare by name: for each, the ids that mean it in the prediction and in the truth. */
export type ClassMapping = readonly { name: string; predicted: readonly number[]; truth: readonly number[] }[];

const OUTSIDE = 255;

/**
 * Compares a class mask with the sample scene's truth, pixel by pixel. Nodata pixels of the truth are left out, and so
 * are true classes that the mapping does not name; unanswered pixels count against the accuracy.
 */
export function measureAgreement(predicted: Uint8Array, truth: Uint8Array, mapping: ClassMapping): Agreement {
  if (predicted.length !== truth.length) {
    throw new UsageError({ thing: 'predicted mask', wanted: `${truth.length} pixels`, got: String(predicted.length) });
  }
  const count = mapping.length;
  const columnOf = tableOf(mapping.map((entry) => entry.predicted));
  const rowOf = tableOf(mapping.map((entry) => entry.truth));
  // Confusion: true class by row, predicted class by column; the last column holds the unanswered.
  const confusion = new Float64Array(count * (count + 1));
  let cloudPixels = 0;
  let shadowPixels = 0;
  for (let i = 0; i < truth.length; i++) {
    const trueId = truth[i]!;
    if (trueId === TRUTH.cloud) cloudPixels++;
    else if (trueId === TRUTH.cloudShadow) shadowPixels++;
    else if (rowOf[trueId] !== OUTSIDE)
      confusion[rowOf[trueId]! * (count + 1) + Math.min(columnOf[predicted[i]!]!, count)]!++;
  }
  return { ...summarise(confusion, mapping), cloudPixels, shadowPixels };
}

/**
 * Pairs two legends by name: `meanings` says which names mean the same, as `{ water: { predicted: ['water'], truth:
 * ['water'] } }`. Names that a legend does not have are skipped; a class without a partner on both sides is dropped.
 */
export function mapClasses(
  meanings: Readonly<Record<string, { predicted: readonly string[]; truth: readonly string[] }>>,
  predicted: Legend,
  truth: Legend,
): ClassMapping {
  const idsOf = (names: readonly string[], legend: Legend) =>
    legend.filter((entry) => names.includes(entry.name.toLowerCase())).map((entry) => entry.id);
  return Object.entries(meanings)
    .map(([name, names]) => ({
      name,
      predicted: idsOf(names.predicted, predicted),
      truth: idsOf(names.truth, truth),
    }))
    .filter((entry) => entry.predicted.length > 0 && entry.truth.length > 0);
}

function tableOf(idsByClass: readonly (readonly number[])[]): Uint8Array {
  const table = new Uint8Array(256).fill(OUTSIDE);
  idsByClass.forEach((ids, index) => {
    for (const id of ids) table[id] = index;
  });
  return table;
}

function summarise(confusion: Float64Array, mapping: ClassMapping): Omit<Agreement, 'cloudPixels' | 'shadowPixels'> {
  const count = mapping.length;
  const at = (row: number, column: number) => confusion[row * (count + 1) + column]!;
  const indices = mapping.map((_, index) => index);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const classes = mapping.map(({ name }, index) => {
    const agreed = at(index, index);
    const truePixels = sum(indices.map((column) => at(index, column))) + at(index, count);
    const predictedPixels = sum(indices.map((row) => at(row, index)));
    const union = truePixels + predictedPixels - agreed;
    return { name, truePixels, predictedPixels, agreed, iou: union > 0 ? agreed / union : null };
  });
  const comparedPixels = sum(classes.map((entry) => entry.truePixels));
  const agreed = sum(classes.map((entry) => entry.agreed));
  return {
    overallAccuracy: comparedPixels > 0 ? agreed / comparedPixels : 0,
    comparedPixels,
    classes,
    unansweredPixels: sum(indices.map((row) => at(row, count))),
  };
}
