import type { Hono } from 'hono';
import type { FeatureSource } from '../query/feature-source.js';
import type { Store } from '../store/store.js';
import { type AppOptions, createApp } from './app.js';
import { createRunFinder } from './find-runs.js';
import { createFeatureSource } from './source.js';
import { addStacRoutes } from './stac-routes.js';
import { createStacSource } from './stac-source.js';

export interface StoreAppOptions extends AppOptions {
  /** Told of a run that is left out, once. */
  onProblem?(problem: string): void;
  /** Where a file of the store can be fetched from without us, for a while: files are not sent from here then. */
  fileUrl?(key: string): Promise<string>;
}

/** What answers all requests about the published runs of a store, which are looked for once for all of them. */
export function createStoreApp(
  store: Store,
  { onProblem, fileUrl, ...options }: StoreAppOptions = {},
): { app: Hono; source: FeatureSource } {
  const finder = createRunFinder(store, onProblem ? { onProblem } : {});
  const source = createFeatureSource(store, { finder });
  const app = createApp(source, options);
  addStacRoutes(app, createStacSource(store, { finder, ...(fileUrl ? { fileUrl } : {}) }), options);
  return { app, source };
}
