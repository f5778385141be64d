import { loadModelDescription } from '../describe-model.js';
import { pickAnswers, pickChoices } from './answers.js';
import { resolveNetwork } from './resolve.js';
import type { NetworkSpec } from './spec.js';

/** All that has to be known of a network, from its file, what lies beside it, and the options of a recipe. */
export async function loadNetwork(
  options: object,
  { path, modelSha256 }: { path: string; modelSha256: string },
): Promise<NetworkSpec> {
  const described = await loadModelDescription(path);
  return resolveNetwork({
    described,
    modelSha256,
    answers: pickAnswers(options),
    choices: pickChoices(options),
  });
}
