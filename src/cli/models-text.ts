import type { DescribedModel } from '../segment/onnx/describe-model.js';
import type { BandScaling, Fact, ModelClass, ModelInput, ModelOutput } from '../segment/onnx/model-contract.js';
import { OWN_KEY } from '../segment/onnx/network/own-answers.js';
import { describeProblem, isMissing, type Problem } from '../segment/onnx/network/problems.js';

const WIDTH = 100;
const INDENT = 13;
/** More classes than this are counted, not listed. */
const MOST_CLASSES = 40;

/** What `landquilt models inspect` prints: each fact and the place that says so, and what is missing. */
export function formatModel(
  { path, facts, contract, own, radiusPx }: DescribedModel,
  problems: readonly Problem[],
): string {
  const sets = [...facts.operatorSets].map(([name, version]) => `${name || 'ai.onnx'} ${version}`).join(', ');
  const producer = [facts.producer, facts.producerVersion].filter(Boolean).join(' ') || 'unknown';
  const { pixelSizeM, patchPx, patchOverlap, isPixelwise, contradictions, notes } = contract;
  const missing = problems.filter(isMissing).map(describeProblem);
  const unfit = problems.flatMap(({ option, wanted, got }) =>
    got === null ? [] : [`${option}: ${wanted}, but ${got}`],
  );
  return [
    row('model', path),
    row('file', `${formatBytes(facts.bytes)}, ONNX version ${facts.irVersion}, operator sets: ${sets || 'none'}`),
    row('made by', producer),
    row('operators', facts.operators.join(', ') || 'none'),
    ...contract.inputs.flatMap((input, i) => ['', ...inputRows(input, facts.inputs[i].shape)]),
    ...contract.outputs.flatMap((output) => ['', ...outputRows(output)]),
    '',
    isPixelwise
      ? row('pixel size', 'as in training; it looks at each pixel alone')
      : said('pixel size', pixelSizeM, (m) => `${m} m`),
    ...(patchPx ? [said('patch', patchPx, (side) => `${side} px`)] : []),
    ...(patchOverlap
      ? [said('overlap', patchOverlap, (share) => `${Number((100 * share).toFixed(2))} % of a patch`)]
      : []),
    ...(radiusPx ? [row('looks', `${Math.ceil(radiusPx)} px around a pixel (header)`)] : []),
    ...list(
      `Answers that it brings along (model.json: ${OWN_KEY}):`,
      Object.entries(own).map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : value}`),
    ),
    ...list('Missing, to be answered (nothing is guessed):', missing),
    ...list('Cannot be run as it is:', unfit),
    ...list('Contradictions (the first is taken):', contradictions),
    ...list('Not used:', notes),
    '',
    problems.length > 0 ? 'Not complete.' : 'Complete: all that is needed to run it is known.',
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function inputRows(input: ModelInput, shape: readonly (number | string | null)[] | null): string[] {
  const { layout, bands, bandCount, heightPx, widthPx, multiplePx, values, scaling } = input;
  const count = bandCount ? `${bandCount.value}, names unknown (${bandCount.source})` : 'unknown';
  const size = heightPx && widthPx ? fact2(heightPx, widthPx) : null;
  return [
    row('input', `${input.name}: ${input.dataType}, ${formatShape(shape)}`),
    said('  layout', layout, String),
    bands ? said('  bands', bands, (names) => names.join(', ')) : row('  bands', count),
    said('  size', size, ([high, wide]) => formatSize(high, wide)),
    ...(multiplePx ? [said('  multiple', multiplePx, (px) => `${px} px`)] : []),
    said('  values', values, String),
    said('  scaling', scaling, (all) => formatScaling(all)),
  ];
}

function outputRows(output: ModelOutput): string[] {
  const { layout, kind, classes, activation, stride } = output;
  return [
    row('output', `${output.name}: ${output.dataType}, ${formatShape(output.shape)}`),
    said('  kind', kind, String),
    said('  layout', layout, String),
    said('  classes', classes, formatClasses),
    said('  values', activation, String),
    ...(stride ? [said('  stride', stride, (px) => `${px} px of the input for each`)] : []),
  ];
}

const fact2 = <Value>(one: Fact<Value>, other: Fact<Value>): Fact<[Value, Value]> => ({
  value: [one.value, other.value],
  source: one.source,
});

function said<Value>(label: string, found: Fact<Value> | null, format: (value: Value) => string): string {
  return row(label, found ? `${format(found.value)} (${found.source})` : 'unknown');
}

const formatShape = (shape: readonly (number | string | null)[] | null): string =>
  shape ? shape.map((side) => side ?? '?').join(' × ') || 'one number' : 'shape unknown';

const formatSize = (high: number | 'dynamic', wide: number | 'dynamic'): string =>
  high === 'dynamic' && wide === 'dynamic' ? 'any' : `${high} × ${wide} px`.replaceAll('dynamic', 'any');

function formatClasses(classes: readonly ModelClass[]): string {
  const listed = classes.slice(0, MOST_CLASSES).map(({ value, name }) => `${value} ${name}`);
  const rest = classes.length - listed.length;
  return `${listed.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function formatScaling(bands: readonly BandScaling[]): string {
  const texts = bands.map(formatBand);
  return new Set(texts).size === 1 ? texts[0] : texts.join('; ');
}

/** As `(x / 255 − 0.485) / 0.229`. */
function formatBand({ clipMin, clipMax, scale, offset, mean, std }: BandScaling): string {
  let text = 'x';
  if (clipMin !== null || clipMax !== null) text += ` within ${clipMin ?? 'any'} to ${clipMax ?? 'any'}`;
  const divisor = Math.round(1 / scale);
  if (scale !== 1) text += Math.abs(scale * divisor - 1) < 1e-9 ? ` / ${divisor}` : ` · ${scale}`;
  const shift = offset - mean;
  if (shift !== 0) text += shift < 0 ? ` − ${-shift}` : ` + ${shift}`;
  if (std !== 1) text = `${shift === 0 ? text : `(${text})`} / ${std}`;
  return text === 'x' ? 'none, values as they are' : text;
}

function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function list(title: string, entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : ['', title, ...entries.map((entry) => `  - ${wrap(entry, 4)}`)];
}

const row = (label: string, text: string): string => `${label.padEnd(INDENT)}${wrap(text, INDENT)}`;

/** Breaks at spaces, and within words that are longer than a line; what would move the cursor becomes `?`. */
function wrap(text: string, indent: number): string {
  const room = WIDTH - indent;
  const lines = [''];
  for (const word of text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?').split(' ')) {
    const last = lines[lines.length - 1];
    if (last.length + word.length + 1 <= room) lines[lines.length - 1] = last ? `${last} ${word}` : word;
    else {
      const pieces = word.match(new RegExp(`.{1,${room}}`, 'gu')) ?? [''];
      if (last) lines.push(...pieces);
      else lines.splice(-1, 1, ...pieces);
    }
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
