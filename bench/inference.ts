import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLattice } from '../src/segment/onnx/network/lattice.js';
import { NETWORKS, writeUnet } from './inference-model.js';
import { writeMosaic } from './mosaic.js';
import { type Contender, compare, isInstalled } from './peers.js';
import { median } from './quantiles.js';

/**
 * How much of ONNX Runtime's speed a run keeps: patches a second of the step `segment`, beside ONNX Runtime alone over
 * patches that are in memory already; on processors that both may use alone. Then whole runs, beside a script with rasterio
 * and ONNX Runtime that writes the same classes. Processor time is printed too: on a machine that does other work besides,
 * it tells more than the clock.
 *
 *   npx tsx bench/inference.ts [--short]        GEO_PYTHON names a Python with rasterio and onnxruntime; --short
 *   leaves the larger network out
 */
const PATCH_PX = 256;
const OVERLAP_PX = 32;

interface Timed {
  seconds: number;
  cpuSeconds: number;
}

const isShort = process.argv.includes('--short');
const [times, rounds] = isShort ? [1, 1] : [3, 5];
const python = process.env.GEO_PYTHON ?? 'python3';
const folder = mkdtempSync(join(tmpdir(), 'landquilt-inference-'));
const out = join(folder, 'out');
const clear = () => rmSync(out, { recursive: true, force: true });

try {
  const canPin = await isInstalled('taskset');
  if (!canPin) console.log('taskset is not installed: threads are not kept to one processor each');
  const hasPeer = await isInstalled(python, '-c', 'import rasterio, onnxruntime');
  if (!hasPeer) console.log('no peer: pip install rasterio onnxruntime, and GEO_PYTHON');
  const pin = (threads: number, command: string[]) =>
    canPin ? ['taskset', '-c', `0-${threads - 1}`, ...command] : command;
  const scene = await writeMosaic(join(folder, 'mosaic.tif'), times);
  const sidePx = 1024 * times;
  const lattice = createLattice({ width: sidePx, height: sidePx }, { patchPx: PATCH_PX, overlapPx: OVERLAP_PX });
  const patches = lattice.columns * lattice.rows;
  for (const [name, firstChannels] of Object.entries(NETWORKS).slice(0, isShort ? 1 : undefined)) {
    const model = join(folder, `${firstChannels}.onnx`);
    const parameters = writeUnet(model, firstChannels);
    const recipe = writeRecipe(model, firstChannels);
    console.log(`\nU-Net of ${(parameters / 1e6).toFixed(1)} million parameters, ${patches} patches of ${PATCH_PX} px`);
    for (const threads of [1, 2]) await benchSegment({ model, recipe, scene, patches, threads, pin });
    const ours = (workers: number): Contender => ({
      name: `landquilt run, ${workers} worker${workers > 1 ? 's' : ''}`,
      command: pin(workers, [
        ...[process.execPath, 'bin/landquilt.js', 'run', scene, '--recipe', recipe],
        ...['--out', out, '--workers', String(workers), '--formats', 'geojson'],
      ]),
      prepare: clear,
    });
    const peer = (threads: number): Contender => ({
      name: `rasterio + onnxruntime, ${threads} thread${threads > 1 ? 's' : ''}`,
      command: pin(threads, [
        ...[python, 'bench/inference-peer.py', scene, model, join(folder, 'peer.tif')],
        ...[PATCH_PX, OVERLAP_PX, threads].map(String),
      ]),
    });
    for (const threads of [2, 1]) {
      await compare(`${name}: from scene to classes`, [ours(threads), ...(hasPeer ? [peer(threads)] : [])], rounds);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}

interface SegmentBench {
  model: string;
  recipe: string;
  scene: string;
  patches: number;
  threads: number;
  pin(threads: number, command: string[]): string[];
}

async function benchSegment({ model, recipe, scene, patches, threads, pin }: SegmentBench): Promise<void> {
  const tsx = [process.execPath, '--import', 'tsx'];
  const ours: Timed[] = [];
  const bare: Timed[] = [];
  for (let round = 0; round < rounds; round++) {
    clear();
    ours.push(await timed(pin(threads, [...tsx, 'bench/inference-ours.ts', scene, recipe, out, String(threads)])));
    const share = Math.ceil(patches / threads);
    const one = [...tsx, 'bench/inference-bare.ts', model, String(PATCH_PX), String(share)];
    const all = await Promise.all(Array.from({ length: threads }, () => timed(pin(threads, one))));
    bare.push({
      seconds: Math.max(...all.map(({ seconds }) => seconds)),
      cpuSeconds: all.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    });
  }
  console.log(`\n  ${threads} thread${threads > 1 ? 's' : ''}: patches a second as min / median / max`);
  for (const [title, all] of Object.entries({ 'a run’s step segment': ours, 'ONNX Runtime alone': bare })) {
    const [wall, cpu] = [all.map(({ seconds }) => seconds), all.map(({ cpuSeconds }) => cpuSeconds)];
    const kept = (key: keyof Timed) => median(bare.map((one) => one[key])) / median(all.map((one) => one[key]));
    const shares = `${percent(kept('seconds'))} of the speed, ${percent(kept('cpuSeconds'))} by processor time`;
    console.log(`  ${title.padEnd(24)}${speeds(patches, wall)}, a processor ${speeds(patches, cpu)}: ${shares}`);
  }
}

function writeRecipe(model: string, firstChannels: number): string {
  const path = join(folder, `unet-${firstChannels}.json`);
  const segmenter = {
    ...{ method: 'network', model, kind: 'semantic', bands: [1, 2, 3, 4], values: 'stored', scaling: { scale: 1e-4 } },
    ...{ activation: 'logits', outputLayout: 'NCHW', classes: ['a', 'b', 'c', 'd', 'e', 'f'], pixelSizeM: 'any' },
    ...{ patchPx: PATCH_PX, overlapPx: OVERLAP_PX },
  };
  writeFileSync(path, JSON.stringify({ name: `unet-${firstChannels}`, segmenter }));
  return path;
}

function timed([program, ...args]: string[]): Promise<Timed> {
  return new Promise((resolve, reject) => {
    const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output.trim().split('\n').at(-1)!) as Timed);
      else reject(new Error(`${program} ended with ${code}`));
    });
  });
}

function speeds(patches: number, seconds: readonly number[]): string {
  const values = [Math.max(...seconds), median(seconds), Math.min(...seconds)].map((value) => patches / value);
  return values.map((value) => value.toFixed(2)).join(' / ');
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
