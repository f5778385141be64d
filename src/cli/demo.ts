import { join, relative } from 'node:path';
import {
  type Agreement,
  mapClasses,
  measureAgreement,
  writeSampleScene,
  zoneMapping,
  zonesOfNdvi,
} from '../sample/index.js';
import { type ProcessResult, processScene } from '../scene.js';
import { loadRecipe, type Recipe } from '../segment/recipe.js';
import { OUTPUT_NAMES } from '../store/keys.js';
import { openScene } from '../tiling/open-scene.js';
import { createProgressPrinter } from './progress.js';
import { printResult } from './result.js';
import { formatPercent, formatTable } from './table.js';

/** Which classes of the recipe `land-cover` mean the same as which true classes. */
const LAND_COVER_MEANINGS = {
  water: { predicted: ['water'], truth: ['water'] },
  'built-up or bare': { predicted: ['built-up or bare'], truth: ['built-up', 'bare soil'] },
  'grass and open crops': {
    predicted: ['sparse vegetation', 'crops, grass or shrubs'],
    truth: ['sparse crop', 'grass'],
  },
  'trees and dense crops': { predicted: ['dense vegetation or forest'], truth: ['dense crop', 'trees'] },
};

/** Makes the sample scene, maps it with two recipes, and says how far the maps agree with the truth. */
export async function runDemo(folder: string): Promise<void> {
  const { scenePath, scene: sample } = await writeSampleScene(folder);
  process.stdout.write(`made ${relative('.', scenePath)}: ${sample.width} × ${sample.height} pixels of 10 m\n`);

  const cropHealth = await loadRecipe('crop-health');
  const health = await processFile(scenePath, cropHealth, folder);
  const zones = zonesOfNdvi(sample.truth, breaksOf(cropHealth));
  const names = cropHealth.legend.map(({ name }) => name);
  printAgreement(measureAgreement(await readMask(health), zones, zoneMapping(names)));

  const landCover = await loadRecipe('land-cover');
  const cover = await processFile(scenePath, landCover, folder);
  const meanings = mapClasses(LAND_COVER_MEANINGS, landCover.legend, sample.truth.legend);
  printAgreement(measureAgreement(await readMask(cover), sample.truth.classes, meanings));

  const reports = [health, cover].map((result) => relative('.', join(result.folder, OUTPUT_NAMES.report)));
  process.stdout.write(`\nopen ${reports.join(' and ')} in a browser\n`);
}

async function processFile(location: string, recipe: Recipe, out: string): Promise<ProcessResult> {
  const scene = await openScene(location);
  try {
    const result = await processScene(
      { scene, recipe, out, force: true },
      { onProgress: createProgressPrinter(process.stderr) },
    );
    printResult(result, false);
    return result;
  } finally {
    await scene.close();
  }
}

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

function printAgreement({ overallAccuracy, comparedPixels, classes, cloudPixels, shadowPixels }: Agreement): void {
  const rows = classes
    .filter(({ truePixels }) => truePixels > 0)
    .map(({ name, truePixels, predictedPixels, iou }) => [
      name,
      truePixels.toLocaleString('en-US'),
      predictedPixels.toLocaleString('en-US'),
      iou === null ? '–' : iou.toFixed(2),
    ]);
  process.stdout.write(
    [
      `agreement with the truth: ${formatPercent(overallAccuracy)} of ${comparedPixels.toLocaleString('en-US')} pixels`,
      formatTable(['true class', 'pixels', 'mapped', 'IoU'], rows).trimEnd(),
      `  left out: ${(cloudPixels + shadowPixels).toLocaleString('en-US')} pixels under cloud or its shadow`,
      '',
    ].join('\n'),
  );
}
