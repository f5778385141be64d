import { InputError } from '../errors.js';
import type { Crs } from '../raster/crs.js';
import { VERSION } from '../run/plan.js';
import { type Agreement, measureAgreement, ratio, sum } from './agreement.js';
import { areaM2 } from './area-sums.js';
import { meanBorderF1, measureBorders } from './border-match.js';
import type { ComparedClass } from './class-table.js';
import type { ClassArea, ClassEvaluation, Evaluation, EvaluationCounts } from './evaluation.js';
import type { Findings } from './findings.js';
import { f1Of, meanPanoptic } from './segments/tally.js';
import { estimateStratified, type StratifiedEstimate, scaleEstimate } from './stratified-estimate.js';
import { PLACES } from './tile-sums.js';
import { listWarnings } from './warnings.js';

/** @throws InputError where no pixel could be compared */
export function describeEvaluation(findings: Findings): Evaluation {
  const { options, mask, truth, ground, sums, objects } = findings;
  const found = findClasses(findings);
  const counts = countAll(findings);
  if (counts.compared === 0) throw nothingCompared(findings, counts);
  const confusion = found.map((row) => found.map((column) => sums.confusion[row.place * PLACES + column.place]));
  const agreement = measureAgreement(confusion);
  const weights = found.map(({ place }) =>
    ground.ground ? areaM2(sums.areas.mapped, place, ground.ground) : sums.mappedPixels[place],
  );
  const estimate = estimateStratified(confusion, weights);
  const classes = found.map(({ place, entry }, i) => ({
    ...describeClass({ place, entry }, findings, agreement.classes[i]),
    area: describeArea(findings, { place, i, weights, estimate }),
  }));
  const borders = classes.flatMap(({ border }) => border ?? []);
  const unsampled = estimate.unsampled.map((i) => found[i].entry.name);
  return {
    version: VERSION,
    mask: { location: options.mask, width: mask.width, height: mask.height, crs: nameCrs(mask.crs) },
    truth: { location: options.truth, kind: truth.kind, sampling: truth.sampling },
    unit: truth.kind === 'points' ? 'point' : 'pixel',
    counts,
    overallAccuracy: agreement.overallAccuracy ?? 0,
    kappa: agreement.kappa,
    meanIou: agreement.meanIou,
    meanF1: agreement.meanF1,
    classes,
    confusion,
    borders: objects && { tolerancePx: findings.tolerancePx, meanF1: meanBorderF1(borders) },
    objects: objects && describeObjects(objects, classes),
    area: { mappedM2: ground.ground ? sum(weights) : null, unsampled },
    estimatedAccuracy: estimate.overallAccuracy,
    warnings: listWarnings(findings, unsampled),
  };
}

interface Found {
  place: number;
  entry: ComparedClass;
}

/** Classes of the mask, and of the truth where it is compared, in the order in which they are shown. */
function findClasses({ classes, sums }: Findings): Found[] {
  const isCompared = (place: number) =>
    sums.confusion.subarray(place * PLACES + 1, (place + 1) * PLACES).some((count) => count > 0);
  return classes.order().filter(({ place }) => sums.mappedPixels[place] > 0 || isCompared(place));
}

function countAll({ mask, sums: { confusion, mappedPixels }, truth }: Findings): EvaluationCounts {
  const maskPixels = mask.width * mask.height;
  const mapped = maskPixels - mappedPixels[0];
  const total = confusion.reduce((all, count) => all + count, 0);
  const withoutTruth = sum([...confusion.subarray(1, PLACES)]);
  const known = total - withoutTruth - confusion[0];
  let unmapped = 0;
  for (let place = 1; place < PLACES; place++) unmapped += confusion[place * PLACES];
  const isPoints = truth.kind === 'points';
  return {
    maskPixels,
    mappedPixels: mapped,
    truth: known,
    compared: known - unmapped,
    unmapped,
    unmappedShare: ratio(unmapped, known) ?? 0,
    withoutTruth: isPoints ? null : withoutTruth,
    withoutTruthShare: isPoints ? null : (ratio(withoutTruth, mapped) ?? 0),
    pointsOutside: isPoints ? truth.outside : null,
  };
}

function nothingCompared({ options, truth }: Findings, counts: EvaluationCounts): InputError {
  const what = truth.kind === 'points' ? 'points' : 'pixels';
  const [thing, source, got] =
    counts.mappedPixels === 0
      ? ['mask', options.mask, `a mask without any class (${counts.maskPixels} pixels of nodata)`]
      : counts.truth === 0
        ? ['truth', options.truth, 'one that knows no class in the mask: it lies elsewhere, or is empty']
        : ['truth', options.truth, `${counts.truth} ${what}, all where the mask is nodata`];
  return new InputError({ thing, wanted: `${what} with a class in mask and truth`, got, source });
}

function describeClass(
  { place, entry }: Found,
  { sums, objects }: Findings,
  agreement: Agreement['classes'][number],
): Omit<ClassEvaluation, 'area'> {
  return {
    ...entry,
    ...agreement,
    border: objects && measureBorders(sums.borders, place),
    objects: objects?.tally.figures(place) ?? null,
  };
}

interface AreaTerms {
  place: number;
  /** Number of the class in what follows. */
  i: number;
  /** Of the classes of the whole map. */
  weights: readonly number[];
  estimate: StratifiedEstimate;
}

function describeArea(
  { ground: { ground }, sums: { areas }, truth }: Findings,
  { place, i, weights, estimate }: AreaTerms,
): ClassArea {
  const { share, precision, recall } = estimate.classes[i];
  const whole = sum(weights.filter((_, one) => !estimate.unsampled.includes(one)));
  const estimatedM2 = ground ? scaleEstimate(share, whole) : null;
  const hasCompared = ground !== null && truth.kind !== 'points';
  const isSampled = !estimate.unsampled.includes(i);
  return {
    mappedM2: ground ? weights[i] : null,
    comparedMappedM2: hasCompared ? areaM2(areas.mappedCompared, place, ground) : null,
    comparedTruthM2: hasCompared ? areaM2(areas.truthCompared, place, ground) : null,
    mappedShare: ratio(weights[i], sum(weights)) ?? 0,
    estimatedShare: share,
    estimatedM2,
    biasM2: estimatedM2 && isSampled ? weights[i] - estimatedM2.value : null,
    usersAccuracy: precision,
    producersAccuracy: recall,
  };
}

function describeObjects(
  { tally, mappedBy, truthBy }: NonNullable<Findings['objects']>,
  classes: readonly Pick<ClassEvaluation, 'objects'>[],
): NonNullable<Evaluation['objects']> {
  const counts = tally.objects();
  return {
    mappedBy,
    truthBy,
    counts,
    precision: ratio(counts.matched, counts.mapped),
    recall: ratio(counts.matched, counts.truth),
    f1: f1Of(counts),
    ...meanPanoptic(classes.flatMap(({ objects }) => objects ?? [])),
    ignored: tally.ignored,
  };
}

const nameCrs = (crs: Crs | null): string | null => crs && (crs.epsg === null ? crs.proj : `EPSG:${crs.epsg}`);
