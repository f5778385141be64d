import { z } from 'zod';
import { InputError } from '../../errors.js';
import { classifyPixels } from '../onnx/classify-pixels.js';
import { shareGate } from '../onnx/gate.js';
import { modelFileOptions } from '../onnx/model-options.js';
import { MODEL_METHOD } from '../onnx/pixel-model.js';
import { openSession } from '../onnx/session.js';
import { defineMethod } from '../segmenter.js';
import { bandRef } from './options.js';

const options = z.strictObject({
  method: z.literal(MODEL_METHOD),
  ...modelFileOptions,
  features: z
    .array(bandRef)
    .min(1)
    .max(1024)
    .optional()
    .describe('What the model reads, in order: bands, indices, layers; as model.json beside it says if missing'),
  classes: z
    .array(z.int().min(1).max(255))
    .min(1)
    .optional()
    .describe('Class ids in the order of the scores; as model.json says if missing'),
});

/** A trained model, asked pixel by pixel. */
export const modelMethod = defineMethod({
  name: MODEL_METHOD,
  title: 'A trained model (ONNX) that looks at each pixel, as `landquilt train` makes it',
  options,
  scores: ['score', 'entropy'],
  classIds: ({ classes }) => classes ?? null,
  create: ({ model, modelSha256, features }, scene) => {
    if (!features) {
      const wanted = 'a recipe whose model was looked up, as loadRecipe does';
      throw new InputError({ thing: 'recipe: segmenter.features', wanted, got: 'none', source: model });
    }
    shareGate();
    // One thread: several add up the scores of trees in another order.
    const session = () => openSession({ path: model, sha256: modelSha256 ?? '', threads: 1 });
    return {
      haloPx: 0,
      sources: features.map(scene.sourceOf),
      // Whatever else a recipe asks for must not change what the model sees of 8-bit values.
      needsReflectance: true,
      predict: async (columns) => (await classifyPixels(await session(), columns, { withScores: false })).classes,
      predictScored: async (columns) => classifyPixels(await session(), columns, { withScores: true }),
    };
  },
});
