import { execFileSync } from 'node:child_process';
import { bundle } from '../../scripts/bundle.js';

/** Worker threads and the command line run the built package, so the tests build it first (two seconds when warm). */
export default async function setup(): Promise<void> {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
  await bundle();
}
