import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GROUPS, packageFunctions } from '../../scripts/package-functions.js';
import { makeFolder } from '../support/write-scene.js';

const { platform, arch } = process;
/** Elsewhere, the native code that Lambda needs is not installed by itself. */
const isLambdaLike = platform === 'linux' && arch === 'x64';

// Outside the project: what is not in a package is not found.
const folder = makeFolder('package');
beforeAll(async () => {
  if (!isLambdaLike) return;
  const packaged = await packageFunctions(folder);
  for (const { name, bytes, mostBytes } of packaged) expect(bytes, name).toBeLessThanOrEqual(mostBytes);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const ENV = {
  LEDGER: 'ledger',
  LEDGER_DAYS: '1',
  STATE_MACHINE: 'arn:aws:states:eu-central-1:111122223333:stateMachine:runs',
  RESULTS: 's3://results',
  EVENT_BUS: 'default',
  SHARES: '2',
  WORKER_MEMORY_MB: '2000',
  TARGET_CALL_SECONDS: '120',
  LEAST_CALL_SECONDS: '10',
  WORKERS_AT_ONCE: '100',
  GPU_BATCH_PIXELS: '1000000',
  NETWORK_DEVICE: 'cpu',
  RECIPES: 's3://scenes/recipes',
  SCENES: 's3://scenes',
  ADDRESS_SECONDS: '900',
  ACCESS: 'iam',
  QUIET_MINUTES: '30',
  SWEEP_DAYS: '14',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
};

function run(group: string, code: string, env: Record<string, string> = ENV): string {
  const path = join(folder, group, 'try.mjs');
  writeFileSync(path, code);
  const all = { PATH: process.env.PATH!, ...env };
  return execFileSync(process.execPath, [path], { encoding: 'utf8', env: all, stdio: 'pipe' }).trim();
}

describe.skipIf(!isLambdaLike)('the packages of the functions', () => {
  it.each(Object.entries(GROUPS))('%s has handlers that load from it alone', (group, { entries }) => {
    const imports = entries.map((entry) => `typeof (await import('./dist/functions/${entry}.mjs')).handler`);
    expect(run(group, `console.log([${imports.join(', ')}].join())`)).toBe(entries.map(() => 'function').join());
  });

  it('has what decodes pictures and asks models where pixels are read, and only there', () => {
    const code = `
      const { default: sharp } = await import('sharp');
      const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } }).png().toBuffer();
      const ort = await import('onnxruntime-node');
      const model = new URL('./models/land-cover-s2/model.onnx', import.meta.url).pathname;
      const { inputNames } = await (ort.default ?? ort).InferenceSession.create(model);
      console.log(png.length > 0 && inputNames.length);`;
    expect(Number(run('work', code))).toBeGreaterThan(0);
    expect(existsSync(join(folder, 'control/node_modules/sharp'))).toBe(false);
    expect(existsSync(join(folder, 'control/node_modules/onnxruntime-node'))).toBe(false);
    expect(existsSync(join(folder, 'api/node_modules/onnxruntime-node'))).toBe(false);
  });

  it('keeps the names of errors that the state machine knows', () => {
    const code = `
      const { handler } = await import('./dist/functions/plan.mjs');
      const request = { scene: '/nowhere/fields.tif', recipe: 'crop-health', out: '/nowhere' };
      console.log(await handler({ name: 'n', request }).catch((error) => error.name));`;
    expect(run('control', code)).toBe('InputError');
  });

  it('stops at its start where the environment is not complete', () => {
    const { LEDGER: _, ...rest } = ENV;
    expect(() => run('control', "await import('./dist/functions/intake.mjs')", rest)).toThrow(
      'environment variable LEDGER: wanted a value, got none',
    );
  });
});
