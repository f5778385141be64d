import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BroughtScene, findOptions, nameOf } from './find-scenes.js';
import type { Job, JobState } from './job-source.js';
import { isUnfinished, type Journal, type JournalEntry, toJob } from './journal.js';
import { stemOf } from './scene-name.js';
import { type RunProgress, RunStopped, type SceneRunner } from './scene-runner.js';

export interface JobQueueOptions {
  journal: Journal;
  run: SceneRunner;
  /** Where scenes lie. */
  folder: string;
  /** Where results go. */
  store: string;
  /** What a recipe's name stands for: itself, or a file. */
  findRecipe(name: string): Promise<string>;
  jobsAtOnce: number;
  /** How long after somebody stopped a run it is begun again. */
  pauseMs?: number;
}

/** Scenes that wait and are under way. */
export interface JobQueue {
  /** Takes a scene that came; one that is known in this version is not done again. */
  receive(scene: BroughtScene): Job;
  /** Stops what is under way; it is gone on with when a queue over the same journal is made. */
  close(): Promise<void>;
}

/** A run that somebody stops is begun again so often. */
const ATTEMPTS = 3;

const QUIET = { step: null, done: null, total: null } as const;

/** Does scenes in the order in which they come, so many at once. */
export function createJobQueue(options: JobQueueOptions): JobQueue {
  const { journal, run, store, jobsAtOnce, pauseMs = 1000 } = options;
  let waiting: JournalEntry[] = journal.unfinished();
  const running = new Map<string, { entry: JournalEntry; stop: AbortController; ended: Promise<void> }>();
  let isClosed = false;
  for (const { id } of waiting) journal.change(id, { state: 'RECEIVED', ...QUIET });

  function pump(): void {
    while (!isClosed && running.size < jobsAtOnce) {
      // Two that would publish at the same place come one after the other.
      const next = waiting.find((entry) => !running.has(placeOf(entry)));
      if (!next) return;
      waiting = waiting.filter((entry) => entry !== next);
      const stop = new AbortController();
      const ended = work(next, stop.signal).finally(() => {
        running.delete(placeOf(next));
        pump();
      });
      running.set(placeOf(next), { entry: next, stop, ended });
    }
  }

  async function work(entry: JournalEntry, signal: AbortSignal): Promise<void> {
    try {
      const collection = await attempt(entry, signal);
      if (!signal.aborted) journal.change(entry.id, { state: 'PUBLISHED', ...QUIET, collection });
    } catch (error) {
      if (signal.aborted) return;
      const reason = toReason(error, [options.folder, store]);
      journal.change(entry.id, { state: 'FAILED', ...QUIET, reason });
    }
  }

  async function attempt({ id, recipe, file }: JournalEntry, signal: AbortSignal): Promise<string> {
    const path = join(options.folder, file);
    const scene = { path, recipe: await options.findRecipe(recipe), options: await findOptions(path) };
    for (let tries = 1; ; tries++) {
      signal.throwIfAborted();
      try {
        const onProgress = (progress: RunProgress): void => {
          if (!signal.aborted) journal.change(id, { state: stateAt(progress), ...progress });
        };
        return (await run(scene, { onProgress, signal })).collection;
      } catch (error) {
        if (!(error instanceof RunStopped) || tries === ATTEMPTS) throw error;
        // A server that is stopped at the same time hears of it by then.
        await sleep(pauseMs, undefined, { signal });
      }
    }
  }

  function supersede(entry: JournalEntry): void {
    waiting = waiting.filter(({ id }) => id !== entry.id);
    const current = running.get(placeOf(entry));
    if (current?.entry.id === entry.id) current.stop.abort();
    journal.change(entry.id, { state: 'SUPERSEDED', ...QUIET, reason: 'a newer file of this name came' });
  }

  pump();
  return {
    receive(scene) {
      const before = journal.newestOf(scene.file);
      if (before && before.version === scene.version && before.store === store) return toJob(before);
      if (before && isUnfinished(before)) supersede(before);
      const entry = toEntry(scene, store);
      journal.add(entry);
      waiting.push(entry);
      pump();
      return toJob(entry);
    },
    async close() {
      isClosed = true;
      const all = [...running.values()];
      for (const { stop } of all) stop.abort();
      await Promise.all(all.map(({ ended }) => ended));
      await journal.save();
    },
  };
}

/** From its first steps on, a run is under way. */
function stateAt({ step, done, total }: RunProgress): JobState {
  if (step !== 'plan') return 'RUNNING';
  return done === total ? 'PLANNED' : 'RECEIVED';
}

const placeOf = ({ recipe, scene }: JournalEntry): string => `${recipe}/${stemOf(scene)}`;

function toEntry(brought: BroughtScene, store: string): JournalEntry {
  const { recipe, file, version } = brought;
  const scene = nameOf(brought);
  const hash = createHash('sha256')
    .update(JSON.stringify([file, version, store]))
    .digest('hex')
    .slice(0, 16);
  const readable = `${recipe}-${stemOf(scene)}`.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 60);
  return {
    id: `${readable}-${hash}`,
    scene,
    recipe,
    state: 'RECEIVED',
    ...QUIET,
    reason: null,
    collection: null,
    updatedAt: new Date().toISOString(),
    file,
    version,
    store,
  };
}

/** One line; where our folders lie is nobody's business. */
function toReason(error: unknown, folders: readonly string[]): string {
  const message = error instanceof Error ? error.message : String(error);
  return folders.reduce((text, folder) => text.replaceAll(`${folder}/`, ''), message).replaceAll(/\s+/g, ' ');
}
