import { UsageError } from '../errors.js';
import { type ProcessResult, processScene } from '../scene.js';
import { loadRecipe } from '../segment/recipe.js';
import { openScene } from '../tiling/open-scene.js';
import { type Call, type Command, requiredText } from './command.js';
import { createProgressPrinter } from './progress.js';
import { printResult } from './result.js';
import { BAND_OPTIONS, PROCESS_OPTIONS, readOverrides, readProcessOptions } from './run-options.js';

export const runCommand: Command = {
  name: 'run',
  arguments: '<scene…> --recipe <name|file>',
  summary: 'Map scenes with a recipe: class mask, polygons, areas, report.',
  options: {
    recipe: { type: 'string', value: 'name|file', help: 'a shipped recipe (landquilt recipes) or a JSON file' },
    ...PROCESS_OPTIONS,
    ...BAND_OPTIONS,
  },
  async run(call) {
    const recipe = await loadRecipe(requiredText(call, 'recipe', 'the name of a recipe or a JSON file'));
    if (call.positionals.length === 0) throw new UsageError({ thing: 'scene', wanted: 'at least one', got: 'none' });
    const options = { ...readProcessOptions(call), recipe, overrides: readOverrides(call) };
    for (const location of call.positionals) {
      await withScene(location, call, (scene, hooks) => processScene({ ...options, scene }, hooks));
    }
  },
};

type Work = (
  scene: Awaited<ReturnType<typeof openScene>>,
  hooks: NonNullable<Parameters<typeof processScene>[1]>,
) => Promise<ProcessResult>;

/** Opens a scene, processes it with progress on stderr, prints what came out, and closes it. */
export async function withScene(location: string, call: Call, work: Work): Promise<ProcessResult> {
  const scene = await openScene(location);
  try {
    const result = await work(scene, call.json ? {} : { onProgress: createProgressPrinter(process.stderr) });
    printResult(result, call.json);
    return result;
  } finally {
    await scene.close();
  }
}
