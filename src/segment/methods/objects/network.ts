import { z } from 'zod';
import { InputError } from '../../../errors.js';
import { modelFileOptions } from '../../onnx/model-options.js';
import { answerOptions, type Choices, choiceOptions, NETWORK_METHOD } from '../../onnx/network/answers.js';
import { createNetworkSegmenter } from '../../onnx/network/network-segmenter.js';
import type { NetworkSpec } from '../../onnx/network/spec.js';
import { defineMethod } from '../../segmenter.js';

const options = z.strictObject({
  method: z.literal(NETWORK_METHOD),
  ...modelFileOptions,
  ...answerOptions,
  ...choiceOptions,
});

/** Options with what was found of the network, which is added when a recipe is loaded. */
type NetworkOptions = z.infer<typeof options> & { spec?: NetworkSpec };

const specOf = (given: z.infer<typeof options>): NetworkSpec | undefined => (given as NetworkOptions).spec;

const kindOf = (given: z.infer<typeof options>) => specOf(given)?.kind ?? given.kind;

const separatesOf = ({ separate }: Pick<Choices, 'separate'>, kind: NetworkSpec['kind'] | undefined): boolean =>
  separate ?? (kind !== undefined && kind !== 'semantic');

/** A network that looks at patches: semantic, instance or panoptic segmentation. */
export const networkMethod = defineMethod({
  name: NETWORK_METHOD,
  title: 'A neural network (ONNX) that looks at patches of the scene',
  options,
  scores: (given) => (kindOf(given) === 'instance' ? ['score'] : ['score', 'entropy']),
  classIds: (given) => {
    const spec = specOf(given);
    if (!spec) return null;
    return [...new Set([...spec.classes.map(({ id }) => id), spec.rest])].filter((id) => id > 0);
  },
  separates: (given) => separatesOf(given, kindOf(given)),
  create: (given, scene) => {
    const spec = specOf(given);
    if (!spec) {
      const wanted = 'a recipe whose model was looked up, as loadRecipe does';
      throw new InputError({ thing: 'recipe: segmenter.spec', wanted, got: 'none', source: given.model });
    }
    const { predictObjects, ...segmenter } = createNetworkSegmenter(spec, scene);
    return predictObjects && separatesOf(given, spec.kind) ? { ...segmenter, predictObjects } : segmenter;
  },
});
