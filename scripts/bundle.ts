import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** As deep in the tree as `src/run`: a path relative to `import.meta.url` leads to the same place from both. */
export const BUNDLE_FOLDER = join(ROOT, 'dist', 'bundle');
const LICENCES = 'THIRD-PARTY-LICENSES.txt';

/** What is loaded by itself: the library, the command line, a worker thread. */
const ENTRIES = { index: 'src/index.ts', cli: 'src/cli/process.ts', worker: 'src/run/worker.ts' };

/** Packages of many small files that every thread loads; the others stay where npm put them. */
const BUNDLED = ['zod', 'geotiff', 'proj4', 'hyparquet', 'hyparquet-writer'];

/** Only names from `* as z` are left out where nothing uses them; most of zod is messages in fifty languages. */
export const shakeZod: Plugin = {
  name: 'shake-zod',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace("import { z } from 'zod';", "import * as z from 'zod';"),
      loader: 'ts',
    }));
  },
};

/**
 * Puts the sources and what every thread loads into a few files: a thread then starts in a third of the time. A file
 * appears only when it is whole, and files of an earlier bundle stay, for a process may be reading them.
 */
export async function bundle(): Promise<string[]> {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, object>;
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    outdir: BUNDLE_FOLDER,
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // Names stay: they are what a stack trace tells.
    minifySyntax: true,
    minifyWhitespace: true,
    external: Object.keys(dependencies).filter((name) => !BUNDLED.includes(name)),
    plugins: [shakeZod],
    logLevel: 'warning',
    metafile: true,
    write: false,
  });
  mkdirSync(BUNDLE_FOLDER, { recursive: true });
  const files = outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
  files.push({ name: LICENCES, contents: new TextEncoder().encode(licencesOf(metafile)) });
  // Entries last: what they import is there then.
  files.sort((a, b) => Number(isEntry(a.name)) - Number(isEntry(b.name)));
  for (const { name, contents } of files) {
    const path = join(BUNDLE_FOLDER, name);
    writeFileSync(`${path}.${process.pid}`, contents);
    renameSync(`${path}.${process.pid}`, path);
  }
  return files.map(({ name }) => name);
}

const isEntry = (name: string): boolean => name.slice(0, -'.js'.length) in ENTRIES;

/** The licence of every package that has a part in the bundle. */
export function licencesOf({ outputs }: Metafile): string {
  const inputs = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)]
    .sort()
    .map(licenceOf)
    .join(`\n\n${'-'.repeat(80)}\n\n`);
}

function licenceOf(folder: string): string {
  const at = join(ROOT, folder);
  const { name, version, license, author } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
  const file = readdirSync(at).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const by = typeof author === 'string' ? author : author?.name;
  const text = file ? readFileSync(join(at, file), 'utf8').trim() : `License: ${license}${by ? `. Author: ${by}` : ''}`;
  return `${name} ${version}\n\n${text}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const written = await bundle();
  for (const name of readdirSync(BUNDLE_FOLDER)) if (!written.includes(name)) rmSync(join(BUNDLE_FOLDER, name));
}
