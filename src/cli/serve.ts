import { mkdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError, UsageError } from '../errors.js';
import { VERSION } from '../run/plan.js';
import type { Answered } from '../serve/app.js';
import { isS3, openStore } from '../store/open-store.js';
import { type Call, type Command, JSON_OPTION } from './command.js';
import type { Io } from './io.js';
import { ACCESS_OPTIONS, readAccess } from './serve-access.js';
import { INCOMING_OPTIONS, openIncomingOf } from './serve-incoming.js';

const DEFAULT_PORT = 8080;
const HIGHEST_PORT = 65_535;

export const serveCommand: Command = {
  name: 'serve',
  arguments: '',
  summary: 'Answer questions about results over HTTP: OGC API - Features, STAC, and pages to look at.',
  options: {
    store: { type: 'string', value: 'place', help: 'where runs were published: a folder (default: out) or s3://…' },
    port: { type: 'string', value: 'N', help: `port to answer at (default: ${DEFAULT_PORT}; 0 takes a free one)` },
    host: {
      type: 'string',
      value: 'name',
      help: 'address to answer at (default: 127.0.0.1, this machine alone; 0.0.0.0 for all)',
    },
    ...INCOMING_OPTIONS,
    ...ACCESS_OPTIONS,
    title: { type: 'string', value: 'text', help: 'what pages and the API are called (default: Landquilt)' },
    quiet: { type: 'boolean', help: 'no line on stderr for each request' },
    json: JSON_OPTION,
  },
  notes: [
    'Runs that are published while it answers are seen within seconds. Ctrl-C stops it; runs that it was at go on when it',
    'is started again. How to bring scenes, and who may ask: docs/api.md.',
  ],
  async run(call, io) {
    if (call.positionals.length > 0) {
      throw new UsageError({ thing: 'serve', wanted: 'the place as --store', got: call.positionals.join(' ') });
    }
    const location = call.text('store') ?? 'out';
    const port = readPort(call);
    const hostname = call.text('host') ?? '127.0.0.1';
    const access = await readAccess(call, io, hostname);
    const isMade = call.text('incoming') !== undefined && !isS3(location);
    if (isMade) await mkdir(location, { recursive: true }).catch(() => {});
    await checkStore(location);
    // Loaded here: no other command has to wait for it.
    const [{ createStoreApp }, { listen }] = await Promise.all([
      import('../serve/store-app.js'),
      import('../serve/listen.js'),
    ]);
    const title = call.text('title');
    const incoming = await openIncomingOf(call, io, isS3(location) ? location : resolve(location));
    const { app, source } = createStoreApp(openStore(location), {
      version: VERSION,
      access,
      ...(title ? { title } : {}),
      ...(incoming ? { jobs: incoming.api } : {}),
      ...(call.flag('quiet') ? {} : { onAnswer: (answered: Answered) => io.stderr.write(describeAnswer(answered)) }),
      onFault: (error) => io.stderr.write(`landquilt: ${error instanceof Error ? error.message : String(error)}\n`),
      onProblem: (problem) => io.stderr.write(`landquilt: left out: ${problem}\n`),
    });
    const collections = (await source.collections()).length;
    const server = await listen(app, { port, hostname }).catch((error: NodeJS.ErrnoException) => {
      const got = error.code === 'EADDRINUSE' ? `${port}, where something answers already` : error.message;
      throw new UsageError({ thing: '--port', wanted: 'a free port of this machine', got });
    });
    io.stdout.write(
      call.json
        ? `${JSON.stringify({ url: server.url, store: location, collections })}\n`
        : `${server.url} answers for ${collections} ${collections === 1 ? 'collection' : 'collections'} of ${location}\n`,
    );
    await stopOf(io);
    await Promise.all([server.close(), incoming?.close()]);
  },
};

function readPort(call: Call): number {
  const text = call.text('port');
  if (text === undefined) return DEFAULT_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= HIGHEST_PORT) return port;
  throw new UsageError({ thing: '--port', wanted: `a whole number up to ${HIGHEST_PORT}`, got: text || 'nothing' });
}

async function checkStore(location: string): Promise<void> {
  if (isS3(location)) return;
  const there = await stat(location).catch(() => null);
  if (there?.isDirectory()) return;
  const got = there ? 'a file' : 'nothing there';
  throw new InputError({ thing: '--store', wanted: 'a folder with published runs, or s3://…', got, source: location });
}

/**
 * The method, what was asked, the status and the time it took; of what others send nothing that moves a cursor, and nothing
 * that lets others in.
 */
export function describeAnswer({ method, path, status, durationMs }: Answered): string {
  const text = path
    .slice(0, 500)
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .replace(/^\/uploads\/[^/?]+/, '/uploads/…')
    .replace(/([?&]signature=)[^&]*/g, '$1…');
  return `${method} ${text} ${status} ${durationMs.toFixed(0)} ms\n`;
}

const stopOf = ({ signal }: Io): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
