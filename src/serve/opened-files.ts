import { createRunKeys } from '../store/keys.js';
import type { ObjectInfo, Store } from '../store/store.js';
import { ObjectMissing, requireObject } from '../store/store.js';
import { BlockCache } from '../tiling/block-cache.js';
import type { PublishedRun } from './load-run.js';
import type { Readers } from './run-reader.js';

/** Files of runs that are open, the last used ones; what is known of one is good as long as its run is there. */
export interface OpenedFiles<T> {
  of(run: PublishedRun): Promise<T>;
}

export interface OpenedFilesOptions {
  store: Store;
  readers: Readers;
  /** Of the file in the run's folder. */
  name: string;
  mostOpen: number;
}

/**
 * @param open reads what is kept; a run that is replaced meanwhile is not taken for the one that was asked for
 */
export function createOpenedFiles<T>(
  { store, readers, name, mostOpen }: OpenedFilesOptions,
  open: (info: ObjectInfo, run: PublishedRun) => Promise<T>,
): OpenedFiles<T> {
  const opened = new BlockCache<T>({ capacityBytes: mostOpen, sizeOf: () => 1 });
  return {
    of: (run) =>
      opened.get(`${run.recipe}.${run.sceneId} ${run.runId} ${run.fileEtag}`, async () => {
        const key = createRunKeys(run).output(name);
        const file = await open(await requireObject(store, key), run);
        if (!(await readers.isSame(run))) throw new ObjectMissing(store.describe(key));
        return file;
      }),
  };
}

/** Whether a run has published a file of that name. */
export const hasFile = ({ statistics }: PublishedRun, name: string): boolean =>
  statistics.files.some((file) => file.name === name);
