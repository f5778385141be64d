import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { UsageError } from '../errors.js';
import { VECTOR_FORMAT_NAMES, VECTOR_FORMATS, type VectorFormat } from '../run/outputs.js';
import type { ProcessOptions, ProcessResult } from '../scene.js';
import { isS3 } from '../store/open-store.js';
import type { Call } from './command.js';
import { prepareOutFolder } from './out-folder.js';

/** Results of one scene: a folder of outputs, or one file. */
export type Written = ProcessResult & { file?: string };

/** What a command does with a scene, given where the results go and in which formats. */
type Process = (target: Pick<ProcessOptions, 'out' | 'formats' | 'vectorsOnly' | 'force'>) => Promise<ProcessResult>;

/** Where a command's results go. */
export interface Target {
  write(process: Process): Promise<Written>;
}

/** Endings of files that are none of ours, and that nobody gives a folder. */
const OTHER_ENDINGS = ['.shp', '.gpkg', '.kml', '.kmz', '.gml', '.json', '.topojson', '.tif', '.tiff', '.zip', '.gz'];

/**
 * The place that `--out` names: a folder, or one file of polygons by its ending. Makes folders before any work is done.
 *
 * @throws UsageError where nothing can be written there, or other options do not go with a single file
 */
export async function prepareTarget(out: string, call: Call, signal?: AbortSignal): Promise<Target> {
  const ending = extname(out).toLowerCase();
  const format = VECTOR_FORMAT_NAMES.find((name) => VECTOR_FORMATS[name].endings.some((known) => known === ending));
  if (OTHER_ENDINGS.includes(ending)) {
    const endings = VECTOR_FORMAT_NAMES.map((name) => VECTOR_FORMATS[name].endings[0]);
    throw new UsageError({ thing: '--out', wanted: `a folder, or a file in ${endings.join(', ')}`, got: out });
  }
  if (!format) {
    await prepareOutFolder(out);
    return { write: (process) => process({ out }) };
  }
  checkAlone(call, out);
  if (isS3(out)) throw new UsageError({ thing: '--out', wanted: 'a folder of a bucket, not one file', got: out });
  await prepareOutFolder(dirname(out));
  if ((await stat(out).catch(() => null))?.isDirectory()) {
    throw new UsageError({ thing: '--out', wanted: `a file in ${ending}`, got: 'a folder in its place', source: out });
  }
  return { write: (process) => writeFile({ out, format, signal }, process) };
}

function checkAlone(call: Call, out: string): void {
  const problem = (thing: string, wanted: string) => new UsageError({ thing, wanted, got: `--out ${out}` });
  for (const name of ['formats', 'zones']) {
    if (call.text(name) !== undefined) throw problem(`--${name}`, 'a folder for --out');
  }
  if (call.positionals.length > 1) throw problem('several scenes', 'a folder for --out');
}

/**
 * Does the work in a hidden folder beside the file, then puts the file in its place, whole. When stopped, the work
 * stays, for the same command goes on with it; it goes with the next that writes this file.
 */
async function writeFile(
  { out, format, signal }: { out: string; format: VectorFormat; signal: AbortSignal | undefined },
  process: Process,
): Promise<Written> {
  const work = join(dirname(out), `.landquilt-${basename(out)}`);
  try {
    // Of an earlier command only its tiles are of use, not what it was about to publish.
    const result = await process({ out: work, formats: [format], vectorsOnly: true, force: true });
    await rename(join(result.folder, VECTOR_FORMATS[format].file), out);
    const [{ bytes }] = result.statistics.files;
    const statistics = { ...result.statistics, files: [{ name: basename(out), bytes }] };
    return { ...result, folder: dirname(out), file: out, statistics };
  } finally {
    if (!signal?.aborted) await rm(work, { recursive: true, force: true });
  }
}
