import { spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

/** Every bench that makes its own inputs, one after the other. `--short` uses small ones. Nothing here gates. */
const BENCHES = ['polygonize', 'whole-run', 'formats'];

const [cpu] = cpus();
console.log(`${cpus().length} × ${cpu?.model}, ${Math.round(totalmem() / 1e9)} GB, Node ${process.version}`);
for (const name of BENCHES) {
  const size = process.argv.includes('--short') && name === 'formats' ? ['10000'] : process.argv.slice(2);
  spawnSync('npx', ['tsx', `bench/${name}.ts`, ...size], { stdio: 'inherit' });
}
