import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { GEO_PYTHON } from '../support/geo-python.js';
import { definitionOf, synthesisePipeline } from '../support/pipeline-template.js';
import { synthesiseQuery } from '../support/query-template.js';
import { makeFolder } from '../support/write-scene.js';

const folder = makeFolder('lint');
afterAll(() => rmSync(folder, { recursive: true }));

/** CDK orders what the order of references would order too. */
const HARMLESS = 'W3005';

function lint(template: object): string {
  const path = join(folder, 'template.json');
  writeFileSync(path, JSON.stringify(template));
  const { stdout, stderr } = spawnSync(
    GEO_PYTHON,
    ['-c', 'from cfnlint import runner; runner.main()', '-i', HARMLESS, '--', path],
    { encoding: 'utf8' },
  );
  return `${stdout}${stderr}`.trim();
}

it.each(['off', 'on'] as const)(
  'the template has no fault in the eyes of cfn-lint, nor has its state machine, with GPUs %s',
  (gpu) => {
    const { template } = synthesisePipeline({ gpu });
    const plain = template.toJSON();
    const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    const definition = definitionOf(template, (reference) =>
      JSON.stringify(reference).includes('Partition')
        ? 'aws'
        : 'arn:aws:lambda:eu-central-1:111122223333:function:step',
    );
    const [id] = Object.entries(plain.Resources as Record<string, unknown>).find(
      ([, resource]) => resource === machine,
    ) ?? ['RunsE45A2291'];
    // The linter does not look into a text that is joined from pieces.
    const whole = (states: object) => {
      const copy = structuredClone(plain) as { Resources: Record<string, { Properties: Record<string, unknown> }> };
      copy.Resources[id].Properties.DefinitionString = JSON.stringify({ ...definition, States: states });
      return copy;
    };
    expect(lint(whole(definition.States))).toBe('');
    const { Plan, ...others } = definition.States;
    expect(lint(whole({ ...others, Plan: { ...Plan, Type: 'Tusk' } }))).toContain('Tusk');
  },
);

it.each([{ kind: 'api-key' }, { kind: 'iam' }] as const)(
  'the template of what answers questions has no fault, with access by $kind',
  (access) => {
    expect(lint(synthesiseQuery({ access }).toJSON())).toBe('');
  },
);
