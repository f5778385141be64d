import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { prepareLocalCloud, useEndpoint } from './local-cloud.js';
import { SYNTHESISED } from './local-functions.js';
import { localTemplate, writeSamFiles } from './sam-local.js';

/**
 * Calls a function by `sam local invoke`, with an event of `events/`. See docs/local.md.
 *
 *   npm run sam:invoke -- --prepare       writes the files that sam needs, and what the functions need around them
 *   npm run sam:invoke -- plan            calls the function `plan` with events/plan.json
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    endpoint: { type: 'string', default: 'http://127.0.0.1:5000' },
    // The same, where containers see it by another name.
    inside: { type: 'string' },
    prepare: { type: 'boolean' },
    scene: { type: 'string' },
  },
});
const EVENTS = fileURLToPath(new URL('../events', import.meta.url));

const outside = useEndpoint(values.endpoint);
const functions = writeSamFiles({ ...outside, AWS_ENDPOINT_URL: values.inside ?? values.endpoint });
if (values.prepare) await prepareLocalCloud(values.scene);
const [name] = positionals;
if (name) process.exitCode = invoke(name);
else if (!values.prepare) process.stdout.write(`events: ${listEvents().join(', ')}\n`);

function invoke(name: string): number {
  const event = join(EVENTS, `${name}.json`);
  const found = functions.find(({ entry }) => entry === name.split('-')[0]);
  if (!found || !existsSync(event)) {
    process.stderr.write(`event: wanted one of ${listEvents().join(', ')}, got ${name}\n`);
    return 2;
  }
  const template = join(SYNTHESISED, localTemplate(found.stack));
  const { status, error } = spawnSync('sam', ['local', 'invoke', found.logicalId, '-t', template, '-e', event], {
    stdio: 'inherit',
  });
  if (error) process.stderr.write('sam: wanted the AWS SAM command line, got none: pip install aws-sam-cli\n');
  return status ?? 1;
}

function listEvents(): string[] {
  return readdirSync(EVENTS).map((file) => file.replace(/\.json$/, ''));
}
