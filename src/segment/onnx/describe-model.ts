import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../errors.js';
import { readDeepness } from './deepness.js';
import { readHeader, strideOf } from './header.js';
import { readMlm } from './mlm.js';
import {
  type BandScaling,
  CONTRACT_FILE,
  type Fact,
  fact,
  type ModelClass,
  type ModelContract,
  type ModelInput,
  type ModelOutput,
  type Said,
  type SaidInput,
  type SaidOutput,
} from './model-contract.js';
import { type OwnAnswers, readOwnAnswers } from './network/own-answers.js';
import { receptiveRadiusPx } from './network/receptive-field.js';
import { loadOnnxFacts, type OnnxFacts, type OnnxPort } from './onnx-facts.js';
import { readUltralytics } from './ultralytics.js';

/** Of a value that is contradicted only its beginning is told. */
const MOST_VALUE_CHARS = 200;

/** A model, what its header holds, and what was understood of it. */
export interface DescribedModel {
  path: string;
  facts: OnnxFacts;
  contract: ModelContract;
  /** What `model.json` says beside that, by the names of a recipe's options. */
  own: OwnAnswers;
  /** How far it looks around a pixel, in pixels of its input; null where it may see all of a patch. */
  radiusPx: number | null;
}

/**
 * What is known of a model by its header, its metadata and `model.json` beside it.
 *
 * @throws InputError where the file is no ONNX file, or the description beside it is not one
 */
export async function loadModelDescription(path: string): Promise<DescribedModel> {
  const facts = loadOnnxFacts(path);
  const source = join(dirname(path), CONTRACT_FILE);
  const item = await loadJson(source);
  const mlm = item === undefined ? null : readMlm(item, { source, modelFile: basename(path) });
  const own = item === undefined ? {} : readOwnAnswers(item, source);
  const contract = describeModel(facts, mlm);
  const radiusPx = contract.isPixelwise ? 0 : receptiveRadiusPx(path);
  return { path, facts, contract: { ...contract, isPixelwise: radiusPx === 0 }, own, radiusPx };
}

/** Puts together what each place says; the first that says something is believed, and others that differ are named. */
export function describeModel(facts: OnnxFacts, mlm: Said | null): ModelContract {
  const header = readHeader(facts);
  const others = [mlm, readDeepness(facts.metadata, facts.outputs.length), readUltralytics(facts.metadata)];
  const said = [...others.filter((one) => one !== null), header];
  const contradictions = said.flatMap((one) => one.contradictions);
  const choose: Choose = (label, facts, keyOf) => chooseFact(label, facts, { contradictions, keyOf });
  const inputs = facts.inputs.map((port, i) => {
    const parts = said.flatMap((one) => partOf(one.inputs, { port, i, ports: facts.inputs }) ?? []);
    return describeInput(port, parts, choose);
  });
  const [first] = inputs;
  const outputs = facts.outputs.map((port, i) => {
    const parts = said.flatMap((one) => partOf(one.outputs, { port, i, ports: facts.outputs }) ?? []);
    return describeOutput(port, parts, { choose, ...sidesOf(facts.inputs[0], first) });
  });
  const fixed = first?.heightPx?.value === first?.widthPx?.value ? toFixed(first?.heightPx) : undefined;
  return {
    inputs,
    outputs,
    isPixelwise: said.some((one) => one.isPixelwise),
    pixelSizeM: choose(
      'pixel size',
      said.map((one) => one.pixelSizeM),
    ),
    patchPx: choose('side of a patch', [fixed, ...said.map((one) => one.patchPx)]),
    patchOverlap: choose(
      'overlap',
      said.map((one) => one.patchOverlap),
    ),
    contradictions,
    notes: said.flatMap((one) => one.notes),
  };
}

/** `keyOf` is the same for values that mean the same; themselves as JSON if missing. */
type Choose = <Value>(
  label: string,
  facts: readonly (Fact<Value> | undefined | null)[],
  keyOf?: (value: Value) => string,
) => Fact<Value> | null;

function chooseFact<Value>(
  label: string,
  facts: readonly (Fact<Value> | undefined | null)[],
  {
    contradictions,
    keyOf = JSON.stringify,
  }: { contradictions: string[]; keyOf?: ((value: Value) => string) | undefined },
): Fact<Value> | null {
  const known = facts.filter((one) => one !== undefined && one !== null);
  if (known.length === 0) return null;
  const different = known.filter((one) => keyOf(one.value) !== keyOf(known[0].value));
  // A side that may have any length is no contradiction to one that has a length.
  const real = different.filter((one) => one.value !== 'dynamic');
  if (real.length > 0) {
    const says = [known[0], ...real].map(({ value, source }) => `${describeValue(value)} (${source})`);
    contradictions.push(`${label}: ${says.join(', but ')}`);
  }
  return known[0];
}

const namesOf = (classes: readonly ModelClass[]): string =>
  JSON.stringify(classes.map(({ value, name }) => [value, name]));

const describeValue = (value: unknown): string =>
  (typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, MOST_VALUE_CHARS);

/** What is said of a port: by its name, or else by its place where no other port has that name. */
function partOf<Part extends { name?: string }>(
  parts: readonly Part[],
  { port, i, ports }: { port: OnnxPort; i: number; ports: readonly OnnxPort[] },
): Part | undefined {
  const named = parts.find(({ name }) => name === port.name);
  if (named) return named;
  const isOfOther = ports.some(({ name }) => name === parts[i]?.name);
  return isOfOther ? undefined : parts[i];
}

const toFixed = (side: Fact<number | 'dynamic'> | null | undefined): Fact<number> | undefined =>
  side && side.value !== 'dynamic' ? fact(side.value, side.source) : undefined;

/** The header comes first where it fixes a length: the model runs with no other. */
function lengthFacts<Value>(facts: readonly (Fact<Value> | undefined)[]): (Fact<Value> | undefined)[] {
  const last = facts.at(-1);
  const isFixed = last?.source === 'header' && typeof last.value === 'number';
  return isFixed ? [last, ...facts.slice(0, -1)] : [...facts];
}

function describeInput(port: OnnxPort, parts: readonly SaidInput[], choose: Choose): ModelInput {
  const label = (what: string): string => `input ${port.name}: ${what}`;
  const all = <Key extends keyof SaidInput>(key: Key) => parts.map((part) => part[key]);
  const bands = choose(label('bands'), all('bands'));
  const counts = parts.map((part) => part.bandCount);
  const scaling = choose(label('scaling'), all('scaling'), keyOfScaling);
  const scaled = scaling && scaling.value.length > 1 ? fact(scaling.value.length, scaling.source) : null;
  const named = bands ? fact(bands.value.length, bands.source) : null;
  choose(label('type'), [fact(port.elementType, 'header'), ...all('dataType')]);
  return {
    name: port.name,
    dataType: port.elementType,
    shape: port.shape,
    layout: choose(label('layout'), all('layout')),
    bandCount: choose(label('number of bands'), [...lengthFacts(counts), named, scaled]),
    bands,
    heightPx: choose(label('height'), lengthFacts(all('heightPx'))),
    widthPx: choose(label('width'), lengthFacts(all('widthPx'))),
    multiplePx: choose(label('multiple'), all('multiplePx')),
    values: choose(
      label('values'),
      // What is scaled is known by the place whose scaling is taken.
      parts.filter((part) => !part.scaling || part.scaling === scaling).map(({ values }) => values),
    ),
    scaling,
  };
}

/** The same for scalings that differ in how they are written, or by rounding. */
function keyOfScaling(bands: readonly BandScaling[]): string {
  const keys = bands.map(({ clipMin, clipMax, scale, offset, mean, std }) =>
    [clipMin, clipMax, ...[scale / std, (offset - mean) / std].map((number) => number.toPrecision(6))].join(' '),
  );
  return [...(new Set(keys).size === 1 ? keys.slice(0, 1) : keys)].join(';');
}

interface Sides {
  height: number | string | null;
  width: number | string | null;
}

/** Height and width of an input as its header has them. */
function sidesOf(port: OnnxPort | undefined, input: ModelInput | undefined): Sides {
  const layout = input?.layout?.value;
  const at = (letter: string) =>
    layout && port?.shape?.length === layout.length ? port.shape[layout.indexOf(letter)] : null;
  return { height: at('H'), width: at('W') };
}

function describeOutput(
  port: OnnxPort,
  parts: readonly SaidOutput[],
  { choose, height, width }: { choose: Choose } & Sides,
): ModelOutput {
  const label = (what: string): string => `output ${port.name}: ${what}`;
  const all = <Key extends keyof SaidOutput>(key: Key) => parts.map((part) => part[key]);
  const kind = choose(label('kind'), all('kind'));
  const layout = choose(label('layout'), all('layout'));
  // A place that gives no colours contradicts none.
  const classes = choose(label('classes'), all('classes'), namesOf);
  const activation = choose(label('activation'), all('activation'));
  const counts = lengthFacts(parts.map((part) => part.channelCount));
  const isPerClass =
    activation?.value !== 'argmax' && (kind === null || kind.value === 'semantic' || kind.value === 'regression');
  // One channel may tell two classes apart.
  const isOfTwo = counts.some((count) => count?.value === 1) && (classes?.value.length ?? 0) <= 2;
  const channelCount = choose(label('number of classes'), [
    ...counts,
    classes && isPerClass && !isOfTwo ? fact(classes.value.length, classes.source) : null,
  ]);
  const { name, elementType, shape } = port;
  const side = (letter: string) =>
    layout && shape?.length === layout.value.length ? shape[layout.value.indexOf(letter)] : null;
  const strides = [strideOf(height, side('H')), strideOf(width, side('W'))];
  const stride = strides[0] !== null && strides[0] === strides[1] ? fact(strides[0], 'header') : null;
  return { name, dataType: elementType, shape, layout, kind, classes, activation, stride, channelCount };
}

async function loadJson(path: string): Promise<unknown> {
  const refuse = (wanted: string, cause: Error): InputError =>
    new InputError({ thing: 'model', wanted, got: cause.message, source: path }, { cause });
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw refuse('a description to read', cause);
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw refuse('JSON', cause as Error);
  }
}
