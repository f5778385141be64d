import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { writeMosaic } from './mosaic.js';

/** Every bench on inputs made here, one after the other; `--short` uses small ones. Nothing here gates. */
const isShort = process.argv.includes('--short');
const [cpu] = cpus();
console.log(`${cpus().length} × ${cpu?.model}, ${Math.round(totalmem() / 1e9)} GB, Node ${process.version}`);

const folder = mkdtempSync(join(tmpdir(), 'landquilt-bench-'));
try {
  const scene = await writeMosaic(join(folder, 'mosaic.tif'), isShort ? 2 : 8);
  run('read', scene);
  run('whole-run', ...(isShort ? ['--short'] : []), scene);
  run('polygonize', ...(isShort ? ['--short'] : []));
  run('formats', ...(isShort ? ['10000'] : []));
  run('segment', ...(isShort ? ['--short'] : []));
  run('inference', ...(isShort ? ['--short'] : []));
  run('query', ...(isShort ? ['--short'] : []));
  if (!isShort) run('zonal');
} finally {
  rmSync(folder, { recursive: true });
}

function run(name: string, ...args: string[]): void {
  spawnSync('npx', ['tsx', `bench/${name}.ts`, ...args], { stdio: 'inherit' });
}
