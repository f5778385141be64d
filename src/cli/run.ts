import { basename, extname } from 'node:path';
import { UsageError } from '../errors.js';
import type { Crs } from '../raster/crs.js';
import { type ProcessHooks, type ProcessResult, processScene } from '../scene.js';
import { loadRecipe } from '../segment/recipe.js';
import type { Scene } from '../tiling/open-scene.js';
import { openStack } from '../tiling/stack/open-stack.js';
import { type Call, type Command, requiredText } from './command.js';
import type { Io } from './io.js';
import { OPTIONS_FILE, readSceneOptions } from './options-file.js';
import { prepareTarget } from './out-file.js';
import { createProgressLines, createProgressPrinter, type ProgressPrinter } from './progress.js';
import { formatResult } from './result.js';
import { BAND_OPTIONS, BESIDE_OPTIONS, PROCESS_OPTIONS, readProcessOptions } from './run-options.js';
import { doEach } from './several.js';

export const runCommand: Command = {
  name: 'run',
  arguments: '<scene…> --recipe <name|file>',
  summary: 'Map scenes with a recipe: class mask, polygons, areas, report.',
  options: {
    recipe: { type: 'string', value: 'name|file', help: 'a shipped recipe, or a JSON file: a path, s3://…, https://…' },
    ...PROCESS_OPTIONS,
    ...BESIDE_OPTIONS,
    ...BAND_OPTIONS,
    ...OPTIONS_FILE,
    scores: {
      type: 'boolean',
      help: 'write scores.tif: how sure the method is of every pixel, and measure it of every polygon',
    },
    progress: {
      type: 'boolean',
      help: 'with --json: lines of JSON on stderr while it works; it stops when nobody reads them',
    },
  },
  notes: [
    'Several scenes are done one after the other. If one fails, the others are still done; the errors come last, one',
    'line each, and the exit code is the highest of theirs. With --json, stdout has one line of JSON a scene.',
    'A run that was stopped goes on where it was when the same command is given again.',
  ],
  async run(call, io) {
    const recipe = await loadRecipe(requiredText(call, 'recipe', 'the name of a recipe or a JSON file'));
    const { options, beside } = await readSceneOptions(call);
    const { crs } = options;
    checkScenes(call.positionals);
    const target = await prepareTarget(options.out, call, io.signal);
    await doEach(call.positionals, io.signal, async (location) => {
      const result = await target.write((place) =>
        withScene(location, { call, io, beside, crs }, (scene, hooks) =>
          processScene({ ...options, ...place, recipe, scene }, hooks),
        ),
      );
      io.stdout.write(formatResult(result, call.json));
    });
  },
};

function checkScenes(locations: readonly string[]): void {
  if (locations.length === 0) throw new UsageError({ thing: 'scene', wanted: 'at least one', got: 'none' });
  const seen = new Map<string, string>();
  for (const location of locations) {
    const name = basename(location, extname(location));
    const other = seen.get(name);
    if (other !== undefined) {
      const got = `${other} and ${location}`;
      throw new UsageError({ thing: 'scenes', wanted: 'names that differ, as each has a folder of results', got });
    }
    seen.set(name, location);
  }
}

type Work = (scene: Scene, hooks: ProcessHooks) => Promise<ProcessResult>;

/** Opens a scene, processes it with progress on stderr, and closes it. */
export async function withScene(
  location: string,
  {
    call,
    io,
    beside = {},
    crs = readProcessOptions(call).crs,
    isBrief = false,
  }: { call: Call; io: Io; beside?: Record<string, string>; crs?: Crs | undefined; isBrief?: boolean },
  work: Work,
): Promise<ProcessResult> {
  const scene = await openStack(location, beside, crs ? { crs } : {});
  const progress = chooseProgress(call, io, isBrief);
  const stop = () => progress?.stop();
  io.signal?.addEventListener('abort', stop);
  try {
    return await work(scene, {
      ...(progress ? { onProgress: progress.show } : {}),
      ...(io.signal ? { signal: io.signal } : {}),
    });
  } finally {
    io.signal?.removeEventListener('abort', stop);
    stop();
    await scene.close();
  }
}

function chooseProgress(call: Call, { stderr }: Io, isBrief: boolean): ProgressPrinter | null {
  if (!call.json) return createProgressPrinter(stderr, { isBrief });
  return call.flag('progress') ? createProgressLines(stderr) : null;
}
