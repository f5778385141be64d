import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { InputError, UsageError } from '../errors.js';
import {
  type Answers,
  answerOptions,
  type Choices,
  choiceOptions,
  pickAnswers,
  pickChoices,
} from '../segment/onnx/network/answers.js';
import { describeProblems } from '../segment/recipe-problems.js';
import type { Call, Option } from './command.js';

const schema = z.strictObject({ ...answerOptions, ...choiceOptions });

type Key = keyof z.input<typeof schema>;

/** An option whose text becomes the value of an option of the method `network`. */
interface Answer extends Option {
  key: Key;
  read(text: string): unknown;
}

const asText = (text: string): string => text;
const asList = (text: string): string[] => text.split(',').map((part) => part.trim());
/** What is no number stays a text, which the schema then refuses by name. */
const asNumber = (text: string): unknown => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text);

const answer = (key: Key, value: string, help: string, read: Answer['read'] = asText): Answer => ({
  type: 'string',
  key,
  value,
  help,
  read,
});

const ANSWERS: Readonly<Record<string, Answer>> = {
  kind: answer('kind', 'kind', 'semantic, instance or panoptic'),
  bands: answer('bands', 'name,…', 'what its channels are, in order: bands, indices', asList),
  values: answer('values', 'which', 'stored or reflectance: what of a band it takes'),
  scaling: answer('scaling', 'how', 'none, or 8-bit: x / 255'),
  transform: answer('transform', 'name', 'a function of its own after that: dynamic-world'),
  layout: answer('layout', 'sides', 'NCHW or NHWC, of its input'),
  output: answer('output', 'name', 'the output with scores of pixels'),
  fit: answer('fit', 'how', 'stretch or centre: how an output of another size lies on the patch'),
  activation: answer('activation', 'name', 'softmax, sigmoid, logits or argmax: what its numbers are'),
  classes: answer('classes', 'name,…', 'names of its classes, in order', asList),
  things: answer('things', 'name,…', 'of a panoptic network: the classes that are counted one by one', asList),
  'pixel-size': answer('pixelSizeM', 'M|any', 'size of a pixel in training, in metres', asNumber),
  patch: answer('patchPx', 'PX', 'side of a patch', asNumber),
  overlap: answer('overlapPx', 'PX', 'what a patch sees beyond its own cell', asNumber),
  seams: answer('seams', 'how', 'crop, uniform, cosine or gaussian'),
  augment: answer('augment', 'how', 'none, flips or all'),
  batch: answer('batch', 'N', 'patches asked about at once', asNumber),
  'min-score': answer('minScore', 'share', 'what is less certain gets no class', asNumber),
  rest: answer('rest', 'id', 'class of pixels that get none', asNumber),
  device: answer('device', 'name', 'cpu or cuda'),
};

export const ANSWER_OPTIONS: Readonly<Record<string, Option>> = {
  answers: {
    type: 'string',
    value: 'file',
    help: "JSON with options of the recipe's method network; those below come before it",
  },
  ...Object.fromEntries(Object.entries(ANSWERS).map(([name, { type, value, help }]) => [name, { type, value, help }])),
};

/** What a person says of a network on the command line. */
export interface GivenAnswers {
  /** As a recipe would have them. */
  given: Record<string, unknown>;
  answers: Answers;
  choices: Choices;
}

/** @throws UsageError, or InputError where the file of answers is at fault */
export async function readAnswers(call: Call): Promise<GivenAnswers> {
  const path = call.text('answers');
  const fromFile = path === undefined ? {} : await loadAnswers(path);
  const flags = Object.entries(ANSWERS).flatMap(([name, { key, read }]) => {
    const text = call.text(name);
    return text === undefined ? [] : [[key, read(text)] as const];
  });
  const fromFlags = Object.fromEntries(flags);
  const problem = describeWrong(fromFlags);
  if (problem) throw new UsageError({ thing: 'models', wanted: 'answers as in docs/models.md', got: problem });
  const given = { ...fromFile, ...fromFlags };
  return { given, answers: pickAnswers(given), choices: pickChoices(given) };
}

async function loadAnswers(source: string): Promise<Record<string, unknown>> {
  const refuse = (wanted: string, got: string): InputError =>
    new InputError({ thing: '--answers', wanted, got, source });
  const text = await readFile(source, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw refuse('a file to read', cause.code === 'ENOENT' ? 'none' : cause.message);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refuse('JSON', (cause as Error).message);
  }
  const problem = describeWrong(json);
  if (problem) throw refuse('options of the method network', problem);
  return json as Record<string, unknown>;
}

function describeWrong(json: unknown): string | null {
  const parsed = schema.safeParse(json, { reportInput: true });
  return parsed.success ? null : describeProblems(parsed.error.issues, z.toJSONSchema(schema, { io: 'input' }));
}
