import { spawn } from 'node:child_process';
import { main } from '../../src/cli/main.js';

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The command line within this process; `signal` stands for Ctrl-C. */
export async function call(args: string[], signal?: AbortSignal): Promise<Outcome> {
  const text = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (piece: string) => {
      text[name] += piece;
    },
  });
  const io = { stdout: output('stdout'), stderr: output('stderr'), ...(signal ? { signal } : {}) };
  return { code: await main(args, io), ...text };
}

/** The real program in a process of its own; `onStderr` sees what it says and may act on it. */
export function start(
  args: string[],
  { program = 'bin/landquilt.js', onStderr = (_child: ReturnType<typeof spawn>, _text: string): void => {} } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [program, ...args]);
  const outcome: Outcome = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (piece) => {
    outcome.stdout += piece;
  });
  child.stderr.on('data', (piece) => {
    outcome.stderr += piece;
    onStderr(child, outcome.stderr);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...outcome, code }));
  });
}
