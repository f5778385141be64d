import { findJson, getJson, putJson } from '../src/run/context.js';
import { layersOf } from '../src/run/layers.js';
import { VECTOR_FORMATS } from '../src/run/outputs.js';
import { findPublished } from '../src/run/run-pointer.js';
import type { RunStatistics } from '../src/run/statistics.js';
import { listRecipes } from '../src/segment/recipe.js';
import { createRunKeys, OUTPUT_NAMES } from '../src/store/keys.js';
import type { Store } from '../src/store/store.js';
import { type ColumnKind, columnsOf } from '../src/vectorize/formats/columns.js';

/*
 * The GeoParquet files of all runs as one table of SQL. They stay where they are published: a partition (recipe, month)
 * is a folder with one small object for each scene, which says where the scene's file is. Athena reads such folders as
 * SymlinkTextInputFormat, the way Amazon's own inventories of buckets are read.
 */

export const SQL_PREFIX = 'sql/';
/** The partitions of the table lie below. */
export const TABLE_PREFIX = `${SQL_PREFIX}regions/`;
/** The files that are in it. */
export const TABLE_FILE = VECTOR_FORMATS.parquet.file;
/** Where the object of each scene is noted, so that it can be taken away when the scene gets another month. */
const SCENES_PREFIX = `${SQL_PREFIX}scenes/`;
/** Months are counted from here on; scenes without a time are in this one. */
export const FIRST_MONTH = '1970-01';

export interface TableColumn {
  name: string;
  /** In Hive's words. */
  type: string;
}

const TYPES: Record<ColumnKind, string> = {
  byte: 'int',
  integer: 'bigint',
  decimal: 'double',
  text: 'string',
  time: 'timestamp',
};

/** Columns by which the table is partitioned; the recipe is in the files too. */
export const PARTITION_COLUMNS: readonly TableColumn[] = [
  { name: 'recipe', type: 'string' },
  { name: 'month', type: 'string' },
];

/** The columns of the files of all shipped recipes, and figures of others; a file may lack some of them. */
export async function listTableColumns(figures: readonly string[] = []): Promise<TableColumn[]> {
  const recipes = await listRecipes();
  const layers = recipes.flatMap(layersOf);
  const schema = { scene: '', recipe: '', datetime: null, legend: [], layers, hasShape: true, coordinateDecimals: 6 };
  const more = figures.map((name): TableColumn => ({ name, type: TYPES.decimal }));
  const columns = [...columnsOf(schema).map(({ name, kind }) => ({ name, type: TYPES[kind] })), ...more];
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  for (const { name } of PARTITION_COLUMNS) byName.delete(name);
  return [
    ...byName.values(),
    { name: 'geometry', type: 'binary' },
    { name: 'bbox', type: 'struct<xmin:double,ymin:double,xmax:double,ymax:double>' },
  ];
}

/**
 * Enters a published run in the table, or takes it out where it has no GeoParquet. The same run may be entered again.
 *
 * @returns the key of the object that stands for it; null where it is not in the table
 */
export async function enterInTable(
  store: Store,
  run: { runId: string; sceneId: string; recipe: string },
): Promise<string | null> {
  const keys = createRunKeys(run);
  const pointer = await findPublished(store, keys, run.runId);
  // Another run took the place since: it enters itself.
  if (!pointer) return null;
  const { scene } = await getJson<RunStatistics>(store, keys.output(OUTPUT_NAMES.statistics));
  const entry = pointer.files.some(({ name }) => name === TABLE_FILE) ? entryKey(run, scene.datetime) : null;
  const note = `${SCENES_PREFIX}${run.recipe}/${run.sceneId}.json`;
  const before = await findJson<{ entry: string | null }>(store, note);
  if (entry) await store.put(entry, new TextEncoder().encode(`${store.describe(keys.output(TABLE_FILE))}\n`));
  if (before?.entry && before.entry !== entry) await store.deletePrefix(before.entry);
  await putJson(store, note, { entry });
  return entry;
}

/** Names that begin with a dot or a low line are hidden from Athena; an equals sign ends what no other scene begins with. */
const entryKey = ({ recipe, sceneId }: { recipe: string; sceneId: string }, datetime: string | null): string =>
  `${TABLE_PREFIX}recipe=${recipe}/month=${monthOf(datetime)}/link-${sceneId}=`;

/** `YYYY-MM`, in UTC. */
const monthOf = (datetime: string | null): string =>
  datetime === null ? FIRST_MONTH : new Date(datetime).toISOString().slice(0, FIRST_MONTH.length);
