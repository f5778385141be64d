import type { Fact, ModelClass } from '../model-contract.js';
import type { Answers } from './answers.js';
import type { Problems } from './problems.js';
import type { NetworkClass } from './spec.js';

interface ClassFacts {
  answered: Answers['classes'];
  /** What the file or `model.json` says. */
  known: Fact<ModelClass[]> | null;
  /** Channels of scores, where the number is fixed; null where a network gives ids or labels. */
  channelCount: Fact<number> | null;
  /** Number of the first class in a list of names. */
  firstValue: number;
  wanted: string;
}

/** Ids that a class mask can hold. */
const MOST_ID = 255;

type Draft = Omit<NetworkClass, 'id'> & { id: number | undefined };

/**
 * Classes in order of `value`. Where scores have one channel, it is that of the second of two classes, and the first is all
 * else: of a single class all else has id 0. Null where they are not known, or do not fit.
 */
export function resolveClasses(facts: ClassFacts, problems: Problems): NetworkClass[] | null {
  const drafts = facts.answered ? toDrafts(facts.answered, facts.firstValue) : facts.known && fromKnown(facts);
  if (!drafts || drafts.length === 0) {
    problems.ask('classes', facts.wanted);
    return null;
  }
  const { channelCount } = facts;
  const source = facts.answered ? 'the recipe' : (facts.known?.source ?? '');
  const placed = channelCount?.value === 1 ? toTwo(drafts) : drafts;
  const count = channelCount?.value === 1 ? 2 : channelCount?.value;
  const isExplicit = facts.answered?.every((one) => typeof one === 'object' && one.value !== undefined) ?? true;
  const isFitting = isExplicit
    ? placed.every(({ value }) => count === undefined || value < count)
    : placed.length === (count ?? placed.length);
  if (!isFitting && channelCount) {
    const wanted = `${channelCount.value} of them, as the output has channels (${channelCount.source})`;
    problems.refuse('classes', wanted, `${drafts.length}, of numbers ${numbersOf(drafts)} (${source})`);
    return null;
  }
  return withIds(placed, problems);
}

function toDrafts(answered: NonNullable<Answers['classes']>, firstValue: number): Draft[] {
  return answered.map((one, i) => {
    const { name, value = firstValue + i, color = null, id, label } = typeof one === 'string' ? { name: one } : one;
    return { value, name, color, id, ...(label === undefined ? {} : { label }) };
  });
}

/** Numbers that are not those of channels are ids, and channels are in their order. */
function fromKnown({ known, channelCount }: ClassFacts): Draft[] {
  const classes = (known?.value ?? []).toSorted((a, b) => a.value - b.value);
  const isByChannel = !channelCount || channelCount.value === 1 || classes.every((one, i) => one.value === i);
  if (isByChannel || classes.length !== channelCount.value) return classes.map((one) => ({ ...one, id: undefined }));
  return classes.map((one, i) => ({ ...one, value: i, id: one.value > 0 ? one.value : undefined }));
}

function toTwo(drafts: readonly Draft[]): Draft[] {
  if (drafts.length !== 1) return [...drafts];
  const [{ id = 1, ...only }] = drafts;
  const others = { value: 0, name: `no ${only.name}`, color: null, id: 0 };
  return [others, { ...only, value: 1, id }];
}

function withIds(drafts: readonly Draft[], problems: Problems): NetworkClass[] | null {
  const sorted = drafts.toSorted((a, b) => a.value - b.value);
  const twice = sorted.find(({ value }, i) => i > 0 && value === sorted[i - 1].value);
  if (twice) {
    problems.refuse('classes', 'each number once', `${twice.value} twice`);
    return null;
  }
  const shift = sorted[0].value === 0 ? 1 : 0;
  const classes = sorted.map(({ id, ...one }) => ({ ...one, id: id ?? one.value + shift }));
  const beyond = classes.find(({ id }) => id > MOST_ID);
  if (beyond) {
    problems.refuse('classes', `ids up to ${MOST_ID} (each can be given as id)`, `${beyond.id} for ${beyond.name}`);
    return null;
  }
  return classes;
}

/**
 * Classes of a panoptic network with the label of their objects: as the recipe says, or that of the class of the same name
 * where the file describes the labels.
 */
export function withLabels(
  classes: readonly NetworkClass[],
  labels: readonly ModelClass[] | undefined,
  problems: Problems,
): NetworkClass[] {
  const labelled = classes.map((one) => {
    const label = one.label ?? labels?.find(({ name }) => name === one.name)?.value;
    return label === undefined ? one : { ...one, label };
  });
  if (labelled.every(({ label }) => label === undefined)) {
    problems.ask('classes', 'the label of each class whose objects it finds');
  }
  return labelled;
}

const numbersOf = (drafts: readonly Draft[]): string => drafts.map(({ value }) => value).join(', ');
