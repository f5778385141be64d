import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PIPELINE, type PipelineConfig, RETENTION } from '../../infra/config.js';
import { PipelineStack } from '../../infra/pipeline-stack.js';
import { StorageStack } from '../../infra/storage-stack.js';
import { readProjectFile } from './sources.js';

export type State = Record<string, unknown> & { Type: string; Next?: string };

export interface Definition {
  StartAt: string;
  TimeoutSeconds: number;
  States: Record<string, State>;
}

/** A made-up account, so that what an account adds is plain text. */
export const REGION = 'eu-central-1';
export const ACCOUNT = '111122223333';

/** The stack with code that does nothing: what it is made of does not depend on the code. */
export function synthesisePipeline(changes: Partial<PipelineConfig> = {}): {
  template: Template;
  stack: PipelineStack;
} {
  const folder = mkdtempSync(join(tmpdir(), 'landquilt-infra-'));
  const code = join(folder, 'code');
  mkdirSync(code);
  writeFileSync(join(code, 'index.mjs'), '');
  const { context } = JSON.parse(readProjectFile('cdk.json')) as { context: Record<string, unknown> };
  const app = new App({ context, outdir: join(folder, 'out') });
  const { scenes, results } = new StorageStack(app, 'LandquiltStorage', { retention: RETENTION });
  const packages = { control: code, work: code };
  const stack = new PipelineStack(app, 'LandquiltPipeline', {
    scenes,
    results,
    packages,
    config: { ...PIPELINE, ...changes },
  });
  const template = Template.fromStack(stack);
  rmSync(folder, { recursive: true });
  return { template, stack };
}

type Joined = { 'Fn::Join': [string, unknown[]] };

/** The state machine with references written as `name` says; the template has it in pieces. */
export function definitionOf(template: Template, name: (reference: unknown) => string = JSON.stringify): Definition {
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const {
    'Fn::Join': [between, pieces],
  } = machine.Properties.DefinitionString as Joined;
  const texts = pieces.map((piece) => (typeof piece === 'string' ? piece : JSON.stringify(name(piece)).slice(1, -1)));
  return JSON.parse(texts.join(between)) as Definition;
}
