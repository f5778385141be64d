import { hasSimplify } from '../segment/vectorize-options.js';
import { readAhead, readEach } from '../store/read-ahead.js';
import { type DrawingSums, mergeDrawing } from '../vectorize/drawing-sums.js';
import { roundExact } from '../vectorize/exact-sum.js';
import type { Layer } from '../vectorize/layer.js';
import {
  createMeasureTable,
  indexMean,
  type MeasureTable,
  measuredStatistic,
  mergeMeasures,
} from '../vectorize/measure.js';
import type { RunContext } from './context.js';
import type { FeatureFacts } from './features-pack.js';
import { featureSourceKeys } from './merge-features.js';
import { HEADER_ALONE, openPack } from './pack.js';
import { summarizeSieve } from './sieve-step.js';
import { summarizeSimplify } from './simplify-step.js';
import { type ClassStatistics, type LayerStatistics, type RunStatistics, shareOf } from './statistics.js';
import { unpackMeasures } from './table-pack.js';
import { openFinalTile } from './tile-pack.js';

/** What the finished tiles add up to. */
export async function summarizeTiles(
  context: RunContext,
): Promise<Pick<RunStatistics, 'classes' | 'pixels' | 'areaM2' | 'regions' | 'sieve' | 'simplify'>> {
  const { grid, ground, plan, layers } = context;
  const byClass = await sumClasses(context);
  const { regions, drawing } = await sumFeatures(context);
  const sieve = await summarizeSieve(context);
  const validPixels = byClass.pixels.reduce((sum, pixels) => sum + pixels, 0);
  const areaOf = (id: number) => roundExact(byClass.area, id) * ground.areaUnitM2;
  const validArea = [...byClass.pixels.keys()].reduce((sum, id) => sum + areaOf(id), 0);
  const total = grid.width * grid.height;
  const { attributes } = plan.recipe;
  const hasMore = layers.length > attributes.indices.length || attributes.statistics.join() !== 'mean';
  return {
    pixels: { total, valid: validPixels, nodata: total - validPixels, coveredShare: shareOf(validPixels, total) },
    areaM2: { valid: validArea },
    regions: {
      count: regions.reduce((sum, count) => sum + count, 0),
      connectivity: plan.recipe.vectorize.connectivity,
    },
    ...(sieve ? { sieve } : {}),
    ...(hasSimplify(plan.recipe.vectorize) ? { simplify: await summarizeSimplify(context, drawing, areaOf) } : {}),
    // Of a legend that nobody wrote, only what occurs.
    classes: plan.legend
      .filter(({ id }) => plan.recipe.legend.length > 0 || byClass.pixels[id] > 0)
      .map(
        ({ id, name, color }): ClassStatistics => ({
          id,
          name,
          color,
          pixels: byClass.pixels[id],
          areaM2: areaOf(id),
          share: shareOf(areaOf(id), validArea),
          regions: regions[id],
          indexMeans: Object.fromEntries(
            plan.recipe.attributes.indices.map((index, i) => [index, finiteOrNull(indexMean(byClass, i, id))]),
          ),
          ...(hasMore ? { layers: statisticsOf(byClass, id) } : {}),
        }),
      ),
  };
}

async function sumClasses(context: RunContext): Promise<MeasureTable> {
  const { grid, layers } = context;
  const byClass = createMeasureTable(256, layers);
  const tables = readEach(context.store, grid.count, async (tile) =>
    unpackMeasures('classes', await openFinalTile(context, tile), layers),
  );
  for await (const table of tables) {
    table.classId.forEach((id, row) => {
      mergeMeasures(byClass, id, table, row);
    });
  }
  return byClass;
}

function statisticsOf(table: MeasureTable, row: number): Record<string, LayerStatistics> {
  const of = ({ statistics }: Layer, i: number): LayerStatistics =>
    Object.fromEntries(
      statistics.map((statistic) => [statistic, finiteOrNull(measuredStatistic(table, i, row, statistic))]),
    );
  return Object.fromEntries(table.layers.map((layer, i) => [layer.name, of(layer, i)]));
}

/** Regions by class, and what simplified borders did to classes. */
async function sumFeatures(context: RunContext) {
  const regions = new Array<number>(256).fill(0);
  const drawing = new Map<number, DrawingSums>();
  const { store } = context;
  const sources = await featureSourceKeys(context);
  for await (const pack of readAhead(store, sources, (key) => openPack(store, key, HEADER_ALONE))) {
    const facts = pack.facts as unknown as FeatureFacts;
    facts.regions.forEach((count, id) => {
      regions[id] += count;
    });
    for (const sums of facts.drawing) mergeDrawing(drawing, sums);
  }
  return { regions, drawing };
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
