import { type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface FolderWatch {
  close(): Promise<void>;
}

/** Changes that come together are looked at once. */
const GATHER_MS = 100;
/** Folders of recipes that tell of changes; all others are looked at when it is time. */
const MOST_WATCHED = 64;
/** Of the time, looking at very many files takes no more than one part in so many. */
const REST = 20;

/**
 * Looks at a folder and the folders in it every so many milliseconds, and soon after the system tells of a change; not
 * every system and not every disk does. Looks never overlap.
 */
export function watchFolder(
  folder: string,
  { everyMs, onFault }: { everyMs: number; onFault(error: unknown): void },
  look: () => Promise<void>,
): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  let current = Promise.resolve();
  let isLooking = false;

  function lookIn(waitMs: number): void {
    if (isClosed || performance.now() + waitMs >= dueAt) return;
    clearTimeout(timer);
    dueAt = performance.now() + waitMs;
    timer = setTimeout(() => {
      dueAt = Number.POSITIVE_INFINITY;
      current = lookOnce();
    }, waitMs);
  }

  async function lookOnce(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    const began = performance.now();
    try {
      await watchAll();
      await look();
    } catch (error) {
      onFault(error);
    } finally {
      isLooking = false;
      lookIn(Math.max(everyMs, REST * (performance.now() - began)));
    }
  }

  /** Folders of recipes come and go. */
  async function watchAll(): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    const paths = [folder, ...folders.slice(0, MOST_WATCHED).map(({ name }) => join(folder, name))];
    for (const path of watchers.keys()) if (!paths.includes(path)) forget(path);
    for (const path of paths) {
      if (watchers.has(path) || isClosed) continue;
      try {
        const watcher = watch(path, { persistent: false }, () => lookIn(GATHER_MS));
        watcher.on('error', () => forget(path));
        watchers.set(path, watcher);
      } catch {
        // There may be no more watchers to be had: then it is looked at when it is time.
      }
    }
  }

  function forget(path: string): void {
    watchers.get(path)?.close();
    watchers.delete(path);
  }

  lookIn(0);
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      for (const path of watchers.keys()) forget(path);
      await current;
    },
  };
}
