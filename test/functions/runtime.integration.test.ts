import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningFunction, startFunction } from '../../scripts/lambda-runtime.js';
import { prepareLocalCloud, useEndpoint } from '../../scripts/local-cloud.js';
import { functionsOf, type LocalFunction } from '../../scripts/local-functions.js';
import { packageFunctions } from '../../scripts/package-functions.js';
import { type Moto, startMoto } from '../support/moto.js';
import { synthesisePipeline } from '../support/pipeline-template.js';
import { synthesiseQuery } from '../support/query-template.js';
import { makeFolder } from '../support/write-scene.js';

const folder = makeFolder('runtime');
const functions: LocalFunction[] = [
  ...functionsOf(synthesisePipeline().template.toJSON(), 'LandquiltPipeline'),
  ...functionsOf(synthesiseQuery().toJSON(), 'LandquiltQuery'),
];
let moto: Moto;
let endpoint: Record<string, string>;

beforeAll(async () => {
  await packageFunctions(folder);
  moto = await startMoto();
  endpoint = useEndpoint(moto.endpoint);
  await prepareLocalCloud();
}, 180_000);
afterAll(() => {
  moto?.stop();
  rmSync(folder, { recursive: true });
});

const EVENTS = fileURLToPath(new URL('../../events', import.meta.url));
const eventOf = (name: string): object => JSON.parse(readFileSync(join(EVENTS, `${name}.json`), 'utf8')) as object;

async function start(entry: string, changes: Partial<LocalFunction> = {}): Promise<RunningFunction> {
  const { memoryMB, timeoutS, env } = { ...functions.find((one) => one.entry === entry)!, ...changes };
  const group = readdirSync(folder).find((name) => existsSync(join(folder, name, 'dist/functions', `${entry}.mjs`)));
  const place = { folder: join(folder, group!), entry, memoryMB, timeoutS, env: { ...env, ...endpoint } };
  return startFunction(place);
}

/** Twice: what comes again does no harm. */
async function callTwice(entry: string, event: object) {
  const running = await start(entry);
  try {
    const first = await running.invoke(event);
    const second = await running.invoke(event);
    return { first, second, running };
  } finally {
    await running.stop();
  }
}

/** Of the event of that name, in the order in which each finds what the one before left. */
const ANSWERS: Record<string, object> = {
  intake: { batchItemFailures: [] },
  plan: { sceneId: 'sample-scene', recipe: 'crop-health', phase: 0, isPublished: false },
  next: { kind: 'alone', piece: 'fit', step: 'fit' },
  alone: { phase: 1, isPublished: false },
  work: { done: 1 },
  finish: { state: 'PUBLISHED', results: 's3://results/sample-scene/crop-health/', reason: null },
  'finish-failed': { state: 'FAILED', reason: expect.stringContaining('wanted a coordinate reference system') },
  sweep: { failed: 0, isWhole: true },
  api: { statusCode: 200, headers: { 'content-type': expect.stringContaining('json') } },
};

describe("the packaged functions under Lambda's Runtime API", () => {
  it('have an event each, and each event a function', () => {
    const events = readdirSync(EVENTS).map((file) => file.replace(/\.json$/, ''));
    expect(Object.keys(ANSWERS).sort()).toEqual(events.sort());
    const entries = new Set(events.map((name) => name.split('-')[0]));
    expect([...entries].sort()).toEqual(functions.map(({ entry }) => entry).sort());
  });

  it.each(Object.keys(ANSWERS))('answer the event %s, again and again', async (name) => {
    const { first, second, running } = await callTwice(name.split('-')[0], eventOf(name));
    expect(first).toMatchObject({ isError: false, answer: ANSWERS[name] });
    expect(second.isError).toBe(false);
    expect(running.initMs).toBeGreaterThan(0);
  });

  it('tell Lambda of errors by the names that the state machine knows', async () => {
    const running = await start('plan');
    const request = { scene: 's3://scenes/incoming/crop-health/none.tif', recipe: 'crop-health', out: 's3://results' };
    const { answer, isError } = await running.invoke({ name: 'n', request });
    expect(isError).toBe(true);
    expect(answer).toMatchObject({ errorType: 'InputError', errorMessage: expect.stringContaining('none.tif') });
    // And go on: the process is the same.
    expect(await running.invoke(eventOf('plan'))).toMatchObject({ isError: false });
    expect(running.peakMB()).toBeGreaterThan(20);
    await running.stop();
  });

  it('say why they cannot start', async () => {
    await expect(start('intake', { env: {} })).rejects.toThrow('environment variable LEDGER: wanted a value, got none');
  });
});
