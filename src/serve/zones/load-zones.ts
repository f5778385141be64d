import { compareValues } from '../../query/compare-values.js';
import { createRunKeys, ZONE_OUTPUT_NAMES } from '../../store/keys.js';
import { ObjectMissing, requireObject, type Store } from '../../store/store.js';
import type { RunFinder } from '../find-runs.js';
import type { PublishedRun } from '../load-run.js';
import { hasFile } from '../opened-files.js';
import type { Readers } from '../run-reader.js';
import { parseZoneTable, type ZoneTable } from './zone-table.js';

/** A longer file is left out: zones are kept in memory while they are asked about. */
export const MAX_FILE_BYTES = 16_000_000;
/** All together; the newest runs come first. */
export const MAX_BYTES = 32_000_000;

/** What a store has of zones. */
export interface FoundZones {
  /** In order of recipe, then of scene. */
  tables: readonly ZoneTable[];
  /** How many runs with zones are left out, for theirs are too many. */
  leftOut: number;
}

/** Loads the zones of published runs; only those of runs that are new are read again. */
export function createZoneLoader(
  { store, finder, readers }: { store: Store; finder: RunFinder; readers: Readers },
  { onProblem = () => {} }: { onProblem?: (problem: string) => void } = {},
): () => Promise<FoundZones> {
  let kept = new Map<PublishedRun, Promise<ZoneTable | null>>();

  async function load(run: PublishedRun): Promise<ZoneTable | null> {
    try {
      return await loadTable(store, run, readers);
    } catch (error) {
      // Of a run that is replaced the next look finds the new one.
      if (error instanceof ObjectMissing) kept.delete(run);
      onProblem(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  return async () => {
    const { runs } = await finder.find();
    const having = runs.filter((run) => hasFile(run, ZONE_OUTPUT_NAMES.geojson));
    const chosen = chooseRuns(having);
    const before = kept;
    kept = new Map();
    for (const run of chosen) kept.set(run, before.get(run) ?? load(run));
    const tables = await Promise.all(chosen.map((run) => kept.get(run) ?? null));
    return { tables: tables.filter((table) => table !== null), leftOut: having.length - chosen.length };
  };
}

const bytesOf = ({ statistics }: PublishedRun): number =>
  statistics.files.find(({ name }) => name === ZONE_OUTPUT_NAMES.geojson)?.bytes ?? Infinity;

/** The newest runs whose zones may be kept together, in the order that they came in. */
function chooseRuns(runs: readonly PublishedRun[]): PublishedRun[] {
  const chosen = new Set<PublishedRun>();
  let left = MAX_BYTES;
  for (const run of runs.toSorted((a, b) => compareValues(b.statistics.finishedAt, a.statistics.finishedAt))) {
    const bytes = bytesOf(run);
    if (bytes > Math.min(MAX_FILE_BYTES, left)) continue;
    left -= bytes;
    chosen.add(run);
  }
  return runs.filter((run) => chosen.has(run));
}

async function loadTable(store: Store, run: PublishedRun, readers: Readers): Promise<ZoneTable | null> {
  const key = createRunKeys(run).output(ZONE_OUTPUT_NAMES.geojson);
  const { size } = await requireObject(store, key);
  if (size > MAX_FILE_BYTES || !(await readers.isSame(run))) throw new ObjectMissing(store.describe(key));
  const text = new TextDecoder().decode(await store.get(key));
  if (!(await readers.isSame(run))) throw new ObjectMissing(store.describe(key));
  return parseZoneTable(text, run, store.describe(key));
}
