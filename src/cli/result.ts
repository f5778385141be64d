import { join, relative } from 'node:path';
import type { RunStatistics } from '../run/statistics.js';
import { OUTPUT_NAMES, ZONE_OUTPUT_NAMES } from '../store/keys.js';
import { isS3 } from '../store/open-store.js';
import type { Written } from './out-file.js';
import { formatDuration, formatHectares, formatPercent, formatTable } from './table.js';

/** What came out of a run, for a person or as one line of JSON. */
export function formatResult({ folder, file, statistics, wasPublished }: Written, asJson: boolean): string {
  if (asJson) return `${JSON.stringify({ ...(file ? { file } : { folder }), wasPublished, statistics })}\n`;
  const { scene, recipe, tiles, warnings, timing } = statistics;
  const done = wasPublished ? 'done before, nothing to do (--force does it again)' : formatDuration(timing.totalMs);
  const lines = [
    '',
    `${scene.id} · ${recipe.title} · ${done}`,
    '',
    formatClasses(statistics),
    summarizeRegions(statistics),
    ...(statistics.zones ? [summarizeZones(statistics.zones)] : []),
    ...(tiles.segmentReused + tiles.vectorizeReused > 0 && !wasPublished ? [describeResumed(tiles)] : []),
    ...warnings.map((warning) => `note: ${warning}`),
    `results: ${shortPath(file ?? folder)}`,
    ...(file ? [] : [`look at: ${reportPath(folder)}`]),
  ];
  return `${lines.join('\n')}\n`;
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

export function summarizeRegions({ regions, pixels }: RunStatistics): string {
  const count = `${regions.count.toLocaleString('en-US')} ${regions.count === 1 ? 'polygon' : 'polygons'}`;
  return `${count}; ${formatPercent(pixels.coveredShare)} of the scene has data`;
}

function summarizeZones({ count }: NonNullable<RunStatistics['zones']>): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'zone' : 'zones'} measured: ${ZONE_OUTPUT_NAMES.csv}, ${ZONE_OUTPUT_NAMES.geojson}`;
}

export const reportPath = (folder: string): string =>
  isS3(folder) ? folder + OUTPUT_NAMES.report : shortPath(join(folder, OUTPUT_NAMES.report));

/** As seen from here, unless that would climb out. */
export function shortPath(path: string): string {
  if (isS3(path)) return path;
  const here = relative('.', path);
  return here.startsWith('..') ? path : here || '.';
}

function describeResumed(tiles: RunStatistics['tiles']): string {
  const now = `${tiles.segmented} segmented and ${tiles.vectorized} vectorized now`;
  return `went on with a run that was stopped: of ${tiles.count} tiles, ${now}`;
}
