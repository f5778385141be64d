import { relative } from 'node:path';
import type { RunStatistics } from '../run/statistics.js';
import type { ProcessResult } from '../scene.js';
import { formatHectares, formatPercent, formatTable } from './table.js';

/** What came out of a run, on stdout. */
export function printResult({ folder, statistics, wasPublished }: ProcessResult, asJson: boolean): void {
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ folder, wasPublished, statistics })}\n`);
    return;
  }
  const { scene, recipe, regions, pixels, tiles, warnings } = statistics;
  const lines = [
    '',
    `${scene.id} · ${recipe.title}`,
    '',
    formatClasses(statistics),
    `${regions.count.toLocaleString('en-US')} polygons, ${formatPercent(pixels.coveredShare)} of the scene covered`,
    ...(wasPublished ? ['nothing to do: this very run is already published (--force runs it again)'] : []),
    ...(tiles.segmentReused + tiles.vectorizeReused > 0 ? [describeResumed(tiles)] : []),
    ...warnings.map((warning) => `note: ${warning}`),
    `results in ${relative('.', folder) || '.'}/, begin with report.html`,
    '',
  ];
  process.stdout.write(lines.join('\n'));
}

/** The classes that occur, with their areas. */
export function formatClasses({ classes }: RunStatistics): string {
  const found = classes.filter(({ pixels }) => pixels > 0);
  const indices = Object.keys(found[0]?.indexMeans ?? {});
  return formatTable(
    ['class', 'area ha', 'share', 'polygons', ...indices.map((name) => `mean ${name.toUpperCase()}`)],
    found.map((row) => [
      row.name,
      formatHectares(row.areaM2),
      formatPercent(row.share),
      row.regions.toLocaleString('en-US'),
      ...indices.map((name) => row.indexMeans[name]?.toFixed(2) ?? '–'),
    ]),
  );
}

function describeResumed(tiles: RunStatistics['tiles']): string {
  const recomputed = `${tiles.segmented} segmented and ${tiles.vectorized} vectorized now`;
  return `went on with an earlier run of ${tiles.count} tiles: ${recomputed}, the others were done`;
}
