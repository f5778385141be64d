import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

/*
 * Lambda's Runtime API on this machine: a packaged function is started by Amazon's own client of it, under the Node that
 * Lambda has, and asks this server for events.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */

/** The client and its Node are no packages of the project: the client builds a native part as it is installed, for minutes. */
const FOLDER = join(homedir(), '.cache', 'landquilt', 'lambda-runtime');
const PACKAGES = ['node@24', 'aws-lambda-ric@4'];
const NODE = join(FOLDER, 'node_modules/node/bin/node');
/** Amazon's client of the Runtime API. */
export const CLIENT = join(FOLDER, 'node_modules/aws-lambda-ric/index.mjs');

export const hasRuntime = (): boolean => [NODE, CLIENT].every((path) => existsSync(path));

/** Where Node came with its headers, those: they are fetched from Node's own site otherwise. */
function headersHere(): Record<string, string> {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include', 'node', 'node.h')) ? { npm_config_nodedir: prefix } : {};
}

/** Needs npm and its registry, cmake, a C++ compiler and Python: a minute. */
export function installRuntime(): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'package.json'), '{ "private": true }\n');
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', FOLDER, ...PACKAGES], {
    stdio: ['ignore', 'ignore', 'inherit'],
    cwd: FOLDER,
    env: { ...process.env, ...headersHere() },
  });
  if (status === 0 && hasRuntime()) return;
  throw new Error(`Lambda's runtime: wanted ${PACKAGES.join(' and ')} installed, got exit ${status} (${FOLDER})`);
}

export interface FunctionPlace {
  /** A folder as Lambda unpacks it. */
  folder: string;
  /** Name of the entry, without its ending. */
  entry: string;
  memoryMB: number;
  timeoutS: number;
  /** What the function's configuration and its role would give. */
  env: Readonly<Record<string, string>>;
}

export interface Invocation {
  /** From the event handed out to the answer taken. */
  ms: number;
  /** What the handler answered, or the error as Lambda tells it: `errorType`, `errorMessage`. */
  answer: unknown;
  isError: boolean;
}

export interface RunningFunction {
  /** From the start of the process until it asked for an event. */
  initMs: number;
  invoke(event: unknown): Promise<Invocation>;
  /** The most memory that the process had so far; 0 where the system does not tell. */
  peakMB(): number;
  /** Time of processors that it has taken, all threads; the same on a machine that is busy. 0 where the system does not tell. */
  processorMs(): number;
  stop(): Promise<void>;
}

interface Waiting {
  event: string;
  givenAt: number;
  done(invocation: Invocation): void;
  failed(error: Error): void;
}

/** Starts a function and waits until it is ready; throws what it says where it never is. */
export async function startFunction({
  folder,
  entry,
  memoryMB,
  timeoutS,
  env,
}: FunctionPlace): Promise<RunningFunction> {
  let asking: ServerResponse | null = null;
  let current: Waiting | null = null;
  let ready: (() => void) | null = null;
  let refuse: (error: Error) => void = () => {};

  function handOut(): void {
    if (!asking || !current) return;
    const deadline = Date.now() + timeoutS * 1000;
    asking.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': crypto.randomUUID(),
      'Lambda-Runtime-Deadline-Ms': String(deadline),
      'Lambda-Runtime-Invoked-Function-Arn': `arn:aws:lambda:eu-central-1:111122223333:function:${entry}`,
    });
    current.givenAt = performance.now();
    asking.end(current.event);
    asking = null;
  }

  async function take(incoming: IncomingMessage, outgoing: ServerResponse, kind: string): Promise<void> {
    const body = await text(incoming);
    outgoing.writeHead(202).end('{"status":"OK"}');
    const answer = body === '' ? null : (JSON.parse(body) as unknown);
    if (kind === 'init/error') return refuse(new Error(`${entry} did not start: ${body}`));
    const { givenAt, done } = current!;
    current = null;
    done({ ms: performance.now() - givenAt, answer, isError: kind === 'error' });
  }

  const server = createServer((incoming, outgoing) => {
    const [, kind = ''] =
      /^\/2018-06-01\/runtime\/(?:invocation\/)?(?:[0-9a-f-]{36}\/)?(.+)$/.exec(incoming.url!) ?? [];
    if (kind !== 'next') return void take(incoming, outgoing, kind);
    asking = outgoing;
    ready?.();
    handOut();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const startedAt = performance.now();
  const handler = `dist/functions/${entry}.handler`;
  const child = spawn(NODE, [CLIENT, handler], {
    cwd: folder,
    env: {
      ...environmentOf({ entry, handler, folder, memoryMB }),
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = collect(child);
  const ended = once(child, 'exit').then(([code]) => {
    const error = new Error(`${entry} ended (${code}): ${said().slice(-2000)}`);
    refuse(error);
    current?.failed(error);
  });
  await new Promise<void>((resolve, reject) => {
    ready = resolve;
    refuse = reject;
  });
  return {
    initMs: performance.now() - startedAt,
    invoke: (event) =>
      new Promise((done, failed) => {
        current = { event: JSON.stringify(event), givenAt: 0, done, failed };
        handOut();
      }),
    peakMB: () => readPeakMB(child.pid!),
    processorMs: () => readProcessorMs(child.pid!),
    async stop() {
      child.kill();
      server.closeAllConnections();
      server.close();
      await ended;
    },
  };
}

/** As Lambda sets it. */
function environmentOf({
  entry,
  handler,
  folder,
  memoryMB,
}: Record<'entry' | 'handler' | 'folder', string> & { memoryMB: number }) {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    HOME: '/tmp',
    _HANDLER: handler,
    LAMBDA_TASK_ROOT: folder,
    LAMBDA_RUNTIME_DIR: join(FOLDER, 'node_modules/aws-lambda-ric'),
    AWS_LAMBDA_FUNCTION_NAME: entry,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMB),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${entry}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  };
}

function collect({ stdout, stderr }: ChildProcess): () => string {
  let said = '';
  for (const stream of [stdout, stderr]) stream!.on('data', (chunk: Buffer) => (said = (said + chunk).slice(-20_000)));
  return () => said;
}

/** `VmHWM` of Linux: the high-water mark of what was in memory at once. */
function readPeakMB(pid: number): number {
  const path = `/proc/${pid}/status`;
  const [, kiB = '0'] = (existsSync(path) && /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(path, 'utf8'))) || [];
  return (Number(kiB) * 1024) / 1e6;
}

/** Linux counts in hundredths of a second, to programs of any machine; in user and in system mode, the 14th and 15th. */
const TICK_MS = 10;

function readProcessorMs(pid: number): number {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return 0;
  // The second value is a name in brackets, which may hold anything.
  const values = readFileSync(path, 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(values[11]) + Number(values[12])) * TICK_MS;
}
