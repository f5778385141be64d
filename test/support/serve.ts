import { spawn } from 'node:child_process';

export interface Serving {
  url: string;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<{ code: number | null; stderr: string }>;
}

/** `landquilt serve` in a process of its own, at a free port. */
export async function startServer(...args: string[]): Promise<Serving> {
  const child = spawn(process.execPath, ['bin/landquilt.js', 'serve', '--port', '0', '--json', ...args]);
  let stderr = '';
  child.stderr.on('data', (piece) => {
    stderr += piece;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (piece) => resolve(JSON.parse(String(piece)).url));
    ended.then(() => reject(new Error(`the server ended: ${stderr}`)), reject);
  });
  return {
    url,
    async stop() {
      child.kill('SIGINT');
      return { code: await ended, stderr };
    },
  };
}
