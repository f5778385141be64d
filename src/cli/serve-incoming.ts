import { mkdir, realpath } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../errors.js';
import { VECTOR_FORMAT_NAMES } from '../run/outputs.js';
import type { Incoming } from '../serve/jobs/open-incoming.js';
import { isS3 } from '../store/open-store.js';
import { type Call, type Option, positiveNumber, wholeNumber } from './command.js';
import type { Io } from './io.js';

/** As deep in the tree as this file, and as the bundle. */
const PROGRAM = fileURLToPath(new URL('../../bin/landquilt.js', import.meta.url));
/** What a server shows needs these; tiles come quickest from the last. */
const FORMATS = ['geojson', 'fgb', 'parquet', 'pmtiles'];
const DEFAULT_UPLOAD_GB = 20;
/** As `run` takes, where nobody says how much. */
const MOST_MEMORY_MB = 4000;

/** Options of a server that scenes are brought to. */
export const INCOMING_OPTIONS: Record<string, Option> = {
  incoming: {
    type: 'string',
    value: 'folder',
    help: 'run what is brought there as <recipe>/<name>.tif, by hand or by upload',
  },
  jobs: { type: 'string', value: 'N', help: 'scenes that are run at once (default: 1)' },
  workers: {
    type: 'string',
    value: 'N',
    help: 'worker threads of each (default: one per processor, shared by --jobs)',
  },
  memory: {
    type: 'string',
    value: 'MB',
    help: 'memory that each may use (default: half, at most 4000, shared by --jobs)',
  },
  'max-upload': { type: 'string', value: 'GB', help: `largest scene to upload (default: ${DEFAULT_UPLOAD_GB})` },
};

/** Opens the folder that `--incoming` names; null where there is none. */
export async function openIncomingOf(call: Call, io: Io, store: string): Promise<Incoming | null> {
  const folder = call.text('incoming');
  const jobsAtOnce = wholeNumber(call, 'jobs') ?? 1;
  const memory = wholeNumber(call, 'memory') ?? Math.floor(Math.min(MOST_MEMORY_MB, totalmem() / 2e6) / jobsAtOnce);
  const workers = wholeNumber(call, 'workers') ?? Math.max(1, Math.floor(availableParallelism() / jobsAtOnce));
  const maxUploadBytes = Math.floor((positiveNumber(call, 'max-upload') ?? DEFAULT_UPLOAD_GB) * 1e9);
  if (folder === undefined) return refuseAlone(call);
  if (folder === '') throw new UsageError({ thing: '--incoming', wanted: 'a folder', got: 'nothing' });
  if (!isS3(store)) await checkApart(folder, store);
  const formats = VECTOR_FORMAT_NAMES.filter((name) => FORMATS.includes(name)).join();
  const args = ['--out', store, '--formats', formats, '--workers', String(workers), '--memory', String(memory)];
  const [{ openIncoming }, { createProcessRunner }] = await Promise.all([
    import('../serve/jobs/open-incoming.js'),
    import('../serve/jobs/scene-runner.js'),
  ]);
  const run = createProcessRunner([process.execPath, PROGRAM], args);
  const say = (text: string) => io.stderr.write(`landquilt: ${text}\n`);
  const incoming = await openIncoming({
    ...{ folder, store, run, jobsAtOnce, maxUploadBytes },
    onProblem: (problem) => say(`left alone: ${problem}`),
    onFault: (error) => say(error instanceof Error ? error.message : String(error)),
  });
  // The process ends as soon as it is stopped: runs hear of it at once.
  io.signal?.addEventListener('abort', () => void incoming.close(), { once: true });
  return incoming;
}

/** Results that lie where scenes are brought would be scenes themselves. */
async function checkApart(folder: string, store: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const [incoming, results] = (await Promise.all([realpath(folder), realpath(store)])).map((path) => join(path, sep));
  if (!incoming.startsWith(results) && !results.startsWith(incoming)) return;
  throw new UsageError({ thing: '--incoming', wanted: 'a folder beside --store', got: 'one within the other' });
}

function refuseAlone(call: Call): null {
  const alone = Object.keys(INCOMING_OPTIONS).find((name) => call.text(name) !== undefined);
  if (!alone) return null;
  throw new UsageError({ thing: `--${alone}`, wanted: '--incoming beside it', got: 'no --incoming' });
}
