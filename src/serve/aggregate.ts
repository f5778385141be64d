import type { AggregateGroup, Aggregation, Column, PropertyValue } from '../query/feature-source.js';
import { createDecoder } from './found-feature.js';
import { createTotals } from './group-totals.js';
import type { PublishedRun } from './load-run.js';
import { examine, findCandidates, wantedOfRun } from './scan.js';
import type { OrderedQuestion } from './select-in-order.js';

/** What a group is called, by what groups are made of; `label` is the feature's. */
export const KEYS: Readonly<
  Record<NonNullable<Aggregation['by']>, (run: PublishedRun, label: PropertyValue) => PropertyValue>
> = {
  label: (_, label) => label,
  scene: (run) => run.sceneId,
  month: (run) => monthOf(run.statistics.scene.datetime),
};

/** Year and month in UTC; null where the time is not known. */
function monthOf(datetime: string | null): string | null {
  const time = datetime === null ? Number.NaN : Date.parse(datetime);
  return Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 7);
}

type Question = Omit<OrderedQuestion, 'selection'> & { by: Aggregation['by'] | null };

/** Columns whose means are given. */
export const meansOf = (columns: readonly Column[]): string[] =>
  columns.map(({ name }) => name).filter((name) => name.endsWith('_mean'));

/** Totals of the features that are wanted, in groups: each is counted whole, wherever it lies. */
export async function aggregateFeatures(question: Question): Promise<AggregateGroup[]> {
  const { collection, columns, by, open } = question;
  const means = meansOf(columns);
  const totals = createTotals(means);
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
        const areaM2 = Number(area);
        totals.add(by ? KEYS[by](run, label) : null, { areaM2, pixels: Number(pixels), weight: areaM2, values });
      }
    }
  }
  return totals.finish();
}
