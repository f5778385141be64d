import type { AggregateGroup, Aggregation, PropertyValue } from '../query/feature-source.js';
import { createDecoder } from './found-feature.js';
import type { PublishedRun } from './load-run.js';
import { examine, findCandidates, wantedOfRun } from './scan.js';
import type { OrderedQuestion } from './select-in-order.js';

/** What a group is called, by what groups are made of; `label` is the feature's. */
const KEYS: Readonly<
  Record<NonNullable<Aggregation['by']>, (run: PublishedRun, label: PropertyValue) => PropertyValue>
> = {
  label: (_, label) => label,
  scene: (run) => run.sceneId,
  month: (run) => monthOf(run.statistics.scene.datetime),
};

/** Year and month in UTC; null where the time is not known. */
export function monthOf(datetime: string | null): string | null {
  const time = datetime === null ? Number.NaN : Date.parse(datetime);
  return Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 7);
}

interface Sums {
  count: number;
  areaM2: number;
  pixels: number;
  /** Per mean: sum of value · area, and area of those that have a value. */
  weighted: Float64Array;
  areas: Float64Array;
}

type Question = Omit<OrderedQuestion, 'selection'> & { by: Aggregation['by'] | null };

/** Totals of the features that are wanted, in groups: each is counted whole, wherever it lies. */
export async function aggregateFeatures(question: Question): Promise<AggregateGroup[]> {
  const { collection, columns, by, open } = question;
  const means = columns.map(({ name }) => name).filter((name) => name.endsWith('_mean'));
  const groups = new Map<PropertyValue, Sums>();
  for (const run of collection.runs) {
    const wanted = wantedOfRun(run, question.wanted);
    if (!wanted) continue;
    const reader = open(run);
    const valuesOf = createDecoder(run).properties(['label', 'area_m2', 'pixels', ...means]);
    const nodes = await reader.nodes();
    const candidates = await findCandidates(reader, wanted, nodes);
    for await (const { found } of examine(reader, { candidates, wanted, nodes })) {
      for (const feature of found) {
        const [label, area, pixels, ...values] = valuesOf(feature);
        const key = by ? KEYS[by](run, label) : null;
        const sums = groups.get(key) ?? noSums(means.length);
        groups.set(key, sums);
        addTo(sums, Number(area), Number(pixels), values);
      }
    }
  }
  return [...groups].sort(([a], [b]) => compareKeys(a, b)).map(([key, sums]) => toGroup(key, sums, means));
}

const noSums = (means: number): Sums => ({
  ...{ count: 0, areaM2: 0, pixels: 0 },
  ...{ weighted: new Float64Array(means), areas: new Float64Array(means) },
});

function addTo(sums: Sums, areaM2: number, pixels: number, values: readonly PropertyValue[]): void {
  sums.count++;
  sums.areaM2 += areaM2;
  sums.pixels += pixels;
  values.forEach((value, i) => {
    if (typeof value !== 'number') return;
    sums.weighted[i] += value * areaM2;
    sums.areas[i] += areaM2;
  });
}

const toGroup = (key: PropertyValue, sums: Sums, means: readonly string[]): AggregateGroup => ({
  key: key === null ? null : String(key),
  count: sums.count,
  areaM2: sums.areaM2,
  pixels: sums.pixels,
  means: Object.fromEntries(
    means.map((name, i) => [name, sums.areas[i] > 0 ? sums.weighted[i] / sums.areas[i] : null]),
  ),
});

/** What is not known comes last. */
export function compareKeys(a: PropertyValue, b: PropertyValue): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : Number(a > b);
}
