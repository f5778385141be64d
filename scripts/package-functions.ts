import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { licencesOf, shakeZod } from './bundle.js';

/*
 * Puts each group of functions into a folder that Lambda unpacks as it is: bundles, recipes, the models they name, and of
 * the packages with native code what Linux on x86-64 needs. From `node_modules` alone: no Docker, no network.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const PACKAGES_FOLDER = join(ROOT, 'dist', 'lambda');
const VIEWER_FOLDER = join(ROOT, 'dist', 'viewer');
const MB = 1e6;

/** Files of a package that are taken: the names of files and folders directly in it. */
type Taken = Readonly<Record<string, readonly string[]>>;

interface Group {
  entries: readonly string[];
  /** Without models, which are as large as they are. */
  mostBytes: number;
  packages: Taken;
  /** It answers: it lists recipes, but prepares none, and sends the viewer. */
  isServer?: boolean;
}

/** Found at run time by their paths, so they cannot be in a bundle. */
const TABLES: Taken = {
  'geotiff-geokeys-to-proj4': ['main-dist.js'],
  lerc: ['LercDecode.es.js', 'LercDecode.js', 'lerc-wasm.wasm'],
};

/** Decoders of pictures. */
const PICTURES: Taken = {
  sharp: ['dist', 'LICENSE'],
  '@img/colour': ['color.cjs', 'index.cjs', 'LICENSE.md'],
  '@img/sharp-linux-x64': ['index.cjs', 'lib', 'LICENSE'],
  '@img/sharp-libvips-linux-x64': ['lib', 'README.md', 'versions.json'],
  'detect-libc': ['lib', 'LICENSE'],
  semver: ['classes', 'functions', 'internal', 'ranges', 'index.js', 'LICENSE'],
};

/** These, and the runtime of models. */
const NATIVE: Taken = {
  ...PICTURES,
  'onnxruntime-node': ['dist', 'bin/napi-v6/linux/x64'],
  'onnxruntime-common': ['dist/cjs'],
};

/** `control` reads headers and writes plans: it needs no pixel, so nothing native. `work` does the rest of a run, `api` answers. */
export const GROUPS: Readonly<Record<'control' | 'work' | 'api', Group>> = {
  control: { entries: ['intake', 'plan', 'next', 'finish', 'sweep'], mostBytes: 10 * MB, packages: TABLES },
  work: { entries: ['work', 'alone'], mostBytes: 80 * MB, packages: { ...TABLES, ...NATIVE } },
  api: { entries: ['api'], mostBytes: 30 * MB, packages: { ...TABLES, ...PICTURES }, isServer: true },
};

/** For an image, not for Lambda: as large as CUDA makes it. Paths of models in plans hold there as in functions. */
export const IMAGES: Readonly<Record<'gpu', Group>> = {
  gpu: { entries: ['batch'], mostBytes: Number.POSITIVE_INFINITY, packages: { ...TABLES, ...NATIVE } },
};

/** Types and source maps. */
const LEFT_OUT = /\.(d\.[cm]?ts|map)$/;

export interface PackagedGroup {
  name: string;
  folder: string;
  /** Without models. */
  bytes: number;
  modelBytes: number;
  mostBytes: number;
}

export async function packageFunctions(
  folder = PACKAGES_FOLDER,
  groups: Readonly<Record<string, Group>> = GROUPS,
): Promise<PackagedGroup[]> {
  const packaged: PackagedGroup[] = [];
  for (const [name, group] of Object.entries(groups)) {
    const at = join(folder, name);
    rmSync(at, { recursive: true, force: true });
    mkdirSync(at, { recursive: true });
    const metafile = await bundleEntries(group, at);
    writeFileSync(join(at, 'THIRD-PARTY-LICENSES.txt'), licencesOf(metafile));
    // Recipes, models and the version are found from the sources' place, two folders below the root.
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    writeFileSync(join(at, 'package.json'), `${JSON.stringify({ name: 'landquilt', version, type: 'module' })}\n`);
    copyRecipes(at, group);
    if (group.isServer) copyViewer(at);
    for (const [dependency, files] of Object.entries(group.packages)) copyPackage(dependency, files, at);
    const modelBytes = sizeOf(join(at, 'models'));
    packaged.push({ name, folder: at, bytes: sizeOf(at) - modelBytes, modelBytes, mostBytes: group.mostBytes });
  }
  return packaged;
}

/** Each entry by itself: what several have in common would be one file that all of them load whole as they start. */
async function bundleEntries({ entries, packages }: Group, folder: string): Promise<Metafile> {
  const all: Metafile = { inputs: {}, outputs: {} };
  for (const entry of entries) {
    const { inputs, outputs } = await bundleEntry(entry, packages, folder);
    Object.assign(all.inputs, inputs);
    Object.assign(all.outputs, outputs);
  }
  return all;
}

async function bundleEntry(entry: string, packages: Taken, folder: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [`functions/entries/${entry}.ts`],
    outdir: join(folder, 'dist', 'functions'),
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // Of packages in both forms, the one whose unused parts can be left out.
    mainFields: ['module', 'main'],
    // State machines know errors by the names of their classes.
    keepNames: true,
    minifySyntax: true,
    minifyWhitespace: true,
    banner: {
      js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
    },
    external: [...Object.keys(packages), 'sharp', 'onnxruntime-node'],
    plugins: [shakeSources, shakeZod],
    logLevel: 'warning',
    metafile: true,
  });
  return metafile;
}

/** None of our files, nor these packages, does anything by being imported: what is not used of them is left out whole. */
const shakeSources: Plugin = {
  name: 'shake-sources',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^\.|^piscina$|^hyparquet/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === 'resolving' || from.importer.includes('node_modules')) return null;
      const found = await resolve(path, { ...from, pluginData: 'resolving' });
      return { ...found, sideEffects: false };
    });
  },
};

/** The recipes that come with the package, and of the models they name the file and its description. */
function copyRecipes(folder: string, { isServer }: Group): void {
  cpSync(join(ROOT, 'recipes'), join(folder, 'recipes'), { recursive: true });
  if (isServer) return;
  for (const name of readdirSync(join(ROOT, 'recipes'))) {
    const text = readFileSync(join(ROOT, 'recipes', name), 'utf8');
    for (const [, model] of text.matchAll(/"model":\s*"\.\.\/(models\/[^"]+)"/g)) {
      for (const file of [model, join(dirname(model), 'model.json')]) {
        if (existsSync(join(ROOT, file))) cpSync(join(ROOT, file), join(folder, file));
      }
    }
  }
}

/** As `npm run build` leaves it; without it, the server says that it is not built. */
function copyViewer(folder: string): void {
  if (existsSync(VIEWER_FOLDER)) cpSync(VIEWER_FOLDER, join(folder, 'dist', 'viewer'), { recursive: true });
}

function copyPackage(name: string, files: readonly string[], folder: string): void {
  const from = join(ROOT, 'node_modules', name);
  if (!existsSync(from)) {
    const hint = 'npm install --os=linux --cpu=x64 --libc=glibc';
    throw new Error(`package ${name}: wanted it in node_modules, got none: ${hint}`);
  }
  const to = join(folder, 'node_modules', name);
  for (const file of ['package.json', ...files]) {
    if (!existsSync(join(from, file))) throw new Error(`package ${name}: wanted ${file}, got none`);
    cpSync(join(from, file), join(to, file), { recursive: true, filter: (path) => !LEFT_OUT.test(path) });
  }
}

function sizeOf(folder: string): number {
  let bytes = 0;
  if (!existsSync(folder)) return bytes;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    bytes += entry.isDirectory() ? sizeOf(path) : statSync(path).size;
  }
  return bytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // `image` packages what the images hold, and leaves the functions alone.
  const packaged = await packageFunctions(PACKAGES_FOLDER, process.argv[2] === 'image' ? IMAGES : GROUPS);
  const show = (bytes: number): string => `${(bytes / MB).toFixed(1)} MB`;
  for (const { name, folder, bytes, modelBytes, mostBytes } of packaged) {
    const size = `${show(bytes)} of at most ${show(mostBytes)}, and ${show(modelBytes)} of models`;
    process.stdout.write(`${name.padEnd(8)} ${size}  ${relative(ROOT, folder)}\n`);
    if (bytes <= mostBytes) continue;
    process.stderr.write(`package ${name}: wanted at most ${show(mostBytes)}, got ${show(bytes)}\n`);
    process.exitCode = 1;
  }
}
