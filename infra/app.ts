import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { listTableColumns } from '../functions/sql-table.js';
import { PIPELINE, QUERY, RETENTION } from './config.js';
import { synthesise } from './nag.js';
import { PipelineStack } from './pipeline-stack.js';
import { QueryStack } from './query-stack.js';
import { StorageStack } from './storage-stack.js';

/** As `npm run package` leaves them. */
const packageAt = (group: string): string => fileURLToPath(new URL(`../dist/lambda/${group}`, import.meta.url));

const app = new App();
const { scenes, results } = new StorageStack(app, 'LandquiltStorage', {
  retention: RETENTION,
  description: 'Landquilt: the buckets of scenes and results',
});
const { ledger, alarms } = new PipelineStack(app, 'LandquiltPipeline', {
  scenes,
  results,
  packages: { control: packageAt('control'), work: packageAt('work') },
  config: PIPELINE,
  description: 'Landquilt: what becomes of a scene that is dropped',
});
new QueryStack(app, 'LandquiltQuery', {
  scenes,
  results,
  ledger,
  alarms,
  packages: { api: packageAt('api') },
  columns: await listTableColumns(QUERY.sqlFigures),
  config: QUERY,
  description: 'Landquilt: what answers questions',
});
synthesise(app);
