import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { listTableColumns } from '../../functions/sql-table.js';
import { PIPELINE, type PipelineConfig, QUERY, type QueryConfig, RETENTION } from '../../infra/config.js';
import { PipelineStack } from '../../infra/pipeline-stack.js';
import { QueryStack } from '../../infra/query-stack.js';
import { StorageStack } from '../../infra/storage-stack.js';
import { readProjectFile } from './sources.js';

export interface AppChanges {
  pipeline?: Partial<PipelineConfig>;
  query?: Partial<QueryConfig>;
}

const columns = await listTableColumns(['moisture_mean']);

/** All stacks, with code that does nothing: what they are made of does not depend on the code. */
export function createStacks(folder: string, { pipeline, query }: AppChanges = {}): { app: App; stack: QueryStack } {
  const code = join(folder, 'code');
  mkdirSync(code, { recursive: true });
  writeFileSync(join(code, 'index.mjs'), '');
  const { context } = JSON.parse(readProjectFile('cdk.json')) as { context: Record<string, unknown> };
  const app = new App({ context, outdir: mkdtempSync(join(folder, 'out-')) });
  const buckets = new StorageStack(app, 'LandquiltStorage', { retention: RETENTION });
  const { scenes, results } = buckets;
  const packages = { control: code, work: code, api: code };
  const config = { ...PIPELINE, ...pipeline };
  const { ledger, alarms } = new PipelineStack(app, 'LandquiltPipeline', { scenes, results, packages, config });
  const stack = new QueryStack(app, 'LandquiltQuery', {
    ...{ scenes, results, ledger, alarms, packages, columns },
    config: { ...QUERY, ...query },
  });
  return { app, stack };
}

export function synthesiseQuery(query: Partial<QueryConfig> = {}): Template {
  const folder = mkdtempSync(join(tmpdir(), 'landquilt-query-'));
  const template = Template.fromStack(createStacks(folder, { query }).stack);
  rmSync(folder, { recursive: true });
  return template;
}
