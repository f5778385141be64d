import { type BandScaling, type Fact, type ModelInput, NO_SCALING } from '../model-contract.js';
import type { Answers } from './answers.js';
import type { Problems } from './problems.js';
import type { InputType, NetworkSpec } from './spec.js';

const TYPES: readonly string[] = ['float32', 'float16', 'uint8'] satisfies InputType[];
/** Of its input. */
const SIDES = 4;
const MAX_8_BIT = 255;

type InputPart = Pick<NetworkSpec, 'input' | 'bands' | 'values' | 'scaling'>;

/** What a network takes; what stands in the way goes to `problems`, and null comes back. */
export function resolveInput(inputs: readonly ModelInput[], answers: Answers, problems: Problems): InputPart | null {
  const [input] = inputs;
  if (inputs.length !== 1) {
    const got = `${inputs.length}${inputs.length > 0 ? `: ${inputs.map(({ name }) => name).join(', ')}` : ''}`;
    problems.refuse('inputs', 'one input', got);
    return null;
  }
  if (!TYPES.includes(input.dataType)) problems.refuse('input', `an input of type ${TYPES.join(', ')}`, input.dataType);
  if (input.shape && input.shape.length !== SIDES) {
    const got = input.shape.map((side) => side ?? '?').join(' × ') || 'one number';
    problems.refuse('input', 'four sides: patches, bands, rows and columns', got);
    return null;
  }
  const layout = resolveLayout(input, answers, problems);
  const bands = resolveBands(input, answers, problems);
  const scaling = resolveScaling(input, answers, problems);
  // 8-bit values are what files store.
  const values = answers.values ?? (answers.scaling === '8-bit' ? 'stored' : input.values?.value);
  if (!values) problems.ask('values', 'stored or reflectance, what is scaled');
  if (bands && scaling && scaling.length > 1 && scaling.length !== bands.length) {
    problems.refuse('scaling', `one for all, or one for each of ${bands.length} bands`, String(scaling.length));
  }
  if (!layout || !bands || !scaling || !values) return null;
  return { input: { name: input.name, dataType: input.dataType as InputType, layout }, bands, values, scaling };
}

function resolveLayout({ layout }: ModelInput, answers: Answers, problems: Problems): 'NCHW' | 'NHWC' | null {
  if (answers.layout && isFixed(layout) && layout.value !== answers.layout) {
    problems.refuse('layout', `${layout.value} (${layout.source})`, answers.layout);
    return null;
  }
  const found = answers.layout ?? layout?.value;
  if (found === 'NCHW' || found === 'NHWC') return found;
  problems.ask('layout', 'NCHW or NHWC, the order of the sides of its input');
  return null;
}

function resolveBands({ bands, bandCount }: ModelInput, answers: Answers, problems: Problems) {
  const found = answers.bands ?? bands?.value;
  if (!found) {
    const what = bandCount ? `the names of its ${bandCount.value}, in order` : 'their names, in order';
    problems.ask('bands', what);
    return null;
  }
  if (isFixed(bandCount) && bandCount.value !== found.length) {
    const source = answers.bands ? 'the recipe' : (bands?.source ?? '');
    const got = `${found.length}: ${found.join(', ')} (${source})`;
    problems.refuse('bands', `${bandCount.value} (${bandCount.source})`, got);
    return null;
  }
  return [...found];
}

function resolveScaling({ scaling }: ModelInput, answers: Answers, problems: Problems): BandScaling[] | null {
  const answered = answers.scaling;
  if (answered === 'none') return [NO_SCALING];
  if (answered === '8-bit') return [{ ...NO_SCALING, scale: 1 / MAX_8_BIT }];
  if (answered) return (Array.isArray(answered) ? answered : [answered]).map(toScaling);
  if (scaling) return scaling.value;
  // A function of its own takes what is there.
  if (answers.transform) return [NO_SCALING];
  problems.ask('scaling', 'what is done to the values of each band, or none, or 8-bit');
  return null;
}

function toScaling(said: Exclude<Answers['scaling'], string | unknown[] | undefined>): BandScaling {
  const given = Object.entries(said).filter(([, value]) => value !== undefined);
  return { ...NO_SCALING, ...Object.fromEntries(given) };
}

/** True for what the file itself fixes: nothing else can be run. */
export const isFixed = <Value>(found: Fact<Value> | null): found is Fact<Value> =>
  found?.source.startsWith('header') === true;
