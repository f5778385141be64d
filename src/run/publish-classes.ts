import { toCsvLine } from '../vectorize/formats/csv.js';
import type { ClassStatistics, LayerStatistics } from './statistics.js';

/** A row per class: what all its regions come to, with the numbers of `statistics.json`. */
export function writeClassesCsv(classes: readonly ClassStatistics[]): Uint8Array {
  const figures = figuresOf(classes);
  const head = ['class', 'label', 'area_m2', 'share', 'pixels', 'regions', ...figures.map(({ name }) => name)];
  const rows = classes.map((one) => [
    ...[one.id, one.name, one.areaM2, one.share, one.pixels, one.regions],
    ...figures.map(({ of }) => of(one)),
  ]);
  return new TextEncoder().encode([head, ...rows].map(toCsvLine).join(''));
}

interface ClassFigure {
  name: string;
  of(one: ClassStatistics): number | null | undefined;
}

/** The statistics of layers, or the means of indices where there are no others; named as those of regions. */
function figuresOf([first]: readonly ClassStatistics[]): ClassFigure[] {
  const { indexMeans = {}, layers } = first ?? {};
  if (!layers)
    return Object.keys(indexMeans).map((name) => ({ name: `${name}_mean`, of: (one) => one.indexMeans[name] }));
  return Object.entries(layers).flatMap(([name, statistics]) =>
    (Object.keys(statistics) as (keyof LayerStatistics)[]).map((statistic) => ({
      name: `${name}_${statistic}`,
      of: ({ layers }: ClassStatistics) => layers?.[name]?.[statistic],
    })),
  );
}
