import { execFileSync } from 'node:child_process';

/** Worker threads run the compiled package, so the tests compile it first (incremental: a second when warm). */
export default function setup(): void {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
}
