import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll, expect, it } from 'vitest';
import { PIPELINE, RETENTION } from '../../infra/config.js';
import { synthesise } from '../../infra/nag.js';
import { PipelineStack } from '../../infra/pipeline-stack.js';
import { StorageStack } from '../../infra/storage-stack.js';
import { readProjectFile } from '../support/sources.js';
import { makeFolder } from '../support/write-scene.js';

const folder = makeFolder('nag');
afterAll(() => rmSync(folder, { recursive: true }));

it.each(['off', 'on'] as const)('breaks no rule of AWS Solutions without a reason, with GPUs %s', (gpu) => {
  const { context } = JSON.parse(readProjectFile('cdk.json')) as { context: Record<string, unknown> };
  const app = new App({ context, outdir: join(folder, gpu) });
  const { scenes, results } = new StorageStack(app, 'LandquiltStorage', { retention: RETENTION });
  const code = join(folder, 'code');
  mkdirSync(code, { recursive: true });
  writeFileSync(join(code, 'index.mjs'), '');
  const packages = { control: code, work: code };
  new PipelineStack(app, 'LandquiltPipeline', { scenes, results, packages, config: { ...PIPELINE, gpu } });
  expect(() => synthesise(app)).not.toThrow();
});
