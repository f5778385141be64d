import { toSceneFacts } from '../run/context.js';
import { loadModelDescription } from '../segment/onnx/describe-model.js';
import { loadModels } from '../segment/onnx/load-models.js';
import type { Answers } from '../segment/onnx/network/answers.js';
import { resolveNetwork } from '../segment/onnx/network/resolve.js';
import type { NetworkSpec } from '../segment/onnx/network/spec.js';
import { findMiddlePatch, type PatchTrial, tryPatch } from '../segment/onnx/network/try-patch.js';
import { hashModel, readModel } from '../segment/onnx/session.js';
import { prepareRecipe } from '../segment/prepare.js';
import { parseRecipe } from '../segment/recipe.js';
import { openScene } from '../tiling/open-scene.js';
import type { GivenAnswers } from './models-answers.js';

/** One patch of a network, and what it was taken for. */
export interface TestedModel {
  spec: NetworkSpec;
  trial: PatchTrial;
}

/** Asks a network about a patch of random numbers. */
export async function testOnNumbers(path: string, { answers, choices }: GivenAnswers): Promise<TestedModel> {
  const described = await loadModelDescription(path);
  const modelSha256 = hashModel(await readModel(path));
  // What is only needed to read a scene is not asked for.
  const count = described.contract.inputs[0]?.bandCount?.value;
  const unneeded: Answers = {
    ...(count ? { bands: Array.from({ length: count }, (_, i) => i + 1) } : {}),
    ...{ values: 'stored', scaling: 'none', pixelSizeM: 'any' },
  };
  const spec = resolveNetwork({ described, modelSha256, answers: { ...unneeded, ...answers }, choices });
  return { spec, trial: await tryPatch(spec, null) };
}

/** Asks a network about the patch in the middle of a scene. */
export async function testOnScene(path: string, { given }: GivenAnswers, location: string): Promise<TestedModel> {
  const segmenter = { method: 'network', model: path, ...given };
  const recipe = await loadModels(parseRecipe({ name: 'test', segmenter }, path), process.cwd());
  const spec = recipe.segmenter.spec as NetworkSpec;
  const scene = await openScene(location);
  try {
    const facts = toSceneFacts(scene);
    const prepared = prepareRecipe(recipe, facts);
    const place = findMiddlePatch(spec, facts.grid!);
    const raster = await scene.read(place.window, { bands: prepared.bandNumbers });
    return { spec, trial: await tryPatch(spec, { place, columns: prepared.columns(raster, null) }) };
  } finally {
    await scene.close();
  }
}
