import { InputError } from '../../errors.js';
import type { Legend } from '../../raster/class-mask.js';
import type { DescribedModel } from './describe-model.js';
import type { ModelClass } from './model-contract.js';
import { makeLegend } from './model-legend.js';
import { NETWORK_METHOD } from './network/answers.js';

/** The method that asks a model about each pixel by itself. */
export const MODEL_METHOD = 'model';

/** The output with ids. */
const CLASSES = 'classes';
const MOST_ID = 255;

/** What such a model reads and gives, where that is known. */
export interface PixelModel {
  /** In order: bands by role, indices and layers by name. */
  features: string[] | null;
  /** Class ids in the order of its scores; empty where they are not known. */
  legend: Legend;
}

/** @throws InputError where the model is none that looks at single pixels, or its classes have no id in a mask */
export function readPixelModel({ path, contract, radiusPx }: DescribedModel): PixelModel {
  const { inputs, outputs } = contract;
  const ids = outputs.find(({ name }) => name === CLASSES);
  const reach = Math.ceil(radiusPx ?? 0);
  if (!ids || reach > 0) {
    const wanted = `one that looks at each pixel alone and has an output ${CLASSES}; the method ${NETWORK_METHOD} runs others`;
    const looks = reach > 0 ? `, which looks ${reach} px around` : '';
    const got = `outputs ${outputs.map(({ name }) => name).join(', ')}${looks}`;
    throw new InputError({ thing: 'model', wanted, got, source: path });
  }
  const classes = ids.classes?.value ?? [];
  return { features: inputs[0]?.bands?.value ?? null, legend: makeLegend(classes.map(toIdentified(path))) };
}

const toIdentified =
  (source: string) =>
  ({ value, name, color }: ModelClass): { id: number; name: string; color: string | null } => {
    if (value >= 1 && value <= MOST_ID) return { id: value, name, color };
    throw new InputError({ thing: 'model: class', wanted: `a value from 1 to ${MOST_ID}`, got: String(value), source });
  };
