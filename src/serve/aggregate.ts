import type { AggregateGroup, Aggregation, PropertyValue } from '../query/feature-source.js';
import { createDecoder, type FeatureDecoder, type FoundFeature } from './found-feature.js';
import { examine, wantedOfRun } from './scan.js';
import type { OrderedQuestion } from './select-in-order.js';

/** What a group is called, by what groups are made of. */
const KEYS: Readonly<
  Record<NonNullable<Aggregation['by']>, (decoder: FeatureDecoder, found: FoundFeature) => PropertyValue>
> = {
  label: (decoder, found) => decoder.property(found, 'label'),
  scene: (_, { run }) => run.sceneId,
  month: (_, { run }) => toMonth(run.statistics.scene.datetime),
};

/** Year and month in UTC; null where the time is not known. */
function toMonth(datetime: string | null): string | null {
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
    const decoder = createDecoder(run);
    const nodes = await reader.nodes();
    const candidates = await reader.search(wanted.boxes, nodes);
    for await (const { found } of examine(reader, { candidates, wanted, nodes })) {
      for (const feature of found) {
        const key = by ? KEYS[by](decoder, feature) : null;
        const sums = groups.get(key) ?? noSums(means.length);
        groups.set(key, sums);
        addTo(sums, decoder, feature, means);
      }
    }
  }
  return [...groups].sort(([a], [b]) => compareKeys(a, b)).map(([key, sums]) => toGroup(key, sums, means));
}

const noSums = (means: number): Sums => ({
  ...{ count: 0, areaM2: 0, pixels: 0 },
  ...{ weighted: new Float64Array(means), areas: new Float64Array(means) },
});

function addTo(sums: Sums, decoder: FeatureDecoder, found: FoundFeature, means: readonly string[]): void {
  const area = Number(decoder.property(found, 'area_m2') ?? 0);
  sums.count++;
  sums.areaM2 += area;
  sums.pixels += Number(decoder.property(found, 'pixels') ?? 0);
  for (let i = 0; i < means.length; i++) {
    const value = decoder.property(found, means[i]);
    if (typeof value !== 'number') continue;
    sums.weighted[i] += value * area;
    sums.areas[i] += area;
  }
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
function compareKeys(a: PropertyValue, b: PropertyValue): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : Number(a > b);
}
