import { hasInstances, separatesObjects } from '../segment/instances.js';
import { hasSieve, hasSimplify } from '../segment/vectorize-options.js';
import type { RunContext } from './context.js';
import type { Plan } from './plan.js';
import type { Step } from './progress.js';
import { findMissingPacks, isJoined, isStaged, isStitched, isWholeJson, isWholePack } from './resume.js';
import { blocksOf } from './simplify-step.js';
import type { PackStep } from './task-packs.js';
import { type Task, writtenFiles } from './tasks.js';

/*
 * The order of a run, the same for a pool of threads and for a state machine: phases one after the other, each found from
 * what is in the store. So a run that was stopped goes on wherever it is started again.
 */

/** What one worker does while no other is at work. */
export type Piece = 'fit' | 'sieve regions' | 'sieve classes' | 'join objects' | 'stitch' | 'finish join' | 'publish';

/** What a phase waits for: tasks that any workers do in any order, or a piece that one does alone. */
export type Work = { kind: 'tasks'; tasks: Task[] } | { kind: 'alone'; piece: Piece };

export interface Phase {
  /** The step that a person is told of; several phases may belong to one. */
  step: Step;
  isAsked(plan: Plan): boolean;
  /** What is left to do; null where all is done. All phases before it have to be done. */
  find(context: RunContext): Promise<Work | null>;
}

const always = (): boolean => true;
const sieves = ({ recipe }: Plan): boolean => hasSieve(recipe.vectorize);
const splits = ({ recipe }: Plan): boolean => hasInstances(recipe);

export const PHASES: readonly Phase[] = [
  {
    step: 'fit',
    isAsked: always,
    find: async ({ keys, plan, store }) => {
      return (await isWholeJson(store, keys.fit)) && (!plan.zones || (await isWholePack(store, keys.zones)))
        ? null
        : alone('fit');
    },
  },
  {
    step: 'segment',
    isAsked: always,
    find: (context) => findTiles(context, 'segment'),
  },
  {
    step: 'sieve',
    isAsked: sieves,
    find: async ({ keys, store }) =>
      (await isWholePack(store, keys.sieveRegions)) || (await isWholePack(store, keys.sieveClasses))
        ? null
        : alone('sieve regions'),
  },
  {
    step: 'sieve',
    isAsked: sieves,
    find: async (context) =>
      (await isWholePack(context.store, context.keys.sieveClasses)) ? null : findTiles(context, 'neighbours'),
  },
  {
    step: 'sieve',
    isAsked: sieves,
    find: async ({ keys, store }) => ((await isWholePack(store, keys.sieveClasses)) ? null : alone('sieve classes')),
  },
  {
    step: 'sieve',
    isAsked: sieves,
    find: (context) => findTiles(context, 'sieve'),
  },
  {
    step: 'split',
    // Where a method keeps its objects apart, segmenting has written them.
    isAsked: (plan) => splits(plan) && !separatesObjects(plan.recipe),
    find: async (context) =>
      (await isWholePack(context.store, context.keys.instances)) ? null : findTiles(context, 'objects'),
  },
  {
    step: 'split',
    isAsked: splits,
    find: async ({ keys, store }) => ((await isWholePack(store, keys.instances)) ? null : alone('join objects')),
  },
  {
    step: 'split',
    isAsked: splits,
    find: (context) => findTiles(context, 'split'),
  },
  {
    step: 'stitch',
    isAsked: always,
    find: async (context) => ((await isStitched(context)) ? null : alone('stitch')),
  },
  {
    step: 'simplify',
    isAsked: ({ recipe }) => hasSimplify(recipe.vectorize),
    find: async (context) => {
      const blocks = await findMissingPacks(context, 'simplify', blocksOf(context.grid).count);
      return tasksOf(blocks.map((block): Task => ({ step: 'simplify', block })));
    },
  },
  {
    step: 'vectorize',
    isAsked: always,
    find: async (context) => {
      const tiles = await findMissingPacks(context, 'vectorize');
      const files = await findFileTasks(context, writtenFiles(context.plan, 'tiles'));
      return tasksOf([...files, ...tiles.map((tile): Task => ({ step: 'vectorize', tile }))]);
    },
  },
  {
    step: 'publish',
    isAsked: always,
    find: async (context) => {
      if (await isJoined(context)) return null;
      const shares = context.plan.workers;
      return tasksOf(Array.from({ length: shares }, (_, share): Task => ({ step: 'join', share, shares })));
    },
  },
  {
    step: 'publish',
    isAsked: always,
    find: async (context) => ((await isJoined(context)) ? null : alone('finish join')),
  },
  {
    step: 'publish',
    isAsked: always,
    find: async (context) => tasksOf(await findFileTasks(context, writtenFiles(context.plan))),
  },
  { step: 'publish', isAsked: always, find: async () => alone('publish') },
];

const alone = (piece: Piece): Work => ({ kind: 'alone', piece });

const tasksOf = (tasks: Task[]): Work | null => (tasks.length > 0 ? { kind: 'tasks', tasks } : null);

async function findTiles(context: RunContext, step: Exclude<PackStep, 'simplify'>): Promise<Work | null> {
  return tasksOf((await findMissingPacks(context, step)).map((tile): Task => ({ step, tile })));
}

/** Tasks for those of the files that are not staged yet. */
async function findFileTasks(context: RunContext, files: readonly string[]): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const file of files) if (!(await isStaged(context, file))) tasks.push({ step: 'write', file });
  return tasks;
}

/** How many pieces of work a step has, as a person is told, and how many of them are done. */
export async function countPieces(context: RunContext, step: Step): Promise<{ total: number; reused: number }> {
  const { grid, plan } = context;
  const count = async (of: PackStep, total = grid.count) => ({
    total,
    reused: total - (await findMissingPacks(context, of, total)).length,
  });
  switch (step) {
    case 'segment':
      return count('segment');
    case 'sieve':
      return count('sieve');
    case 'split':
      return count('split');
    case 'simplify':
      return count('simplify', blocksOf(grid).count);
    case 'vectorize':
      return count('vectorize');
    case 'stitch':
      return { total: grid.count, reused: 0 };
    case 'publish':
      return { total: writtenFiles(plan).length + 2, reused: 0 };
    default:
      return { total: 1, reused: 0 };
  }
}
