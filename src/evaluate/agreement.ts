/** A table of counts: true classes by row, mapped classes by column. */
export type Counts = readonly (readonly number[])[];

/** How well one class agrees. Counts are pixels or points; shares are null where nothing could be divided by. */
export interface ClassAgreement {
  truth: number;
  mapped: number;
  /** Of both. */
  agreed: number;
  /** Share of what is mapped as the class that truly is: precision, or user's accuracy. */
  precision: number | null;
  /** Share of what truly is of the class that is mapped so: recall, or producer's accuracy. */
  recall: number | null;
  f1: number | null;
  /** Intersection over union (Jaccard 1912). */
  iou: number | null;
}

export interface Agreement {
  count: number;
  overallAccuracy: number | null;
  /** Agreement beyond what the two shares of classes would give by chance (Cohen 1960); null where there is one class. */
  kappa: number | null;
  /** Means over the classes that either side has. */
  meanIou: number | null;
  meanF1: number | null;
  classes: ClassAgreement[];
}

export function measureAgreement(counts: Counts): Agreement {
  const truth = counts.map(sum);
  const mapped = counts.map((_, column) => sum(counts.map((row) => row[column])));
  const count = sum(truth);
  const agreed = sum(counts.map((row, i) => row[i]));
  const classes = counts.map((row, i) => measureClass({ truth: truth[i], mapped: mapped[i], agreed: row[i] }));
  return {
    count,
    overallAccuracy: ratio(agreed, count),
    kappa: kappaOf({ count, agreed, byChance: sum(truth.map((value, i) => value * mapped[i])) }),
    meanIou: meanOf(classes.map(({ iou }) => iou)),
    meanF1: meanOf(classes.map(({ f1 }) => f1)),
    classes,
  };
}

function measureClass({ truth, mapped, agreed }: Record<'truth' | 'mapped' | 'agreed', number>): ClassAgreement {
  return {
    truth,
    mapped,
    agreed,
    precision: ratio(agreed, mapped),
    recall: ratio(agreed, truth),
    f1: ratio(2 * agreed, truth + mapped),
    iou: ratio(agreed, truth + mapped - agreed),
  };
}

/** `byChance` is the sum of products of the two totals of each class. */
function kappaOf({ count, agreed, byChance }: Record<'count' | 'agreed' | 'byChance', number>): number | null {
  return ratio(agreed / count - byChance / count ** 2, 1 - byChance / count ** 2);
}

export const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** The mean of those that are there. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const there = values.filter((value) => value !== null);
  return ratio(sum(there), there.length);
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
