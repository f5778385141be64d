import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlockMask, writeBlockMask } from './block-mask.js';
import { readArguments } from './inputs.js';
import { timeProgram } from './peers.js';

/**
 * How time and memory grow with the size of the mask: sparse masks up to 100,000 × 100,000 pixels and a busy one
 * through the whole way to FlatGeobuf, and the rings alone of pure noise, tile by tile.
 *
 *   npx tsx bench/scale.ts [--short]
 */
const { isShort } = readArguments();
const folder = mkdtempSync(join(tmpdir(), 'landquilt-bench-'));
const mask = join(folder, 'mask.tif');
const result = join(folder, 'regions.fgb');
const vectorize = [process.execPath, 'bin/landquilt.js', 'vectorize', mask, '--out', result, '--memory', '1000'];
const sparse = isShort ? [5000, 10_000] : [10_000, 30_000, 100_000];
const busy = isShort ? 5000 : 30_000;

try {
  for (const sizePx of sparse) {
    await bench('sparse discs, to FlatGeobuf', { sizePx, kind: 'discs', filledEvery: 16 }, vectorize);
  }
  await bench('fields with patches, to FlatGeobuf', { sizePx: busy, kind: 'patchy', filledEvery: 1 }, vectorize);
  const rings = [process.execPath, '--import', 'tsx', 'bench/rings-streamed.ts', mask];
  await bench('noise, rings alone', { sizePx: isShort ? 2000 : 30_000, kind: 'noisy', filledEvery: 1 }, rings);
} finally {
  rmSync(folder, { recursive: true });
}

async function bench(name: string, of: BlockMask, command: string[]): Promise<void> {
  writeBlockMask(mask, of);
  const { seconds, peakMB } = await timeProgram(command);
  const size = `${of.sizePx.toLocaleString('en')}²`;
  const speed = `${(of.sizePx ** 2 / 1e6 / seconds).toFixed(0)} Mpx/s`;
  const bytes = command === vectorize ? `${(statSync(result).size / 1e6).toFixed(0)} MB written` : '';
  console.log(
    `  ${name.padEnd(36)} ${size.padStart(9)} ${seconds.toFixed(1).padStart(8)} s ${speed.padStart(11)} ${peakMB} MB  ${bytes}`,
  );
  rmSync(result, { force: true });
}
