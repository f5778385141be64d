import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';
import { licencesOf } from './bundle.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const VIEWER_FOLDER = join(ROOT, 'dist', 'viewer');

/** MapLibre comes as one file that has its own dependencies in it. */
const INSIDE_MAPLIBRE = Object.keys(
  (JSON.parse(readFileSync(join(ROOT, 'node_modules/maplibre-gl/package.json'), 'utf8')) as { dependencies: object })
    .dependencies,
).filter((name) => !name.startsWith('@types/'));

/** The licence of every package that is in the files. */
const writeLicences: Plugin = {
  name: 'write-licences',
  generateBundle(_, files) {
    const chunks = Object.values(files).filter((file): file is Rolldown.OutputChunk => file.type === 'chunk');
    const modules = chunks.flatMap(({ modules }) => Object.keys(modules)).map((path) => relative(ROOT, path));
    const used = [...modules, ...INSIDE_MAPLIBRE.map((name) => `node_modules/${name}/package.json`)];
    const inputs = Object.fromEntries(used.map((path) => [path, { bytesInOutput: 0 }]));
    const output = { bytes: 0, inputs, imports: [], exports: [] };
    const source = licencesOf({ inputs: {}, outputs: { viewer: output } });
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-LICENSES.txt', source });
  },
};

/**
 * Builds the viewer into `dist/viewer`: files that any server may send, with addresses relative to each other. Those under
 * `assets/` have a hash of their content in their name.
 */
export async function buildViewer(folder = VIEWER_FOLDER): Promise<void> {
  const made = `${folder}.${process.pid}`;
  await build({
    configFile: false,
    root: join(ROOT, 'viewer'),
    base: './',
    logLevel: 'warn',
    plugins: [writeLicences],
    build: {
      outDir: made,
      emptyOutDir: true,
      target: 'es2022',
      // A picture in a style sheet as an address would be one more thing for the policy to allow.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 2000,
    },
  });
  // In one step for whoever reads the folder, or nearly so.
  const old = `${made}.old`;
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(made, folder);
  rmSync(old, { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildViewer();
