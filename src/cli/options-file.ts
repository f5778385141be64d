import { UsageError } from '../errors.js';
import { findSceneOptions, type SceneOptions } from '../run/scene-options.js';
import type { ProcessOptions } from '../scene.js';
import type { Call, Option } from './command.js';
import { readBeside, readOverrides, readProcessOptions } from './run-options.js';

/** The options of a scene from a file, as they may lie beside one in a bucket. */
export const OPTIONS_FILE: Record<string, Option> = {
  options: {
    type: 'string',
    value: 'file',
    help: 'options of the scene as JSON (docs/operations.md); others of the command line come first',
  },
};

/** All that is asked of scenes, but the recipe. */
export interface AskedOptions {
  options: ReturnType<typeof readProcessOptions> & Pick<ProcessOptions, 'overrides' | 'scores'>;
  /** Files that are read with a scene, by the name that recipes use. */
  beside: Record<string, string>;
}

export async function readSceneOptions(call: Call): Promise<AskedOptions> {
  const { beside, overrides, vectorize, scores = false, ...file } = await readFile(call.text('options'));
  const said = readProcessOptions(call);
  return {
    options: {
      ...file,
      ...said,
      vectorize: { ...vectorize, ...said.vectorize },
      overrides: { ...overrides, ...readOverrides(call) },
      scores: scores || call.flag('scores'),
    },
    beside: { ...beside, ...readBeside(call) },
  };
}

async function readFile(location: string | undefined): Promise<SceneOptions> {
  if (location === undefined) return { beside: {}, overrides: {}, vectorize: {} };
  const options = location && (await findSceneOptions(location));
  if (options) return options;
  throw new UsageError({ thing: '--options', wanted: 'a file of options', got: location || 'nothing' });
}
