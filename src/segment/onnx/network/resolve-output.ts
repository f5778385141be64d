import type { ModelContract, ModelKind, ModelOutput } from '../model-contract.js';
import type { Answers } from './answers.js';
import type { Problems } from './problems.js';
import { isFixed } from './resolve-input.js';
import type { InstanceOutput, NetworkKind, SemanticOutput } from './spec.js';
import { NETWORK_KINDS } from './spec.js';

const isNetworkKind = (kind: ModelKind | undefined): kind is NetworkKind =>
  kind !== undefined && (NETWORK_KINDS as readonly string[]).includes(kind);

/** What a network gives, by the recipe or what is known of its outputs. */
export function resolveKind({ outputs }: ModelContract, answers: Answers, problems: Problems): NetworkKind | null {
  if (answers.kind) return answers.kind;
  const kinds = outputs.flatMap(({ kind }) => kind ?? []);
  const runnable = kinds.find(({ value }) => value === 'panoptic') ?? kinds.find(({ value }) => isNetworkKind(value));
  if (runnable) return runnable.value as NetworkKind;
  if (kinds.length === 0) problems.ask('kind', NETWORK_KINDS.join(', '));
  else problems.refuse('kind', NETWORK_KINDS.join(', '), `${kinds[0].value} (${kinds[0].source})`);
  return null;
}

/** Outputs of one network have one of these names, as torchvision's. */
const MASK_RCNN = ['boxes', 'labels', 'scores', 'masks'] as const;

/** Where the instances are: as the recipe says, by torchvision's names, or an output of anchors beside one of planes. */
export function resolveInstances(
  { outputs }: ModelContract,
  answers: Answers,
  problems: Problems,
): InstanceOutput | null {
  const names = outputs.map(({ name }) => name);
  const said = answers.outputs;
  if (said) {
    const unknown = Object.entries(said).filter(([, name]) => !names.includes(name));
    if (unknown.length > 0) {
      problems.refuse('outputs', `names among ${names.join(', ')}`, unknown.map(([, name]) => name).join(', '));
      return null;
    }
    return 'boxes' in said ? { family: 'mask-rcnn', ...said } : { family: 'yolo-seg', ...said };
  }
  if (MASK_RCNN.every((name) => names.includes(name))) {
    return { family: 'mask-rcnn', boxes: 'boxes', labels: 'labels', scores: 'scores', masks: 'masks' };
  }
  const anchors = outputs.filter(({ shape, kind }) => shape?.length === 3 && kind?.value !== 'semantic');
  const planes = outputs.filter(({ shape, kind }) => shape?.length === 4 && kind?.value !== 'semantic');
  if (anchors.length === 1 && planes.length === 1) {
    return { family: 'yolo-seg', detections: anchors[0].name, prototypes: planes[0].name };
  }
  problems.ask('outputs', `which of ${names.join(', ')} are boxes, labels, scores, masks; or detections, prototypes`);
  return null;
}

/** The output with scores of pixels: the one of that name, or the only one; scores are taken before ids. */
export function findSemantic(
  { outputs }: ModelContract,
  { answers, instance }: { answers: Answers; instance: InstanceOutput | null },
  problems: Problems,
): ModelOutput | null {
  const taken = Object.values(instance ?? {}) as string[];
  const others = outputs.filter(({ name }) => !taken.includes(name));
  if (answers.output !== undefined) {
    const found = outputs.find(({ name }) => name === answers.output);
    if (!found) problems.refuse('output', outputs.map(({ name }) => name).join(' or '), answers.output);
    return found ?? null;
  }
  const semantic = others.filter(({ kind }) => kind?.value === 'semantic' || kind?.value === 'panoptic');
  const candidates = semantic.length > 0 ? semantic : others;
  const scores = candidates.filter(({ activation }) => activation?.value !== 'argmax');
  const [only] = scores.length === 1 ? scores : candidates;
  if (only && (scores.length === 1 || candidates.length === 1)) return only;
  problems.ask('output', `which one: ${candidates.map(({ name }) => name).join(', ') || 'it has none left'}`);
  return null;
}

/** How that output is read. */
export function resolveSemantic(output: ModelOutput, answers: Answers, problems: Problems): SemanticOutput | null {
  const { name, stride, shape } = output;
  const layout = answers.outputLayout ?? output.layout?.value;
  if (answers.outputLayout && isFixed(output.layout) && output.layout.value !== answers.outputLayout) {
    problems.refuse('outputLayout', `${output.layout.value} (${output.layout.source})`, answers.outputLayout);
  }
  if (!layout) {
    const sides = shape ? ` of ${shape.map((side) => side ?? '?').join(' × ')}` : '';
    problems.ask('outputLayout', `NCHW, NHWC or NHW, the order of the sides${sides} of ${name}`);
  }
  const activation = answers.activation ?? output.activation?.value;
  if (!activation) problems.ask('activation', 'softmax, sigmoid, logits or argmax, what its numbers are');
  const isKnown = layout && shape?.every((side, i) => typeof side === 'number' || i === 0);
  const fit = answers.fit ?? (stride || !isKnown ? 'stretch' : undefined);
  if (!fit) {
    problems.ask('fit', 'stretch or centre, how it lies on the patch, for it is of another size');
  }
  if (activation === 'softmax' && output.channelCount?.value === 1) {
    problems.refuse('activation', 'sigmoid, logits or argmax, for one channel', 'softmax, which is always 1 there');
    return null;
  }
  return layout && activation && fit ? { name, layout, activation, fit } : null;
}

/** Pixels of the input that an output in the middle of it lacks on each side; null where that depends on the patch. */
export function findBorder(output: ModelOutput, fit: SemanticOutput['fit'], patchPx: number | 'dynamic' | undefined) {
  if (fit !== 'centre') return 0;
  const { shape, layout } = output;
  const high = layout ? shape?.[layout.value.indexOf('H')] : undefined;
  if (typeof high !== 'number' || typeof patchPx !== 'number') return null;
  return Math.max(0, Math.ceil((patchPx - high) / 2));
}
