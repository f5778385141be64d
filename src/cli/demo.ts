import { join } from 'node:path';
import { UsageError } from '../errors.js';
import {
  type Agreement,
  mapClasses,
  measureAgreement,
  type SampleScene,
  writeSampleScene,
  zoneMapping,
  zonesOfNdvi,
} from '../sample/index.js';
import { type ProcessResult, processScene } from '../scene.js';
import { loadRecipe, type Recipe } from '../segment/recipe.js';
import { OUTPUT_NAMES } from '../store/keys.js';
import { openScene } from '../tiling/open-scene.js';
import { type Call, type Command, JSON_OPTION } from './command.js';
import type { Io } from './io.js';
import { prepareOutFolder } from './out-folder.js';
import { formatClasses, reportPath, shortPath, summarizeRegions } from './result.js';
import { withScene } from './run.js';
import { formatDuration, formatPercent, formatTable } from './table.js';

/**
 * Which classes of the recipe `land-cover` mean the same as which true classes. A spectrum does not tell crops from grass,
 * or a roof from bare ground, and the truth has other classes: so they are compared in groups.
 */
const LAND_COVER_MEANINGS = {
  water: { predicted: ['water'], truth: ['water'] },
  trees: { predicted: ['trees'], truth: ['trees'] },
  'grass, crops, shrubs': {
    predicted: ['grass', 'flooded vegetation', 'crops', 'shrub and scrub'],
    truth: ['dense crop', 'sparse crop', 'grass'],
  },
  'built-up or bare': { predicted: ['built', 'bare ground'], truth: ['built-up', 'bare soil'] },
};

export const demoCommand: Command = {
  name: 'demo',
  arguments: '',
  summary: 'Make a sample scene, map it with two recipes, and compare the maps with the truth.',
  options: {
    out: { type: 'string', value: 'folder', help: 'where everything goes (default: out/demo)' },
    json: JSON_OPTION,
  },
  async run(call, io) {
    const [unwanted] = call.positionals;
    if (unwanted !== undefined) throw new UsageError({ thing: 'demo', wanted: 'no arguments', got: unwanted });
    const out = call.text('out') ?? 'out/demo';
    await prepareOutFolder(out);
    await runDemo(out, call, io);
  },
};

async function runDemo(out: string, call: Call, io: Io): Promise<void> {
  const { scenePath, truthPath, scene: sample } = await writeSampleScene(out);
  if (!call.json) io.stdout.write(describeSample(scenePath, sample));
  const runs = [];
  for (const [name, compare] of Object.entries(COMPARISONS)) {
    const recipe = await loadRecipe(name);
    const result = await withScene(scenePath, { call, io, isBrief: true }, (scene, hooks) =>
      processScene({ scene, recipe, out, force: true }, hooks),
    );
    const agreement = compare(await readMask(result), recipe, sample);
    if (!call.json) io.stdout.write(describeRun(result, agreement));
    runs.push({ ...result, agreement });
  }
  if (call.json) io.stdout.write(`${JSON.stringify({ scenePath, truthPath, runs })}\n`);
  else
    io.stdout.write(`${IOU_NOTE}\nOpen in a browser:\n${runs.map((run) => `  ${reportPath(run.folder)}\n`).join('')}`);
}

const IOU_NOTE = 'IoU: pixels that map and truth share, of those that either has. 1 is the same.\n';

type Compare = (mask: Uint8Array, recipe: Recipe, sample: SampleScene) => Agreement;

/** The recipes of the demo, each with its measure against the truth. */
const COMPARISONS: Record<string, Compare> = {
  'crop-health': (mask, recipe, { truth }) => {
    const names = recipe.legend.map(({ name }) => name);
    return measureAgreement(mask, zonesOfNdvi(truth, breaksOf(recipe)), zoneMapping(names));
  },
  'land-cover': (mask, recipe, { truth }) =>
    measureAgreement(mask, truth.classes, mapClasses(LAND_COVER_MEANINGS, recipe.legend, truth.legend)),
};

async function readMask({ folder }: ProcessResult): Promise<Uint8Array> {
  const mask = await openScene(join(folder, OUTPUT_NAMES.mask));
  try {
    const { width, height } = mask;
    return (await mask.read({ col: 0, row: 0, width, height })).bands[0] as Uint8Array;
  } finally {
    await mask.close();
  }
}

/** The NDVI limits between the zones of the recipe `crop-health`. */
function breaksOf({ segmenter }: Recipe): number[] {
  return (segmenter as { breaks?: number[] }).breaks ?? [];
}

function describeSample(path: string, { width, height, bandNames }: SampleScene): string {
  const size = `${width} × ${height} pixels of 10 m, ${bandNames.length} bands`;
  return `Made a sample scene with known classes: ${size}.\n  ${shortPath(path)}\n`;
}

function describeRun({ statistics }: ProcessResult, { overallAccuracy, comparedPixels, classes }: Agreement): string {
  const rows = classes
    .filter(({ truePixels }) => truePixels > 0)
    .map(({ name, truePixels, predictedPixels, iou }) => [
      name,
      truePixels.toLocaleString('en-US'),
      predictedPixels.toLocaleString('en-US'),
      iou === null ? '–' : iou.toFixed(2),
    ]);
  const { recipe, timing } = statistics;
  const compared = `${comparedPixels.toLocaleString('en-US')} pixels (cloud and its shadow left out)`;
  return `${[
    '',
    `${recipe.title} (--recipe ${recipe.name}), ${formatDuration(timing.totalMs)}`,
    '',
    formatClasses(statistics),
    `  ${summarizeRegions(statistics)}`,
    '',
    `  like the truth in ${formatPercent(overallAccuracy)} of ${compared}:`,
    '',
    formatTable(['class', 'true pixels', 'mapped pixels', 'IoU'], rows),
  ].join('\n')}\n`;
}
