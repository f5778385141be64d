import { describe, expect, it } from 'vitest';
import {
  findCycles,
  findEnvironmentReaders,
  findLongFiles,
  findScatteredPackages,
  findStrayPackages,
  findUndeclaredPackages,
  findUnexplainedPackages,
  findUnusedPackages,
  findWrongDirections,
} from './support/architecture.js';
import { makeSource, parseImports, readProjectFile, readSources, type Source } from './support/sources.js';

interface PackageFile {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  imports: Record<string, string>;
}

const { dependencies, devDependencies, imports: aliases } = JSON.parse(readProjectFile('package.json')) as PackageFile;
const runtime = Object.keys(dependencies);
const declared = [...runtime, ...Object.keys(devDependencies)];
const note = readProjectFile('docs/decisions/2026-11-20-dependencies.md');

const product = readSources('src', 'functions', 'infra', 'viewer');
const library = readSources('src', 'bin');
const everything = [...product, ...readSources('bin', 'test', 'bench', 'scripts')];

/** Programs that are run and never imported, and types that come without an import. */
const TOOLS = ['@biomejs/biome', '@types/node', 'aws-cdk', 'tsx', 'typescript'];

describe('the sources', () => {
  it('import in one direction only', () => {
    expect(product.length).toBeGreaterThan(10);
    expect(findWrongDirections(product, aliases)).toEqual([]);
  });

  it('import in no circle', () => {
    expect(findCycles(product, aliases)).toEqual([]);
  });

  it('let each heavy library in through one file', () => {
    expect(findScatteredPackages(product)).toEqual([]);
  });

  it('keep the clouds of AWS in their corners', () => {
    expect(findStrayPackages(product)).toEqual([]);
  });

  it('import only what package.json declares, and at run time only its dependencies', () => {
    expect(findUndeclaredPackages(everything, declared)).toEqual([]);
    expect(findUndeclaredPackages(library, runtime)).toEqual([]);
  });

  it('use every package that package.json declares', () => {
    expect(findUnusedPackages(library, runtime)).toEqual([]);
    const imported = declared.filter((name) => !TOOLS.includes(name));
    expect(findUnusedPackages(everything, imported)).toEqual([]);
  });

  it('read the environment where functions and the command line begin, and nowhere else', () => {
    const allowed = ['functions/env.ts', 'src/cli/process.ts'];
    expect(findEnvironmentReaders([...product, ...readSources('bin')], allowed)).toEqual([]);
  });

  it('stay under 300 lines a file', () => {
    expect(findLongFiles(product, 300)).toEqual([]);
  });
});

describe('the note on dependencies', () => {
  it('gives a reason for each, and for no other', () => {
    expect(findUnexplainedPackages(note, declared)).toEqual([]);
  });
});

describe('the rules themselves', () => {
  const project = (files: Record<string, string>): Source[] =>
    Object.entries(files).map(([path, text]) => makeSource(path, text));

  it('see every way to import, and none in comments or strings', () => {
    const text = [
      "import { a } from './a.js';",
      "import type { B } from './b.js';",
      "import './c.js';",
      "export * from './d.js';",
      "export {\n  e,\n} from './e.js';",
      "const f = await import('./f.js');",
      "// import './g.js';",
      "/* import './h.js'; */",
      "const url = 'https://example.org'; import i from './i.js';",
      "type J = import('./j.js').J;",
      'const k = "import \'./k.js\'";',
    ].join('\n');
    expect(parseImports(text).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'i', 'j'].map((name) => `./${name}.js`));
  });

  it('see an import that runs upwards, sideways, from an unknown folder, or nowhere', () => {
    const sources = project({
      'src/raster/affine.ts': "import '../store/store.js'; import '../errors.js';",
      'src/store/store.ts': '',
      'src/errors.ts': '',
      'src/segment/otsu.ts': "import '../tiling/grid.js'; import '../raster/affine.js';",
      'src/tiling/grid.ts': "import './missing.js';",
      'src/utils/all.ts': "import '../errors.js';",
      'src/scene.ts': "import './tiling/grid.js'; import '#worker';",
      'src/run/worker.ts': "import '../scene.js';",
    });
    expect(findWrongDirections(sources, { '#worker': './dist/run/worker.js' })).toEqual([
      'src/raster/affine.ts imports src/store/store.ts: raster may import errors',
      expect.stringMatching(/^src\/segment\/otsu\.ts imports src\/tiling\/grid\.ts: segment may import raster,/),
      'src/tiling/grid.ts imports src/tiling/missing.ts, which does not exist',
      'src/utils/all.ts imports src/errors.ts: utils may import nothing of ours',
      expect.stringMatching(/^src\/run\/worker\.ts imports src\/scene\.ts: run may import tiling,/),
    ]);
  });

  it('see a circle of three files, and of one', () => {
    const sources = project({
      'src/raster/a.ts': "import './b.js';",
      'src/raster/b.ts': "import './c.js';",
      'src/raster/c.ts': "import './a.js'; import './d.js';",
      'src/raster/d.ts': "import './d.js';",
    });
    expect(findCycles(sources)).toEqual([
      'src/raster/a.ts → src/raster/b.ts → src/raster/c.ts → src/raster/a.ts',
      'src/raster/d.ts → src/raster/d.ts',
    ]);
  });

  it('see a second importer, a stray client, an undeclared and an unused package', () => {
    const sources = project({
      'src/tiling/a.ts': "import { fromFile } from 'geotiff'; import { join } from 'node:path'; import 'fs';",
      'src/tiling/b.ts': "import type { GeoTIFF } from 'geotiff/dist-module/geotiff.js';",
      'src/tiling/c.ts': "import { S3 } from '@aws-sdk/client-s3'; import type { Point } from 'geojson';",
      'src/store/s3-store.ts': "import { S3 } from '@aws-sdk/client-s3';",
    });
    expect(findScatteredPackages(sources)).toEqual([
      'geotiff is imported by 2 files: src/tiling/a.ts, src/tiling/b.ts',
    ]);
    expect(findStrayPackages(sources)).toEqual([
      'src/tiling/c.ts imports @aws-sdk/client-s3, which belongs in src/store/s3* or functions/wiring*.ts',
    ]);
    const names = ['geotiff', '@types/geojson', 'left-pad'];
    expect(findUndeclaredPackages(sources, names).length).toBe(2);
    expect(findUnusedPackages(sources, names)).toEqual(['package.json declares left-pad, which nothing imports']);
  });

  it('see the environment, long files and missing reasons', () => {
    const sources = project({
      'src/a.ts': 'const { env } = process;\nconst key = process.env.KEY;',
      'src/b.ts': '// process.env is read elsewhere\n',
    });
    expect(findEnvironmentReaders(sources, [])).toEqual(['src/a.ts reads process.env']);
    expect(findEnvironmentReaders(sources, ['src/a.ts'])).toEqual([]);
    expect(findLongFiles(sources, 1)).toEqual(['src/a.ts has 2 lines, more than 1']);
    const text = '| `zod` | checks what people write |\n| `tsx` | runs |\n| `gone` | was needed for something once |';
    expect(findUnexplainedPackages(text, ['zod', 'tsx'])).toEqual([
      'tsx has no reason in the note',
      'the note explains gone, which is gone',
    ]);
  });
});
