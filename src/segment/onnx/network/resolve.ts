import type { DescribedModel } from '../describe-model.js';
import type { ModelContract, ModelOutput } from '../model-contract.js';
import { type Answers, type Choices, pickChoices } from './answers.js';
import { createProblems, type Problem, type Problems, toInputError } from './problems.js';
import { resolveClasses, withLabels } from './resolve-classes.js';
import { resolveInput } from './resolve-input.js';
import { findBorder, findSemantic, resolveInstances, resolveKind, resolveSemantic } from './resolve-output.js';
import { resolveSize } from './resolve-size.js';
import type { InstanceOutput, NetworkClass, NetworkKind, NetworkSpec, SemanticOutput } from './spec.js';
import { withSides } from './with-sides.js';

/** Objects with a lower score are dropped where nothing is said; as Ultralytics' `conf`. */
const MIN_OBJECT_SCORE = 0.25;

/** What no answer can change. */
const STRUCTURE = ['kind', 'inputs', 'input'];

/** What is known of a network. */
export type NetworkFacts = Omit<DescribedModel, 'facts'>;

/** That, and what a recipe says. */
export interface NetworkRequest {
  described: NetworkFacts;
  modelSha256: string;
  /** Come before what the model brings along. */
  answers: Answers;
  choices: Choices;
}

/**
 * All that has to be known to run a network.
 *
 * @throws InputError that names everything that is missing, or that contradicts what the file fixes, by the options that
 * settle it
 */
export function resolveNetwork(request: NetworkRequest): NetworkSpec {
  const resolved = tryNetwork(request);
  if ('spec' in resolved) return resolved.spec;
  throw toInputError(resolved.problems, request.described.path);
}

/** The same, with what stands in the way. */
export function tryNetwork(request: NetworkRequest): { spec: NetworkSpec } | { problems: Problem[] } {
  const { described, choices } = request;
  const { patchPx: _, overlapPx: __, ...own } = described.own;
  const answers: Answers = { ...own, ...definedOf(request.answers) };
  const contract = withSides(described.contract, answers);
  const problems = createProblems();
  const kind = resolveKind(contract, answers, problems);
  // Of a network that finds boxes or numbers, or takes no picture, nothing more is asked.
  const isRunnable = (): boolean =>
    !problems.list.some(({ option, got }) => STRUCTURE.includes(option) && got !== null);
  if (!isRunnable()) return { problems: problems.list };
  const input = resolveInput(contract.inputs, answers, problems);
  if (!isRunnable()) return { problems: problems.list };
  const result = resolveResult(contract, { kind: kind ?? 'semantic', answers }, problems);
  const size = resolveSize(
    {
      contract,
      answers: { ...definedOf(described.own), ...definedOf({ ...answers, ...sizesOf(choices) }) },
      radiusPx: described.radiusPx,
      borderPx: result ? result.borderPx : 0,
    },
    problems,
  );
  if (kind && kind !== 'semantic' && choices.augment !== 'none') {
    problems.refuse('augment', `none, as only scores of pixels can be averaged, and it is ${kind}`, choices.augment);
  }
  if (problems.list.length > 0 || !kind || !input || !result || !size) return { problems: problems.list };
  const { seams, augment, batch, maxIou, rest, device } = choices;
  const minScore = choices.minScore ?? (kind === 'semantic' ? 0 : MIN_OBJECT_SCORE);
  const spec = {
    model: described.path,
    modelSha256: request.modelSha256,
    device,
    kind,
    ...input,
    transform: answers.transform ?? null,
    expected: answers.expected ?? null,
    semantic: result.semantic,
    instance: result.instance,
    classes: result.classes,
    things: answers.things ?? null,
    ...size,
    ...{ seams, augment, batch, minScore, maxIou, rest },
  };
  return { spec };
}

/** What is still to be answered before a network can run, and what would not fit. */
export function findProblems(described: NetworkFacts, answers: Answers = {}): Problem[] {
  const resolved = tryNetwork({ described, modelSha256: '', answers, choices: pickChoices({}) });
  return 'problems' in resolved ? resolved.problems : [];
}

interface Result {
  semantic: SemanticOutput | null;
  instance: InstanceOutput | null;
  classes: NetworkClass[];
  borderPx: number | null;
}

function resolveResult(
  contract: ModelContract,
  { kind, answers }: { kind: NetworkKind; answers: Answers },
  problems: Problems,
): Result | null {
  const instance = kind === 'semantic' ? null : resolveInstances(contract, answers, problems);
  const output = kind === 'instance' ? null : findSemantic(contract, { answers, instance }, problems);
  const semantic = output && resolveSemantic(output, answers, problems);
  const classes = resolveNames(contract, { kind, answers, instance, output, semantic }, problems);
  const isWhole = (kind === 'instance' || semantic) && (kind === 'semantic' || instance);
  if (!classes || !isWhole) return null;
  const patchPx = contract.inputs[0]?.heightPx?.value;
  const borderPx = output && semantic ? findBorder(output, semantic.fit, patchPx) : 0;
  return { semantic, instance, classes, borderPx };
}

interface Found {
  kind: NetworkKind;
  answers: Answers;
  instance: InstanceOutput | null;
  output: ModelOutput | null;
  semantic: SemanticOutput | null;
}

function resolveNames(
  { outputs }: ModelContract,
  { kind, answers, instance, output, semantic }: Found,
  problems: Problems,
): NetworkClass[] | null {
  const known = output?.classes ?? outputs.find(({ classes }) => classes)?.classes ?? null;
  const counted = output && semantic?.activation !== 'argmax' ? output.channelCount : null;
  // A number that was counted from the names is no other fact.
  const channelCount = counted?.source === known?.source ? null : counted;
  // Label 0 of torchvision's is the background.
  const firstValue = !output && instance?.family === 'mask-rcnn' ? 1 : 0;
  const wanted = output ? namesWanted(channelCount?.value) : 'their names, in the order of their numbers';
  const classes = resolveClasses({ answered: answers.classes, known, channelCount, firstValue, wanted }, problems);
  if (!classes) return null;
  checkThings(classes, { kind, things: answers.things }, problems);
  if (kind !== 'panoptic' || answers.things) return classes;
  const labels = outputs.find(({ name }) => name === labelOutput(instance));
  return withLabels(classes, labels?.classes?.value, problems);
}

/** The output that names the class of an object. */
const labelOutput = (instance: InstanceOutput | null): string | undefined =>
  instance?.family === 'mask-rcnn' ? instance.labels : instance?.detections;

const namesWanted = (count: number | undefined): string =>
  count === 1
    ? 'the name of its one, or of what is low and what is high'
    : `the names of its ${count ?? 'classes'}, in the order of scores`;

function checkThings(
  classes: readonly NetworkClass[],
  { kind, things }: { kind: NetworkKind; things: readonly string[] | undefined },
  problems: Problems,
): void {
  if (!things) return;
  const names = classes.map(({ name }) => name);
  const unknown = things.filter((name) => !names.includes(name));
  if (kind !== 'panoptic') problems.refuse('things', 'none, as the network is not panoptic', things.join(', '));
  else if (unknown.length > 0) problems.refuse('things', `names among ${names.join(', ')}`, unknown.join(', '));
}

const sizesOf = ({ patchPx, overlapPx }: Choices) => ({ patchPx, overlapPx });

/** What is undefined must not hide what is known elsewhere. */
function definedOf<Some extends object>(options: Some): Some {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Some;
}
