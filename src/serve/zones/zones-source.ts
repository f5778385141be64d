import { createHash } from 'node:crypto';
import { InputError } from '../../errors.js';
import type { CollectionInfo, FeatureSource } from '../../query/feature-source.js';
import type { Store } from '../../store/store.js';
import { boxAround } from '../collections.js';
import type { RunFinder } from '../find-runs.js';
import { oncePer } from '../once-per.js';
import { createReaders } from '../run-reader.js';
import { aggregateZones, findZone, selectZones, type ZoneCollection } from './ask-zones.js';
import { createZoneLoader, type FoundZones, MAX_BYTES } from './load-zones.js';
import { joinColumns } from './zone-columns.js';
import type { ZoneTable } from './zone-table.js';

/** The collection of all runs' zones; those of one run are `<its collection>.zones`. */
export const ZONES = 'zones';

/** Zones of the published runs of a store as collections of features: of all runs together, and of each. */
export function createZonesSource(
  store: Store,
  finder: RunFinder,
  options: { onProblem?: (problem: string) => void } = {},
): FeatureSource {
  const find = createZoneLoader({ store, finder, readers: createReaders(store, 0) }, options);
  let last: { key: string; collections: Map<string, ZoneCollection> } | null = null;

  async function collections(): Promise<Map<string, ZoneCollection>> {
    const found = await find();
    const key = [found.leftOut, ...found.tables.map(versionOf)].join('\n');
    if (last?.key !== key) last = { key, collections: toCollections(found) };
    return last.collections;
  }

  async function ask(id: string): Promise<ZoneCollection> {
    const collection = (await collections()).get(id);
    if (collection) return collection;
    throw new InputError({ thing: 'collection', wanted: 'one that is published', got: id });
  }

  return {
    collections: async () => [...(await collections()).values()].map(describe),
    async collection(id) {
      const collection = (await collections()).get(id);
      return collection ? describe(collection) : null;
    },
    select: async (id, selection) => selectZones(await ask(id), selection),
    feature: async (id, featureId) => findZone(await ask(id), featureId),
    aggregate: async (id, aggregation) => aggregateZones(await ask(id), aggregation),
  };
}

const versionOf = ({ run, bytes }: ZoneTable): string =>
  `${run.recipe}.${run.sceneId} ${run.runId} ${run.fileEtag} ${bytes}`;

function toCollections({ tables, leftOut }: FoundZones): Map<string, ZoneCollection> {
  const collections = new Map<string, ZoneCollection>();
  if (tables.length === 0) return collections;
  const runs = `${tables.length} ${tables.length === 1 ? 'run' : 'runs'}`;
  const note =
    leftOut > 0 ? `; those of ${leftOut} more are left out, for all have more than ${MAX_BYTES / 1e6} MB` : '';
  collections.set(ZONES, {
    id: ZONES,
    title: 'Zones',
    description: `Zones, such as fields, with what ${runs} measured in them${note}`,
    isOfAll: true,
    tables,
    columns: joinColumns(tables),
  });
  for (const table of tables) {
    const { recipe, sceneId, statistics } = table.run;
    const id = `${recipe}.${sceneId}.${ZONES}`;
    collections.set(id, {
      id,
      title: `${statistics.recipe.title}: zones in ${sceneId}`,
      description: `Zones, such as fields, with what the recipe ${recipe} found in them in the scene ${sceneId}`,
      isOfAll: false,
      tables: [table],
      columns: joinColumns([table]),
    });
  }
  return collections;
}

const describe = oncePer(({ id, title, description, tables, columns }: ZoneCollection): CollectionInfo => {
  const times = tables.flatMap(({ run }) => run.statistics.scene.datetime ?? []);
  times.sort((a, b) => Date.parse(a) - Date.parse(b));
  return {
    id,
    title,
    description,
    bboxLonLat: boxAround(tables.flatMap(({ box }) => (box ? [box] : []))),
    interval: [times[0] ?? null, times.at(-1) ?? null],
    featureCount: tables.reduce((sum, { zones }) => sum + zones.length, 0),
    columns,
    etag: createHash('sha256')
      .update(`${description}\n${tables.map(versionOf).join('\n')}`)
      .digest('hex')
      .slice(0, 32),
  };
});
