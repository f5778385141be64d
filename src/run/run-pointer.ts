import type { RunKeys } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { findJson } from './context.js';

/**
 * What the pointer says: which run's files are here. While a run is `publishing`, some may still be those of the run
 * before; so a reader that finds the same published pointer before and after reading the files has read one run.
 */
export interface RunPointer {
  runId: string;
  state: 'publishing' | 'published';
  files: { name: string; bytes: number }[];
}

/** The pointer where it says that this very run is published; null where it does not. */
export async function findPublished(
  store: Store,
  { pointer: key }: Pick<RunKeys, 'pointer'>,
  runId: string,
): Promise<RunPointer | null> {
  const pointer = await findJson<RunPointer>(store, key);
  return pointer?.runId === runId && pointer.state === 'published' ? pointer : null;
}
