import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionsOf, type LocalFunction } from '../../scripts/local-functions.js';
import { ENV_FILE, localTemplate, writeSamFiles } from '../../scripts/sam-local.js';
import { synthesisePipeline } from '../support/pipeline-template.js';
import { synthesiseQuery } from '../support/query-template.js';
import { readProjectFile } from '../support/sources.js';
import { makeFolder } from '../support/write-scene.js';

/** A Python with `aws-sam-cli`, which pins other versions of what the judges of `GEO_PYTHON` need. Nobody else asks it. */
const SAM_PYTHON = process.env.SAM_PYTHON ?? '';
const hasSam = SAM_PYTHON !== '' && spawnSync(SAM_PYTHON, ['-c', 'import samcli']).status === 0;

const ENDPOINT = { AWS_ENDPOINT_URL: 'http://127.0.0.1:5000' };
/** CDK orders what the order of references would order too; and the table of layers is not used without the layers. */
const HARMLESS = ['W3005', 'W7001'];

const folder = makeFolder('sam');
const STACKS = ['LandquiltPipeline', 'LandquiltQuery'];
let functions: LocalFunction[] = [];

beforeAll(() => {
  mkdirSync(join(folder, 'code'));
  const templates: Template[] = [synthesisePipeline().template, synthesiseQuery()];
  for (const [i, stack] of STACKS.entries()) {
    const json = templates[i].toJSON() as { Resources: Record<string, object> };
    // As `cdk synth` writes it.
    const Metadata = { 'aws:asset:path': 'code', 'aws:asset:property': 'Code' };
    for (const { logicalId } of functionsOf(json, stack)) Object.assign(json.Resources[logicalId], { Metadata });
    writeFileSync(join(folder, `${stack}.template.json`), JSON.stringify(json));
  }
  functions = writeSamFiles(ENDPOINT, folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Probe {
  functions: { logicalId: string; code: string; handler: string; layers: number; env: object }[];
  routes: { function: string; methods: string[]; path: string; format: string }[];
}

function sam(...args: string[]): string {
  const env = { ...process.env, SAM_CLI_TELEMETRY: '0', AWS_DEFAULT_REGION: 'eu-central-1' };
  const { stdout, stderr, status } = spawnSync(SAM_PYTHON, args, { encoding: 'utf8', env, cwd: folder });
  if (status !== 0 && !args.includes('--lint')) throw new Error(stderr);
  return `${stdout}${stderr}`;
}

const probe = (stack: string): Probe =>
  JSON.parse(
    sam(join(import.meta.dirname, '../support/sam-probe.py'), localTemplate(stack), ENV_FILE)
      .split('\n')
      .at(-2)!,
  ) as Probe;

describe('the files for sam', () => {
  it('have a value for every variable, none of which is a reference', () => {
    const env = JSON.parse(readFileSync(join(folder, ENV_FILE), 'utf8')) as Record<string, Record<string, string>>;
    expect(Object.keys(env).length).toBe(functions.length);
    for (const variables of Object.values(env)) {
      expect(variables).toMatchObject(ENDPOINT);
      for (const value of Object.values(variables)) expect(value).toMatch(/./);
    }
  });

  it('are those that samconfig.toml names', () => {
    const config = readProjectFile('samconfig.toml');
    const named = [...config.matchAll(/"cdk\.out\/([^"]+)"/g)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set([...STACKS.map(localTemplate), ENV_FILE]));
  });
});

describe.skipIf(!hasSam)('in the eyes of sam', () => {
  it.each(STACKS)('%s is a template without fault', (stack) => {
    const said = sam('-m', 'samcli', 'validate', '--lint', '-t', localTemplate(stack));
    const faults = [...said.matchAll(/\[+([EWI]\d{4}):[^\]]*\]/g)].filter(([, rule]) => !HARMLESS.includes(rule));
    expect(faults.map(([fault]) => fault)).toEqual([]);
    expect(said).toMatch(/is a valid SAM Template|W3005/);
  });

  it.each(STACKS)('the functions of %s can be started', (stack) => {
    const found = probe(stack).functions.toSorted((a, b) => a.logicalId.localeCompare(b.logicalId));
    const expected = functions
      .filter((one) => one.stack === stack)
      .map(({ logicalId, entry, env }) => ({
        logicalId,
        code: expect.stringMatching(/code$/),
        handler: `dist/functions/${entry}.handler`,
        runtime: 'nodejs24.x',
        layers: 0,
        env: { ...env, ...ENDPOINT },
      }));
    expect(found).toMatchObject(expected.toSorted((a, b) => a.logicalId.localeCompare(b.logicalId)));
  });

  it('the API hands every request to its function', () => {
    const [{ logicalId }] = functions.filter(({ entry }) => entry === 'api');
    expect(probe('LandquiltQuery').routes).toMatchObject([{ function: logicalId, path: '$default', format: '2.0' }]);
  });
});
