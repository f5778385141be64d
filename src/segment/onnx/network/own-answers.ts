import { z } from 'zod';
import { InputError } from '../../../errors.js';
import { describeProblems } from '../../recipe-problems.js';
import { answerOptions, choiceOptions } from './answers.js';

/** The property of a STAC Item under which we keep what the extension MLM has no place for. */
export const OWN_KEY = 'landquilt:network';

const { patchPx, overlapPx } = choiceOptions;
const schema = z.strictObject({ ...answerOptions, patchPx, overlapPx });

/** Answers that a model brings along. */
export type OwnAnswers = z.infer<typeof schema>;

/** @throws InputError where they are not what a recipe could say */
export function readOwnAnswers(item: unknown, source: string): OwnAnswers {
  const own = (item as { properties?: Record<string, unknown> } | null)?.properties?.[OWN_KEY];
  if (own === undefined) return {};
  const parsed = schema.safeParse(own, { reportInput: true });
  if (parsed.success) return parsed.data;
  const got = describeProblems(parsed.error.issues, z.toJSONSchema(schema, { io: 'input' }));
  throw new InputError({ thing: `model: ${OWN_KEY}`, wanted: 'options of a recipe', got, source });
}
