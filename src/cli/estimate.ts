import { cloudLimits, estimateRun } from '../run/estimate/estimate.js';
import { measureRates } from '../run/estimate/measure-sample.js';
import { describeWorkload } from '../run/estimate/workload.js';
import { type ProcessOptions, planScene } from '../scene.js';
import { loadRecipe } from '../segment/recipe.js';
import { openStack } from '../tiling/stack/open-stack.js';
import { type Command, onlyPositional, requiredText } from './command.js';
import { type Estimate, formatEstimate } from './estimate-text.js';
import { OPTIONS_FILE, readSceneOptions } from './options-file.js';
import { BAND_OPTIONS, BESIDE_OPTIONS, PROCESS_OPTIONS } from './run-options.js';

const { out: _, force: __, ...options } = PROCESS_OPTIONS;

export const estimateCommand: Command = {
  name: 'estimate',
  arguments: '<scene> --recipe <name|file>',
  summary: 'What a run would take: time, memory and files here; requests and money in the cloud.',
  options: {
    recipe: { type: 'string', value: 'name|file', help: 'a shipped recipe, or a JSON file: a path, s3://…, https://…' },
    measure: { type: 'boolean', help: 'map a few small windows of the scene first: narrower bounds' },
    ...options,
    ...BESIDE_OPTIONS,
    ...BAND_OPTIONS,
    ...OPTIONS_FILE,
  },
  notes: [
    'Without --measure only the header is read, and bounds are wide: what a map costs depends most on how many polygons',
    'it has. Prices are list prices, to be checked before you rely on a sum. How it is computed: docs/scale.md.',
  ],
  async run(call, io) {
    const location = onlyPositional(call, 'scene');
    const recipe = await loadRecipe(requiredText(call, 'recipe', 'the name of a recipe or a JSON file'));
    const { options: chosen, beside } = await readSceneOptions(call);
    const scene = await openStack(location, beside, chosen.crs ? { crs: chosen.crs } : {});
    try {
      const asked: ProcessOptions = { ...chosen, scene, recipe };
      const planned = await planScene(asked);
      const inCloud = await planScene({ ...asked, ...cloudLimits() });
      const work = { here: describeWorkload(planned, scene), cloud: describeWorkload(inCloud, scene) };
      const rates = call.flag('measure') ? await measureRates({ ...planned, scene }) : undefined;
      const names = { scene: location, recipe: planned.plan.recipe.name };
      const estimate: Estimate = { ...names, memoryMB: planned.plan.memoryMB, work, ...estimateRun(work, rates) };
      io.stdout.write(call.json ? `${JSON.stringify(estimate)}\n` : formatEstimate(estimate));
    } finally {
      await scene.close();
    }
  },
};
