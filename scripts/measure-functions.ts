import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { writeMosaic } from '../bench/mosaic.js';
import { median } from '../bench/quantiles.js';
import type { NextWork, PlannedRun, TaskBatch } from '../functions/messages.js';
import { createS3Store } from '../src/store/s3-store.js';
import { startMoto } from '../test/support/moto.js';
import { hasRuntime, type Invocation, installRuntime, type RunningFunction, startFunction } from './lambda-runtime.js';
import { prepareLocalCloud, SCENE_KEY, useEndpoint } from './local-cloud.js';
import { type LocalFunction, loadFunctions } from './local-functions.js';

/**
 * Sizes of the packages, starts of the functions, and memory of the steps of a run: each function as it is synthesised,
 * under Lambda's Runtime API, with moto in place of Amazon's services (`GEO_PYTHON`: a Python that has it).
 *
 *   npm run synth && npm run measure:functions -- [--starts 5] [--scene scene.tif | --bench]
 *   npm run measure:functions -- --install     gets Lambda's client and its Node, and measures nothing
 */
const { values } = parseArgs({
  options: {
    scene: { type: 'string' },
    bench: { type: 'boolean' },
    starts: { type: 'string', default: '5' },
    install: { type: 'boolean' },
  },
});
const STARTS = Number(values.starts);
/** In the order in which each finds what the one before left. */
const ORDER = ['intake', 'plan', 'next', 'alone', 'work', 'finish', 'sweep', 'api'];

if (!hasRuntime()) installRuntime();
if (values.install) process.exit();
const functions = loadFunctions();
const moto = await startMoto();
const endpoint = useEndpoint(moto.endpoint);
try {
  if (values.bench) await prepareBenchScene();
  else await prepareLocalCloud(values.scene);
  console.log(`Node 24 under Lambda's Runtime API, ${cpus()[0].model}; S3 is moto\n`);
  printSizes();
  if (STARTS > 0) await printStarts();
  await printRun();
} finally {
  moto.stop();
}

/** As the bench of whole runs has it: 4096 × 4096 pixels, four bands. */
async function prepareBenchScene(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'landquilt-measure-'));
  const scene = await writeMosaic(join(folder, 'mosaic.tif'), 4);
  await prepareLocalCloud(scene, { bands: { red: 3, nir: 4 } });
  rmSync(folder, { recursive: true });
}

function printSizes(): void {
  const rows = [...new Set(functions.map(({ folder }) => folder!))].map((folder) => {
    const entries = functions.filter((one) => one.folder === folder).map(({ entry }) => entry);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    const bytes = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
    const sum = (sizes: number[]): string => (sizes.reduce((a, b) => a + b, 0) / 1e6).toFixed(1);
    return [
      entries.join(', '),
      sum(bytes.map(({ length }) => length)),
      sum(bytes.map((b) => deflateRawSync(b).length)),
    ];
  });
  printTable(['functions of the package, with models', 'MB unzipped', 'MB zipped'], rows);
}

interface Measured {
  ms: number[];
  processorMs: number[];
  peakMB: number;
}

async function printStarts(): Promise<void> {
  const rows: string[][] = [];
  for (const entry of ORDER) {
    const event = JSON.parse(readFileSync(fileURLToPath(new URL(`../events/${entry}.json`, import.meta.url)), 'utf8'));
    const measured: Measured[] = [];
    for (let i = 0; i < STARTS; i++)
      measured.push(await withFunction(entry, (running) => measureStart(running, event)));
    const show = (phase: number): string[] =>
      [median(measured.map(({ ms }) => ms[phase])), median(measured.map(({ processorMs }) => processorMs[phase]))].map(
        inMs,
      );
    const peak = Math.round(median(measured.map(({ peakMB }) => peakMB)));
    rows.push([entry, ...[0, 1, 2].flatMap(show), `${peak} of ${find(entry).memoryMB}`]);
  }
  const both = (phase: string): string[] => [`${phase}, ms`, 'of a processor'];
  printTable(['function', ...both('start'), ...both('first call'), ...both('second call'), 'memory, MB'], rows);
}

/** Its start, and the same event twice. */
async function measureStart(running: RunningFunction, event: unknown): Promise<Measured> {
  const [ms, processorMs] = [[running.initMs], [running.processorMs()]];
  let before = running.processorMs();
  for (let call = 0; call < 2; call++) {
    ms.push((await invoke(running, event)).ms);
    const after = running.processorMs();
    processorMs.push(after - before);
    before = after;
  }
  return { ms, processorMs, peakMB: running.peakMB() };
}

/** A run as the state machine does it, with a process of its own for each phase. */
async function printRun(): Promise<void> {
  const rows: string[][] = [];
  const name = 'measured';
  const request = { scene: `s3://scenes/${SCENE_KEY}`, recipe: 'crop-health', out: 's3://results' };
  const store = createS3Store('s3://results');
  const note = (step: string, calls: Invocation[], peak: number): void => {
    const ms = calls.map((call) => call.ms);
    rows.push([step, String(calls.length), inMs(Math.max(...ms)), String(Math.round(peak))]);
  };
  let run = await withFunction('plan', async (running) => {
    const planned = await invoke(running, { name, request });
    note('plan', [planned], running.peakMB());
    return planned.answer as PlannedRun;
  });
  while (!run.isPublished) {
    const due = await withFunction(
      'next',
      async (running) => (await invoke(running, { name, run })).answer as NextWork,
    );
    if (due.kind === 'done') break;
    run = due;
    if (due.kind === 'alone') {
      await withFunction('alone', async (running) => {
        const done = await invoke(running, { name, run: due });
        note(due.piece!, [done], running.peakMB());
        run = done.answer as PlannedRun;
      });
      continue;
    }
    const batches = JSON.parse(new TextDecoder().decode(await store.get(due.batchesKey!))) as TaskBatch[];
    await withFunction('work', async (running) => {
      const calls: Invocation[] = [];
      for (const batch of batches) calls.push(await invoke(running, batch));
      note(
        [...new Set(batches.flatMap(({ tasks }) => tasks.map(({ step }) => step)))].join(', '),
        calls,
        running.peakMB(),
      );
    });
  }
  printTable(['step', 'calls', 'longest, ms', 'memory, MB'], rows);
}

function find(entry: string): LocalFunction {
  const found = functions.find((one) => one.entry === entry);
  if (found) return found;
  throw new Error(`function ${entry}: wanted it in the templates, got none: npm run synth`);
}

async function withFunction<T>(entry: string, use: (running: RunningFunction) => Promise<T>): Promise<T> {
  const { folder, memoryMB, timeoutS, env } = find(entry);
  const place = { folder: folder!, entry, memoryMB, timeoutS, env: { ...env, ...endpoint } };
  const running = await startFunction(place);
  try {
    return await use(running);
  } finally {
    await running.stop();
  }
}

async function invoke(running: RunningFunction, event: unknown): Promise<Invocation> {
  const invocation = await running.invoke(event);
  if (invocation.isError) throw new Error(JSON.stringify(invocation.answer));
  return invocation;
}

function inMs(ms: number): string {
  return ms < 100 ? ms.toFixed(0) : String(Math.round(ms / 10) * 10);
}

function printTable(head: string[], rows: string[][]): void {
  for (const row of [head, head.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);
  console.log();
}
