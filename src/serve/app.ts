import { Hono } from 'hono';
import type { FeatureSource } from '../query/feature-source.js';

/** What answers requests, the same on a laptop and in the cloud. */
export function createApp(source: FeatureSource): Hono {
  const app = new Hono();
  app.get('/health', async (context) => context.json({ collections: (await source.collections()).length }));
  return app;
}
