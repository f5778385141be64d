import type { ClassEvaluation, Evaluation } from '../evaluate/evaluation.js';
import { type Estimate, marginOf } from '../evaluate/stratified-estimate.js';
import { formatHectares, formatPercent, formatTable } from './table.js';

/** Lines are no longer than this; long names are cut. */
const LINE_WIDTH = 100;
const NAME_WIDTH = 26;

/** An evaluation for a person. */
export function formatEvaluation(evaluation: Evaluation): string {
  const { classes, objects, borders, warnings } = evaluation;
  const parts = [
    `${describeCounts(evaluation)}\n`,
    formatFigures(keyFigures(evaluation)),
    formatTable(...classTable(classes, { hasBorders: borders !== null, hasObjects: objects !== null })),
    confusionTable(evaluation),
    areaTable(evaluation),
    warnings.map((warning) => `note: ${warning}\n`).join(''),
  ];
  return `\n${parts.filter(Boolean).join('\n')}`;
}

const count = (value: number): string => value.toLocaleString('en-US');
const figure = (value: number | null | undefined, decimals = 3): string => value?.toFixed(decimals) ?? '–';
const shorten = (name: string, width = NAME_WIDTH): string =>
  name.length > width ? `${name.slice(0, width - 1)}…` : name;

function describeCounts({ mask, truth, unit, counts }: Evaluation): string {
  const units = `${unit}s`;
  const lines = [
    `${mask.location} against ${truth.location}`,
    `${count(counts.compared)} ${units} compared; truth: ${truth.sampling}`,
  ];
  if (counts.unmapped > 0) lines.push(`${formatPercent(counts.unmappedShare)} of the truth has no class in the map`);
  if (counts.withoutTruth) lines.push(`${formatPercent(counts.withoutTruthShare ?? 0)} of the map has no truth`);
  return lines.join('\n');
}

function keyFigures({ overallAccuracy, estimatedAccuracy, ...evaluation }: Evaluation): [string, string][] {
  const { kappa, meanIou, meanF1, borders, objects } = evaluation;
  const rows: [string, string][] = [
    ['overall accuracy', formatPercent(overallAccuracy)],
    ['  of the whole map (95 %)', formatInterval(estimatedAccuracy)],
    ["Cohen's kappa", figure(kappa)],
    ['mean IoU', figure(meanIou)],
    ['mean F1', figure(meanF1)],
  ];
  if (borders) rows.push([`border F1 (${borders.tolerancePx} px)`, figure(borders.meanF1)]);
  if (objects) {
    const { matched, truth, mapped } = objects.counts;
    rows.push([
      'object F1 (IoU > 0.5)',
      `${figure(objects.f1)}: ${count(matched)} of ${count(truth)} found, ${count(mapped)} mapped`,
    ]);
    const { segmentationQuality: sq, recognitionQuality: rq } = objects;
    rows.push(['panoptic quality', `${figure(objects.panopticQuality)} (SQ ${figure(sq)}, RQ ${figure(rq)})`]);
  }
  return rows;
}

function formatFigures(rows: readonly [string, string][]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}\n`).join('');
}

function formatInterval({ value, low, high }: Estimate): string {
  if (low === null || high === null) return `${formatPercent(value)} (too few samples for an interval)`;
  return `${formatPercent(value)} (${(100 * low).toFixed(1)} to ${formatPercent(high)})`;
}

function classTable(
  classes: readonly ClassEvaluation[],
  { hasBorders, hasObjects }: { hasBorders: boolean; hasObjects: boolean },
): [string[], string[][]] {
  const head = ['class', 'truth', 'mapped', 'recall', 'precision', 'F1', 'IoU'];
  if (hasBorders) head.push('border F1');
  if (hasObjects) head.push('PQ');
  const rows = classes.map(({ name, truth, mapped, recall, precision, f1, iou, border, objects }) => {
    const row = [shorten(name), count(truth), count(mapped), ...[recall, precision, f1, iou].map((one) => figure(one))];
    if (hasBorders) row.push(figure(border?.f1));
    if (hasObjects) row.push(figure(objects?.panopticQuality));
    return row;
  });
  return [head, rows];
}

/** Counts where they fit in a line, else the share of each true class in per cent, else nothing. */
function confusionTable({ classes, confusion, unit }: Evaluation): string {
  const marks = markClasses(classes);
  const make = (cell: (value: number, total: number) => string, width: number): string =>
    formatTable(
      ['truth \\ map', ...marks],
      classes.map((one, i) => {
        const total = confusion[i].reduce((sum, value) => sum + value, 0);
        return [`${shorten(one.name, width)} (${marks[i]})`, ...confusion[i].map((value) => cell(value, total))];
      }),
    );
  const fits = (table: string): boolean => table.split('\n').every((line) => line.length <= LINE_WIDTH);
  const counts = make(count, NAME_WIDTH);
  if (fits(counts)) return `${unit}s by true class (rows) and mapped class (columns):\n${counts}`;
  const share = (value: number, total: number) => (total > 0 ? Math.round((100 * value) / total).toFixed(0) : '–');
  const shares = make(share, 14);
  if (fits(shares)) return `% of each true class (rows) by mapped class (columns):\n${shares}`;
  return `the confusion matrix of ${classes.length} classes is too wide for here: see --report or --out\n`;
}

/** The id of each class; letters for those that only the truth has. */
function markClasses(classes: readonly ClassEvaluation[]): string[] {
  let others = 0;
  return classes.map(({ id }) => (id === null ? String.fromCharCode(97 + (others++ % 26)) : String(id)));
}

function areaTable({ classes, area, unit }: Evaluation): string {
  if (area.mappedM2 === null) return '';
  const table = formatTable(
    ['class', 'mapped ha', 'estimated ha', '± 95 %', 'bias ha', "user's", "producer's"],
    classes.map(({ name, area: { mappedM2, estimatedM2, biasM2, usersAccuracy, producersAccuracy } }) => {
      return [
        shorten(name),
        hectares(mappedM2),
        hectares(estimatedM2?.value),
        hectares(marginOf(estimatedM2)),
        hectares(biasM2),
        withError(usersAccuracy),
        withError(producersAccuracy),
      ];
    }),
  );
  return `areas, estimated from the ${unit}s compared as a sample of the map (Olofsson et al. 2014):\n${table}`;
}

function hectares(areaM2: number | null | undefined): string {
  if (areaM2 === null || areaM2 === undefined) return '–';
  if (areaM2 === 0) return '0';
  return (areaM2 < 0 ? '-' : '') + formatHectares(Math.abs(areaM2));
}

function withError(estimate: Estimate | null): string {
  const margin = marginOf(estimate);
  return margin === null ? figure(estimate?.value, 2) : `${figure(estimate?.value, 2)} ± ${figure(margin, 2)}`;
}
