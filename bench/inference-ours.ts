import { processScene } from '../src/scene.js';
import { loadRecipe } from '../src/segment/recipe.js';
import { openScene } from '../src/tiling/open-scene.js';

/*
 * The step `segment` of a run: a scene is read, cut into patches, asked about, and its classes are written. Prints a line
 * of JSON: seconds of the wall and of the processors for that step, which opens the model too.
 *
 *   tsx inference-ours.ts scene.tif recipe.json out workers
 */
const [path, recipeFile, out, workers] = process.argv.slice(2);
const scene = await openScene(path!);
const recipe = await loadRecipe(recipeFile!);
let before: NodeJS.CpuUsage | undefined;
let used: NodeJS.CpuUsage | undefined;
const { statistics } = await processScene(
  { scene, recipe, out: out!, workers: Number(workers), formats: ['geojson'] },
  {
    onProgress: ({ step, done, total }) => {
      if (step !== 'segment') return;
      before ??= process.cpuUsage();
      if (done === total) used ??= process.cpuUsage(before);
    },
  },
);
await scene.close();
const { user, system } = used!;
console.log(JSON.stringify({ seconds: statistics.timing.stepsMs.segment! / 1000, cpuSeconds: (user + system) / 1e6 }));
