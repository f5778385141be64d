import { UsageError } from '../errors.js';
import { ISLAND_RULES, type RecipeVectorize, SIEVE_RULES, SIMPLIFY_METHODS } from '../segment/vectorize-options.js';
import { type Call, type Option, positiveNumber, wholeNumber } from './command.js';

/** How regions become polygons, instead of what the recipe says. */
export const VECTORIZE_OPTIONS: Record<string, Option> = {
  connectivity: {
    type: 'string',
    value: '4|8',
    help: 'pixels that touch at corners only: apart (4) or one region (8)',
  },
  'min-area': { type: 'string', value: 'M2', help: 'regions of fewer square metres join a neighbour' },
  'min-pixels': { type: 'string', value: 'N', help: 'regions of fewer pixels join a neighbour' },
  'sieve-rule': { type: 'string', value: 'rule', help: `the neighbour they join: ${SIEVE_RULES.join(' or ')}` },
  split: { type: 'string', value: 'M', help: 'split objects that touch, at necks narrower than both by so much' },
  'split-classes': { type: 'string', value: 'id,…', help: 'classes whose objects are split (default: all)' },
  dissolve: { type: 'boolean', help: 'one feature for each class, with all its polygons' },
  simplify: { type: 'string', value: 'M', help: 'simplify borders, at most so many metres from the true ones' },
  'simplify-method': { type: 'string', value: 'name', help: SIMPLIFY_METHODS.join(' or ') },
  islands: { type: 'string', value: 'rule', help: `islands smaller than that: ${ISLAND_RULES.join(' or ')}` },
  smooth: { type: 'boolean', help: 'round the corners of borders; polygons keep their areas' },
};

export function readVectorizeOptions(call: Call): Partial<RecipeVectorize> {
  const connectivity = readChoice(call, 'connectivity', ['4', '8']);
  const read = {
    connectivity: connectivity && Number(connectivity),
    minAreaM2: positiveNumber(call, 'min-area'),
    minPixels: wholeNumber(call, 'min-pixels'),
    sieveRule: readChoice(call, 'sieve-rule', SIEVE_RULES),
    splitM: positiveNumber(call, 'split'),
    splitClasses: readClassIds(call),
    dissolve: call.flag('dissolve') || undefined,
    simplifyM: positiveNumber(call, 'simplify'),
    simplifyMethod: readChoice(call, 'simplify-method', SIMPLIFY_METHODS),
    islands: readChoice(call, 'islands', ISLAND_RULES),
    smooth: call.flag('smooth') || undefined,
  };
  return Object.fromEntries(
    Object.entries(read).filter(([, value]) => value !== undefined),
  ) as Partial<RecipeVectorize>;
}

function readClassIds(call: Call): number[] | undefined {
  const text = call.text('split-classes');
  if (text === undefined) return undefined;
  const ids = text.split(',').map((id) => (/^\s*\d{1,3}\s*$/.test(id) ? Number(id) : Number.NaN));
  if (ids.every((id) => id >= 1 && id <= 255)) return ids;
  throw new UsageError({ thing: '--split-classes', wanted: 'ids of classes, such as 3,5', got: text || 'nothing' });
}

function readChoice<T extends string>(call: Call, name: string, choices: readonly T[]): T | undefined {
  const text = call.text(name);
  if (text === undefined) return undefined;
  const chosen = choices.find((choice) => choice === text);
  if (chosen) return chosen;
  throw new UsageError({ thing: `--${name}`, wanted: choices.join(' or '), got: text || 'nothing' });
}
