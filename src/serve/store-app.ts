import type { Hono } from 'hono';
import type { FeatureSource } from '../query/feature-source.js';
import type { Store } from '../store/store.js';
import { type AppOptions, createApp } from './app.js';
import { createRunFinder } from './find-runs.js';
import { addJobRoutes, type JobsApi } from './jobs/job-routes.js';
import { JOBS_DOCUMENT } from './jobs/jobs-document.js';
import { joinSources } from './join-sources.js';
import { createFeatureSource } from './source.js';
import { addStacRoutes } from './stac-routes.js';
import { createStacSource, type FilesElsewhere } from './stac-source.js';
import { addTileRoutes } from './tile-routes.js';
import { createTileSource } from './tiles/tile-source.js';
import { TILES_DOCUMENT } from './tiles/tiles-document.js';
import { addViewerRoutes, type ViewerOptions } from './viewer-routes.js';
import { createZonesSource } from './zones/zones-source.js';

export interface StoreAppOptions extends AppOptions {
  /** Told of a run that is left out, once. */
  onProblem?(problem: string): void;
  elsewhere?: FilesElsewhere;
  /** Where scenes are brought, and what becomes of them; absent where results alone are served. */
  jobs?: JobsApi;
  viewer?: ViewerOptions;
}

/** What answers all requests about the published runs of a store, which are looked for once for all of them. */
export function createStoreApp(
  store: Store,
  { onProblem, elsewhere, jobs, viewer, ...options }: StoreAppOptions = {},
): { app: Hono; source: FeatureSource } {
  const finder = createRunFinder(store, onProblem ? { onProblem } : {});
  // Whoever hears that a run is published finds it.
  jobs?.jobs.subscribe?.(({ state }) => state === 'PUBLISHED' && finder.forget());
  const zones = createZonesSource(store, finder, onProblem ? { onProblem } : {});
  const source = joinSources([createFeatureSource(store, { finder }), zones]);
  const app = createApp(source, { ...options, besides: [TILES_DOCUMENT, ...(jobs ? [JOBS_DOCUMENT] : [])] });
  addStacRoutes(app, createStacSource(store, { finder, ...(elsewhere ? { elsewhere } : {}) }), options);
  addTileRoutes(app, createTileSource(store, finder), options);
  addViewerRoutes(app, viewer);
  if (jobs) addJobRoutes(app, { ...(options.onFault ? { onFault: options.onFault } : {}), ...jobs });
  return { app, source };
}
