import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type ArrivalTimes, canOpen, createArrivalCheck } from './arrival-check.js';
import { claimFolder } from './claim-folder.js';
import { findScenes } from './find-scenes.js';
import { createJobQueue } from './job-queue.js';
import type { JobsApi } from './job-routes.js';
import { openJournal } from './journal.js';
import { createLocalUploads } from './local-uploads.js';
import { createRecipes } from './own-recipes.js';
import type { SceneRunner } from './scene-runner.js';
import { addUploadRoute } from './upload-route.js';
import { watchFolder } from './watch-folder.js';

export interface IncomingOptions extends Partial<ArrivalTimes> {
  /** Scenes are brought here, as `<recipe>/<name>.tif`; made where there is none. */
  folder: string;
  /** Where results go. */
  store: string;
  run: SceneRunner;
  jobsAtOnce?: number;
  maxUploadBytes: number;
  /** Told of what is left alone, once. */
  onProblem?(problem: string): void;
  onFault?(error: unknown): void;
  /** How often the folder is looked at. */
  everyMs?: number;
}

/** A folder that scenes are brought to, and all that becomes of them. */
export interface Incoming {
  api: JobsApi;
  /** Stops what is under way; opened again, it is gone on with. */
  close(): Promise<void>;
}

/** Where the server keeps what it must know of the folder. */
const OWN_FOLDER = '.landquilt';
const TIMES: ArrivalTimes & { everyMs: number } = { steadyMs: 1500, patienceMs: 60_000, everyMs: 2000 };

/** Opens a folder that scenes are brought to: what comes is run, one after the other. */
export async function openIncoming(options: IncomingOptions): Promise<Incoming> {
  const { store, run, jobsAtOnce = 1, maxUploadBytes: maxBytes, onProblem = () => {}, onFault = () => {} } = options;
  const times = { ...TIMES, ...options };
  const folder = resolve(options.folder);
  const own = join(folder, OWN_FOLDER);
  await mkdir(own, { recursive: true });
  const release = await claimFolder(folder);
  const journal = await openJournal(join(own, 'jobs.json'), { onProblem });
  const uploads = await createLocalUploads({ folder, partialFolder: join(own, 'uploads'), maxBytes });
  const recipes = createRecipes(folder, onProblem);
  const queue = createJobQueue({ journal, run, folder, store, jobsAtOnce, findRecipe: recipes.find });

  const check = createArrivalCheck(times, (file) => canOpen(join(folder, file)));
  const told = new Set<string>();
  const watch = watchFolder(folder, { everyMs: times.everyMs, onFault }, async () => {
    const { scenes, strays } = await findScenes(folder);
    for (const scene of await check.findWhole(scenes, performance.now())) queue.receive(scene);
    for (const file of strays.filter((stray) => !told.has(stray))) {
      onProblem(`${join(folder, file)} is no <recipe>/<name>.tif`);
      told.add(file);
    }
  });

  return {
    api: {
      jobs: journal,
      uploads,
      recipes: recipes.list,
      onFault,
      addRoutes: (app) => addUploadRoute(app, { uploads, receive: queue.receive, onFault }),
    },
    async close() {
      await Promise.all([watch.close(), queue.close()]);
      await release();
    },
  };
}
