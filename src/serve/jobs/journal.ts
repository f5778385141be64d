import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { JOB_STATES, type Job, type JobSource, type JobState } from './job-source.js';

/** A job, and the file that it is about. */
export interface JournalEntry extends Job {
  /** `<recipe>/…/<name>`, below the folder that scenes are brought to. */
  file: string;
  version: string;
  /** Where its results go. */
  store: string;
}

/** What became of the scenes of a folder; it outlives the server. */
export interface Journal extends Required<JobSource> {
  /** Of the newest version that came of a file. */
  newestOf(file: string): JournalEntry | null;
  /** Those that wait or are under way, the oldest first. */
  unfinished(): JournalEntry[];
  add(entry: JournalEntry): void;
  /** Notes what has changed, and tells of it. */
  change(id: string, change: Partial<Job>): void;
  /** Writes what is not yet written. */
  save(): Promise<void>;
}

export interface JournalOptions {
  /** Told where it could not be read or written. */
  onProblem?(problem: string): void;
  now?(): Date;
}

/** Of files that are finished, so many are remembered, and with them that they need not be done again. */
const KEPT_ENTRIES = 20_000;
/** The file is written at most once in this time. */
const SAVE_MS = 300;
const UNFINISHED: readonly JobState[] = ['RECEIVED', 'PLANNED', 'RUNNING'];

export const isUnfinished = ({ state }: Job): boolean => UNFINISHED.includes(state);

/** Reads the journal at a path, or begins one. */
export async function openJournal(
  path: string,
  { onProblem = () => {}, now = () => new Date() }: JournalOptions = {},
): Promise<Journal> {
  /** In the order in which they came. */
  const entries = new Map<string, JournalEntry>();
  const newest = new Map<string, string>();
  const listeners = new Set<(job: Job) => void>();
  const remember = (entry: JournalEntry): void => {
    entries.delete(entry.id);
    entries.set(entry.id, entry);
    newest.set(entry.file, entry.id);
  };
  for (const entry of await loadEntries(path, onProblem)) remember(entry);

  let timer: NodeJS.Timeout | undefined;
  let saving = Promise.resolve();
  const save = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const text = `${JSON.stringify({ version: 1, jobs: [...entries.values()] })}\n`;
    saving = saving.then(() => writeWhole(path, text)).catch((error: Error) => onProblem(error.message));
    return saving;
  };

  function tell(entry: JournalEntry): void {
    for (const listener of listeners) listener(toJob(entry));
  }

  function forgetOldest(): void {
    for (const entry of entries.values()) {
      if (entries.size <= KEPT_ENTRIES) return;
      if (isUnfinished(entry)) continue;
      entries.delete(entry.id);
      if (newest.get(entry.file) === entry.id) newest.delete(entry.file);
    }
  }

  return {
    async list(limit) {
      return [...entries.values()].slice(-limit).reverse().map(toJob);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    newestOf: (file) => entries.get(newest.get(file) ?? '') ?? null,
    unfinished: () => [...entries.values()].filter(isUnfinished),
    add(entry) {
      remember(entry);
      forgetOldest();
      timer ??= setTimeout(save, SAVE_MS);
      tell(entry);
    },
    change(id, change) {
      const entry = entries.get(id);
      if (!entry) return;
      // How far a step is needs not be known by the next server.
      if (change.state !== undefined && change.state !== entry.state) timer ??= setTimeout(save, SAVE_MS);
      Object.assign(entry, change, { updatedAt: now().toISOString() });
      tell(entry);
    },
    save,
  };
}

/** What anybody may know of an entry. */
export const toJob = ({ file: _, version: __, store: ___, ...job }: JournalEntry): Job => job;

async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.partial`, text);
  await rename(`${path}.partial`, path);
}

/** None where there is no journal; one that cannot be read is put aside. */
async function loadEntries(path: string, onProblem: (problem: string) => void): Promise<JournalEntry[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return [];
  const entries = parseEntries(text);
  if (entries) return entries;
  await rename(path, `${path}.damaged`);
  onProblem(`${path} cannot be read, and is begun anew: scenes that are finished are looked at again`);
  return [];
}

function parseEntries(text: string): JournalEntry[] | null {
  try {
    const { version, jobs } = JSON.parse(text) as { version: number; jobs: JournalEntry[] };
    return version === 1 && jobs.every(isEntry) ? jobs : null;
  } catch {
    return null;
  }
}

const isEntry = (entry: JournalEntry): boolean =>
  JOB_STATES.includes(entry.state) &&
  [entry.id, entry.scene, entry.recipe, entry.file, entry.version, entry.store, entry.updatedAt].every(
    (text) => typeof text === 'string',
  );
