import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { GEO_PYTHON } from './geo-python.js';

const MOST_STARTS_MS = 60_000;

/** Amazon's services as moto plays them, on a port of this machine. */
export interface Moto {
  endpoint: string;
  /** What a program needs to talk to it. */
  env: Record<string, string>;
  stop(): void;
}

/** Starts it, and points this process at it: clients that are made later ask it. `more` is for its own environment. */
export async function startMoto(more: Record<string, string> = {}): Promise<Moto> {
  const port = await findFreePort();
  const server = spawn(GEO_PYTHON, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, ...more },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  for (const until = Date.now() + MOST_STARTS_MS; !(await answers(endpoint)); await sleep(100)) {
    if (server.exitCode !== null || Date.now() > until) throw new Error('moto did not start');
  }
  const env = {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'eu-central-1',
  };
  Object.assign(process.env, env);
  return { endpoint, env, stop: () => server.kill() };
}

/** A bucket for a test. */
export async function makeBucket(moto: Moto, name: string): Promise<void> {
  const { status } = await fetch(`${moto.endpoint}/${name}`, { method: 'PUT' });
  if (status !== 200) throw new Error(`no bucket ${name}: ${status}`);
}

const answers = (endpoint: string): Promise<boolean> =>
  fetch(`${endpoint}/moto-api/`).then(
    ({ ok }) => ok,
    () => false,
  );

export function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
