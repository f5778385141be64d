import { InternalError } from '../errors.js';
import { VECTOR_FORMATS } from '../run/outputs.js';
import type { RunPointer } from '../run/run-pointer.js';
import type { RunStatistics } from '../run/statistics.js';
import { createRunKeys, OUTPUT_NAMES } from '../store/keys.js';
import { ObjectMissing, requireObject, type Store } from '../store/store.js';
import { type FlatGeobufFile, openFlatGeobuf } from './flatgeobuf/file.js';

/** The place of a run in a store. */
export interface RunPlace {
  sceneId: string;
  recipe: string;
}

/** A published run, whose polygons are in a FlatGeobuf file; all of it is of one and the same run. */
export interface PublishedRun extends RunPlace {
  runId: string;
  statistics: RunStatistics;
  file: FlatGeobufFile;
  /** Of the file; what is read of it while it has this one is of this run. */
  fileEtag: string;
}

const FLAT_GEOBUF = VECTOR_FORMATS.fgb.file;
/** Longer ones are none of ours. */
const MAX_JSON_BYTES = 16_000_000;

/**
 * What is known of a run before its features are read; null where none is published, or one without FlatGeobuf.
 *
 * @throws InternalError where a file of it is missing or broken
 */
export async function loadRun(store: Store, place: RunPlace): Promise<PublishedRun | null> {
  const keys = createRunKeys({ ...place, runId: '' });
  const before = await store.head(keys.pointer);
  if (!before) return null;
  try {
    const pointer = await readJson<RunPointer>(store, keys.pointer);
    if (pointer.state !== 'published' || !pointer.files?.some(({ name }) => name === FLAT_GEOBUF)) return null;
    const [info, statistics] = await Promise.all([
      requireObject(store, keys.output(FLAT_GEOBUF)),
      readJson<RunStatistics>(store, keys.output(OUTPUT_NAMES.statistics)),
    ]);
    const file = await openFlatGeobuf(store, info);
    const { runId } = pointer;
    if (statistics.runId !== runId) throw otherRun(runId, statistics.runId, store.describe(keys.pointer));
    const isSame = (await store.head(keys.pointer))?.etag === before.etag;
    return isSame ? { ...place, runId, statistics, file, fileEtag: info.etag } : null;
  } catch (cause) {
    // Of a run that is being replaced anything may be missing for a moment.
    if ((await store.head(keys.pointer))?.etag === before.etag) throw nameCause(cause, store.describe(keys.pointer));
    return null;
  }
}

async function readJson<T>(store: Store, key: string): Promise<T> {
  const info = await requireObject(store, key);
  const got = (problem: string) =>
    new InternalError({ thing: 'published file', wanted: 'JSON of a run', got: problem, source: store.describe(key) });
  if (info.size > MAX_JSON_BYTES) throw got(`${info.size} bytes`);
  const text = new TextDecoder().decode(await store.get(key));
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && 'runId' in json) return json as T;
  } catch (cause) {
    throw got((cause as Error).message);
  }
  throw got('other JSON');
}

const otherRun = (wanted: string, got: string, source: string): InternalError =>
  new InternalError({ thing: 'statistics.json', wanted: `those of run ${wanted}`, got: `those of ${got}`, source });

function nameCause(cause: unknown, source: string): unknown {
  if (!(cause instanceof ObjectMissing)) return cause;
  const facts = { thing: 'published run', wanted: 'all its files', got: `none at ${cause.location}`, source };
  return new InternalError(facts, { cause });
}
