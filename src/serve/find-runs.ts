import { InternalError } from '../errors.js';
import { compareValues } from '../query/compare-values.js';
import { VECTOR_FORMATS } from '../run/outputs.js';
import { OUTPUT_NAMES, POINTER_NAME } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { loadRun, type PublishedRun, type RunPlace } from './load-run.js';

/** What a store has. */
export interface FoundRuns {
  /** In order of recipe, then of scene. */
  runs: readonly PublishedRun[];
  /** Of runs that are left out, for their files are missing or broken. */
  problems: readonly string[];
}

export interface RunFinder {
  /** What was published when the store was last looked at: a few seconds ago, where it answers at once. */
  find(): Promise<FoundRuns>;
  /** The next `find` looks again: something turned out to be another. */
  forget(): void;
}

export interface RunFinderOptions {
  /** How long what was found is taken for what is there. */
  refreshMs?: number;
  /** More runs than these are refused. */
  maxRuns?: number;
  /** Told of a run that is left out, once. */
  onProblem?: (problem: string) => void;
}

/** Scene ids as plans make them, names of recipes, and nothing else: no folder that begins with a dot. */
const POINTER_KEY = /^([\p{L}\p{M}\p{N}_][\p{L}\p{M}\p{N}._-]*)\/([a-z0-9-]+)\/([a-z.]+)$/u;
/** No scene has a name that comes before this, and no work file one that comes after. */
const AFTER_WORK = '.landquilt0';
/** Files whose change makes another run. */
const LOOKED_AT: readonly string[] = [POINTER_NAME, VECTOR_FORMATS.fgb.file, OUTPUT_NAMES.statistics];
const LOADS_AT_ONCE = 8;
/** Where looking again takes longer, what was found before is the answer meanwhile. */
const PATIENCE_MS = 250;

interface Loaded {
  /** ETags of the files that are looked at. */
  version: string;
  run: PublishedRun | null;
  problem: string | null;
}

/** Finds runs by listing; only those whose files have other ETags than before are read again. */
export function createRunFinder(store: Store, options: RunFinderOptions = {}): RunFinder {
  const { refreshMs = 3000, maxRuns = 20_000, onProblem = () => {} } = options;
  let loaded = new Map<string, Loaded>();
  let last: FoundRuns = { runs: [], problems: [] };
  let looking: Promise<FoundRuns> | null = null;
  /** Until when `last` is taken for what is there; null where it must not be. */
  let until: number | null = null;
  /** What began to look before it was forgotten counts no more. */
  let generation = 0;

  async function look(): Promise<FoundRuns> {
    const mine = generation;
    const places = await listPlaces(store, maxRuns);
    const next = new Map<string, Loaded>();
    const due = [...places].filter(([key, { version }]) => {
      const known = loaded.get(key);
      // What could not be read may be readable by now.
      if (known?.version !== version || known.problem) return true;
      next.set(key, known);
      return false;
    });
    if (due.length === 0 && next.size === loaded.size) return last;
    await Promise.all(
      Array.from({ length: LOADS_AT_ONCE }, async () => {
        for (let one = due.pop(); one; one = due.pop()) next.set(one[0], await load(store, one[1]));
      }),
    );
    const runs = [...next.values()].flatMap(({ run }) => (run ? [run] : []));
    const problems = [...next.values()].flatMap(({ problem }) => (problem ? [problem] : []));
    const found = { runs: runs.sort(compareRuns), problems: problems.sort() };
    if (mine === generation) {
      for (const problem of found.problems) if (!last.problems.includes(problem)) onProblem(problem);
      loaded = next;
      last = found;
    }
    return found;
  }

  function lookOnce(): Promise<FoundRuns> {
    if (looking) return looking;
    const mine = look();
    looking = mine;
    const isDone = (isFound: boolean): void => {
      if (looking !== mine) return;
      looking = null;
      if (isFound) until = performance.now() + refreshMs;
    };
    mine.then(
      () => isDone(true),
      () => isDone(false),
    );
    return mine;
  }

  return {
    async find() {
      if (until === null) return lookOnce();
      return performance.now() < until ? last : atMost(PATIENCE_MS, lookOnce(), last);
    },
    forget() {
      generation++;
      until = null;
      looking = null;
    },
  };
}

/** What is awaited; something else where it takes longer. */
function atMost<T>(ms: number, awaited: Promise<T>, otherwise: T): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(otherwise), ms);
    awaited.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

interface Listed extends RunPlace {
  version: string;
}

async function listPlaces(store: Store, maxRuns: number): Promise<Map<string, Listed>> {
  const listed = new Map<string, Listed & { hasPointer: boolean }>();
  // What runs under way work on may be a hundred thousand files: their folder comes before the first scene.
  for await (const { key, etag } of store.list('', AFTER_WORK)) {
    const [, sceneId, recipe, name] = POINTER_KEY.exec(key) ?? [];
    if (sceneId === undefined || !LOOKED_AT.includes(name)) continue;
    const place = `${recipe}.${sceneId}`;
    const before = listed.get(place);
    const version = `${before?.version ?? ''}${name}:${etag} `;
    listed.set(place, { sceneId, recipe, version, hasPointer: name === POINTER_NAME || before?.hasPointer === true });
    if (listed.size > maxRuns) {
      const facts = { thing: 'store', wanted: `at most ${maxRuns} runs`, got: 'more', source: store.describe('') };
      throw new InternalError(facts);
    }
  }
  return new Map([...listed].filter(([, { hasPointer }]) => hasPointer));
}

/** A run that cannot be read takes no other with it. */
async function load(store: Store, { sceneId, recipe, version }: Listed): Promise<Loaded> {
  try {
    return { version, run: await loadRun(store, { sceneId, recipe }), problem: null };
  } catch (error) {
    return { version, run: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

const compareRuns = (a: RunPlace, b: RunPlace): number =>
  compareValues(a.recipe, b.recipe) || compareValues(a.sceneId, b.sceneId);
