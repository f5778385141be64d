import type { ClassAgreement } from './agreement.js';
import type { BorderAgreement } from './border-match.js';
import type { PanopticFigures, PanopticMeans, SegmentCounts } from './segments/tally.js';
import type { Estimate } from './stratified-estimate.js';

/** How well a class mask agrees with the truth: what `evaluation.json` holds. Null is what could not be measured. */
export interface Evaluation {
  version: string;
  mask: { location: string; width: number; height: number; crs: string | null };
  truth: {
    location: string;
    kind: 'raster' | 'polygons' | 'points';
    /** In words: how the true class of a pixel was found. */
    sampling: string;
  };
  /** What is counted: pixels of the mask, or points. */
  unit: 'pixel' | 'point';
  counts: EvaluationCounts;
  overallAccuracy: number;
  /** Cohen's kappa. */
  kappa: number | null;
  meanIou: number | null;
  meanF1: number | null;
  /** By id; classes that only the truth has come last. */
  classes: ClassEvaluation[];
  /** Counts: a row for each true class, a column for each mapped one, in the order of `classes`. */
  confusion: number[][];
  /** Null for points, and for polygons with nothing known around them. */
  borders: { tolerancePx: number; meanF1: number | null } | null;
  objects: ObjectEvaluation | null;
  area: AreaEvaluation;
  /** Overall accuracy of the whole map, estimated from what was compared as a sample of it. */
  estimatedAccuracy: Estimate;
  warnings: string[];
}

export interface EvaluationCounts {
  /** Pixels of the mask, and those of them that have a class. */
  maskPixels: number;
  mappedPixels: number;
  /** Pixels or points where the truth is known. */
  truth: number;
  /** Those where both have a class: nothing else is counted below. */
  compared: number;
  /** Truth without a class in the mask, and its share of the truth. */
  unmapped: number;
  unmappedShare: number;
  /** Mapped pixels without truth, and their share of the mapped pixels; null for points. */
  withoutTruth: number | null;
  withoutTruthShare: number | null;
  /** Points that lie outside of the mask; null for others. */
  pointsOutside: number | null;
}

export interface ClassEvaluation extends ClassAgreement {
  /** In the mask; null for a class that only the truth has. */
  id: number | null;
  name: string;
  /** `#rrggbb`, where a recipe tells it. */
  color: string | null;
  border: BorderAgreement | null;
  objects: PanopticFigures | null;
  area: ClassArea;
}

export interface ClassArea {
  /** Of the whole map; null where the mask has no place on the ground. */
  mappedM2: number | null;
  /** Where both are known; null for points. */
  comparedMappedM2: number | null;
  comparedTruthM2: number | null;
  /** Share of the map that is mapped as the class. */
  mappedShare: number;
  /** Share and area of the class that the sample makes likely (Olofsson et al. 2014), and the accuracies with them. */
  estimatedShare: Estimate;
  estimatedM2: Estimate | null;
  /** Mapped less estimated area; above 0 where the map has too much of the class. */
  biasM2: number | null;
  usersAccuracy: Estimate | null;
  producersAccuracy: Estimate | null;
}

export interface AreaEvaluation {
  /** Of all pixels with a class; null where the mask has no place on the ground. */
  mappedM2: number | null;
  /** Names of classes that are mapped but have no sample: estimates are about the rest of the map. */
  unsampled: string[];
}

export interface ObjectEvaluation extends PanopticMeans {
  /** What an object is on each side. */
  mappedBy: ObjectSource;
  truthBy: ObjectSource;
  /** Of all classes together. */
  counts: SegmentCounts;
  precision: number | null;
  recall: number | null;
  f1: number | null;
  /** Segments not counted, as more than half of each lies where the other side has no data. */
  ignored: { truth: number; mapped: number };
}

/** Numbers in a raster, the polygons themselves, or connected pixels of a class. */
export type ObjectSource = 'instances' | 'polygons' | 'connected pixels';
