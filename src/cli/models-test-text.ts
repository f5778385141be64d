import type { PatchTrial, TriedTensor } from '../segment/onnx/network/try-patch.js';
import type { TestedModel } from './models-test.js';

const INDENT = 13;
/** Rounding of a network that computes with 16 bits. */
const TOLERANCE = 0.01;

/** What `landquilt models test` prints. */
export function formatTested({ spec, trial }: TestedModel): string {
  const { patch, input, outputs, firstMs, nextMs, classes } = trial;
  const found = patch
    ? `${patch.sizePx} px square at column ${patch.col}, row ${patch.row}${spec.pixelSizeM ? `, pixels of ${spec.pixelSizeM} m` : ''}`
    : `${spec.patchPx} px square, random numbers as if they were scaled`;
  return [
    ['model', spec.model],
    ['kind', `${spec.kind}, on ${spec.device}`],
    ['patch', `${found}; overlap ${spec.overlapPx} px`],
    ['input', formatTensor(input)],
    ...outputs.map((output) => ['output', formatTensor(output)]),
    ['time', `${formatMs(firstMs)} at first, ${formatMs(nextMs)} then`],
    ...formatScores(trial).map((text) => ['scores', text]),
    ...classes.map((one, i) => [i === 0 ? 'classes' : '', formatClass(one, spec.patchPx ** 2)]),
  ]
    .map(([label, text]) => `${label.padEnd(INDENT)}${text}\n`)
    .join('');
}

function formatTensor({ name, type, shape, range, notFinite }: TriedTensor): string {
  const values = range ? `${formatNumber(range[0])} to ${formatNumber(range[1])}` : 'no values';
  const rest = notFinite > 0 ? `, ${notFinite} not finite` : '';
  return `${name}: ${type}, ${shape.join(' × ')}, ${values}${rest}`;
}

function formatScores({ scores }: PatchTrial): string[] {
  if (!scores) return [];
  const { sum, range } = scores;
  const isWithin = range[0] >= -TOLERANCE && range[1] <= 1 + TOLERANCE;
  const addsUp = Math.abs(sum[0] - 1) <= TOLERANCE && Math.abs(sum[1] - 1) <= TOLERANCE;
  const between = `${formatNumber(range[0])} to ${formatNumber(range[1])}`;
  if (!isWithin) return [`${between}: no shares; the activation may be logits`];
  const sums = addsUp
    ? 'they add up to 1'
    : `of a pixel they add up to ${formatNumber(sum[0])} to ${formatNumber(sum[1])}`;
  return [`${between}, ${sums}`];
}

function formatClass({ id, name, pixels, objects, bestScore }: PatchTrial['classes'][number], area: number): string {
  const share = `${((100 * pixels) / area).toFixed(1)} %`;
  const found = objects > 0 ? `, ${objects} found, the best ${formatNumber(bestScore ?? 0)}` : '';
  return `${id} ${name}: ${share}${found}`;
}

const formatNumber = (value: number): string => String(Number(value.toPrecision(4))).replace('-', '−');

const formatMs = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
