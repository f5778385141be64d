import { toCsvLine } from '../vectorize/formats/csv.js';
import type { ClassStatistics } from './statistics.js';

/** A row per class: what all its regions come to, with the numbers of `statistics.json`. */
export function writeClassesCsv(classes: readonly ClassStatistics[]): Uint8Array {
  const indices = Object.keys(classes[0]?.indexMeans ?? {});
  const head = ['class', 'label', 'area_m2', 'share', 'pixels', 'regions', ...indices.map((name) => `${name}_mean`)];
  const rows = classes.map(({ id, name, areaM2, share, pixels, regions, indexMeans }) => [
    ...[id, name, areaM2, share, pixels, regions],
    ...indices.map((index) => indexMeans[index]),
  ]);
  return new TextEncoder().encode([head, ...rows].map(toCsvLine).join(''));
}
