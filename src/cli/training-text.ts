import type { JudgedModel } from '../train/measure-model.js';
import type { TrainResult } from '../train/train-model.js';
import { shortPath } from './result.js';
import { formatPercent, formatTable } from './table.js';

/** Features that are shown, the most useful first. */
const SHOWN_FEATURES = 12;
/** A table of more classes is wider than a terminal. */
const MOST_COLUMNS = 12;

/** What came out of training, for a person. */
export function formatTraining(result: TrainResult): string {
  const { classes, accuracy, files, warnings } = result;
  const { heldOut, outOfBag } = accuracy;
  const lines = [
    '',
    `${describeModel(result)}`,
    '',
    formatTable(
      ['class', 'labels', 'pixels', 'held out labels', 'pixels'],
      classes.map((one) => [one.name, ...[one.labels, one.pixels, one.heldOutLabels, one.heldOutPixels].map(count)]),
    ),
    ...(heldOut
      ? [formatJudged('labels held out', heldOut, result)]
      : ['nothing was held out: nothing judges the model\n']),
    ...(outOfBag ? [describeOutOfBag(outOfBag)] : []),
    formatImportance(result),
    ...warnings.map((warning) => `note: ${warning}`),
    `model: ${shortPath(files.model)}`,
    `map a scene: landquilt run <scene> --recipe ${shortPath(files.recipe)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function describeModel({ model, hyperparameters, features, classes }: TrainResult): string {
  const { trees, rounds } = hyperparameters;
  const size = model === 'forest' ? `random forest of ${trees} trees` : `boosted trees, ${rounds} rounds`;
  return `${size}; ${features.length} features; ${classes.length} classes`;
}

function formatJudged(what: string, judged: JudgedModel, { classes }: TrainResult): string {
  const rows = judged.classes.map((one, i) => [
    classes[i].name,
    ...[one.precision, one.recall, one.f1, one.iou].map((share) => (share === null ? '–' : share.toFixed(3))),
  ]);
  const overall = judged.overallAccuracy === null ? '–' : formatPercent(judged.overallAccuracy);
  const kappa = judged.kappa === null ? '–' : judged.kappa.toFixed(3);
  return [
    `on ${what}: accuracy ${overall} of ${count(judged.count)} pixels, kappa ${kappa}`,
    '',
    formatTable(['class', 'precision', 'recall', 'F1', 'IoU'], rows),
    ...(classes.length <= MOST_COLUMNS ? [formatConfusion(judged, classes)] : []),
  ].join('\n');
}

/** True classes by row, the classes given by column. */
function formatConfusion({ confusion }: JudgedModel, classes: TrainResult['classes']): string {
  return formatTable(
    ['truth \\ model', ...classes.map(({ name }) => name)],
    confusion.map((row, i) => [classes[i].name, ...row.map(count)]),
  );
}

function describeOutOfBag({ overallAccuracy, count: samples }: JudgedModel): string {
  const share = overallAccuracy === null ? '–' : formatPercent(overallAccuracy);
  return `out of bag: ${share} of ${count(samples)} pixels (their neighbours were learnt from: too good)\n`;
}

function formatImportance({ features, importance }: TrainResult): string {
  const rows = features
    .map((name, i) => ({ name, share: importance[i] }))
    .sort((a, b) => b.share - a.share)
    .slice(0, SHOWN_FEATURES)
    .map(({ name, share }) => [name, formatPercent(share)]);
  return formatTable(['feature', 'share of what was gained'], rows);
}

const count = (value: number): string => value.toLocaleString('en-US');
