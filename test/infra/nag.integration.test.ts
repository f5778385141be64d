import { rmSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import type { PipelineConfig, QueryConfig } from '../../infra/config.js';
import { synthesise } from '../../infra/nag.js';
import { createStacks } from '../support/query-template.js';
import { makeFolder } from '../support/write-scene.js';

const folder = makeFolder('nag');
afterAll(() => rmSync(folder, { recursive: true }));

const tokens = { issuer: 'https://id.example/', audience: 'maps', jwks: 'https://id.example/jwks.json' };
const CHOICES: { gpu: PipelineConfig['gpu']; access: QueryConfig['access'] }[] = [
  { gpu: 'off', access: { kind: 'api-key' } },
  { gpu: 'on', access: { kind: 'jwt', ...tokens } },
  { gpu: 'off', access: { kind: 'iam' } },
];

it.each(CHOICES)(
  'breaks no rule of AWS Solutions without a reason, GPUs $gpu, access by $access.kind',
  ({ gpu, access }) => {
    const { app } = createStacks(folder, { pipeline: { gpu }, query: { access } });
    expect(() => synthesise(app)).not.toThrow();
  },
);
