import { packageOf, resolveImport, type Source, stripComments } from './sources.js';

const BASE = ['raster', 'store', 'errors', 'log'];
const MIDDLE = ['tiling', 'segment', 'vectorize', 'query'];
const STEPS = ['run', ...MIDDLE, ...BASE];

/**
 * What each part of the project may import besides itself. A part is a folder or file directly under `src/`, or the
 * folder `functions`, `infra` or `viewer`; a part that is not in the table may import nothing, so a new one must be added here.
 */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  log: ['errors'],
  raster: ['errors'],
  store: ['raster', 'errors', 'log'],
  ...Object.fromEntries(MIDDLE.map((part) => [part, BASE])),
  run: [...MIDDLE, ...BASE],
  sample: ['tiling', ...BASE],
  scene: STEPS,
  'vectorize-mask': ['scene', ...STEPS],
  serve: ['scene', ...STEPS],
  evaluate: STEPS,
  train: ['evaluate', ...STEPS],
  index: ['scene', 'vectorize-mask', 'evaluate', 'train', 'sample', ...STEPS],
  cli: ['scene', 'serve', 'vectorize-mask', 'evaluate', 'train', 'sample', ...STEPS],
  functions: ['scene', 'serve', 'vectorize-mask', ...STEPS],
  infra: ['functions', 'errors'],
  // It knows the API by its answers alone.
  viewer: [],
};

/** Packages that enter the product through one file, so that everything else sees our own types. */
export const SINGLE_IMPORTER = [
  'flatgeobuf',
  'geotiff',
  'geotiff-geokeys-to-proj4',
  'hyparquet',
  'hyparquet-writer',
  'jose',
  'lerc',
  'onnxruntime-node',
  'piscina',
  'proj4',
  'sharp',
  'zstddec',
] as const;

/** Packages that stay in one corner. */
export const CONFINED: readonly { packages: RegExp; to: RegExp; where: string }[] = [
  {
    packages: /^@aws-sdk\//,
    to: /^(src\/store\/s3|functions\/wiring(-\w+)?\.ts$)/,
    where: 'src/store/s3* or functions/wiring*.ts',
  },
  { packages: /^@aws-lambda-powertools\//, to: /^functions\/wiring(-\w+)?\.ts$/, where: 'functions/wiring*.ts' },
  { packages: /^(aws-cdk-lib|cdk-nag|constructs)$/, to: /^infra\//, where: 'infra/' },
];

export type Aliases = Readonly<Record<string, string>>;

/** The part of the project a path lies in. */
export function partOf(path: string): string {
  const [first, second] = path.split('/');
  return (first === 'src' ? second! : first!).replace(/\.ts$/, '');
}

/** Imports that run against the table, or to a file that is not there. */
export function findWrongDirections(sources: readonly Source[], aliases: Aliases = {}): string[] {
  const paths = new Set(sources.map((source) => source.path));
  return edges(sources, aliases).flatMap(({ from, to }) => {
    if (!paths.has(to)) return to.endsWith('.ts') ? [`${from} imports ${to}, which does not exist`] : [];
    const [part, target] = [partOf(from), partOf(to)];
    if (part === target || MAY_IMPORT[part]?.includes(target)) return [];
    return [`${from} imports ${to}: ${part} may import ${MAY_IMPORT[part]?.join(', ') || 'nothing of ours'}`];
  });
}

/** Every import that closes a circle, with the circle. Depth first, each file visited once. */
export function findCycles(sources: readonly Source[], aliases: Aliases = {}): string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of edges(sources, aliases)) targets.set(from, [...(targets.get(from) ?? []), to]);
  const done = new Set<string>();
  const path: string[] = [];
  const cycles: string[] = [];
  const visit = (file: string): void => {
    if (done.has(file)) return;
    const start = path.indexOf(file);
    if (start >= 0) {
      cycles.push([...path.slice(start), file].join(' → '));
      return;
    }
    path.push(file);
    for (const target of targets.get(file) ?? []) visit(target);
    path.pop();
    done.add(file);
  };
  for (const file of targets.keys()) visit(file);
  return cycles;
}

/** Packages of `SINGLE_IMPORTER` that several files import. */
export function findScatteredPackages(sources: readonly Source[]): string[] {
  return SINGLE_IMPORTER.flatMap((name) => {
    const importers = sources.filter((source) => source.imports.some((specifier) => packageOf(specifier) === name));
    if (importers.length <= 1) return [];
    return [`${name} is imported by ${importers.length} files: ${importers.map((source) => source.path).join(', ')}`];
  });
}

/** Imports of packages of `CONFINED` outside their corner. */
export function findStrayPackages(sources: readonly Source[]): string[] {
  return packageUses(sources).flatMap(({ path, name }) =>
    CONFINED.filter((rule) => rule.packages.test(name) && !rule.to.test(path)).map(
      (rule) => `${path} imports ${name}, which belongs in ${rule.where}`,
    ),
  );
}

/** Packages that a file imports although `declared` does not name them. `@types/x` declares the types of `x`. */
export function findUndeclaredPackages(sources: readonly Source[], declared: readonly string[]): string[] {
  return packageUses(sources)
    .filter(({ name }) => !declared.includes(name) && !declared.includes(`@types/${name}`))
    .map(({ path, name }) => `${path} imports ${name}, which package.json does not declare for it`);
}

/** Declared packages that nothing imports. */
export function findUnusedPackages(sources: readonly Source[], declared: readonly string[]): string[] {
  const used = new Set(packageUses(sources).map(({ name }) => name));
  return declared
    .filter((name) => !used.has(name) && !used.has(name.replace(/^@types\//, '')))
    .map((name) => `package.json declares ${name}, which nothing imports`);
}

/** Declared packages without a line of reason in the note: a table row or list item that begins with the name. */
export function findUnexplainedPackages(note: string, declared: readonly string[]): string[] {
  const rows = [...note.matchAll(/^[|-] *`([^`]+)` *[|:] *(.*)$/gm)];
  const explained = new Set(rows.filter((row) => row[2]!.trim().length >= 20).map((row) => row[1]!));
  return [
    ...declared.filter((name) => !explained.has(name)).map((name) => `${name} has no reason in the note`),
    ...[...explained]
      .filter((name) => !declared.includes(name))
      .map((name) => `the note explains ${name}, which is gone`),
  ];
}

/** Files that read the environment, but for those in `allowed`. */
export function findEnvironmentReaders(sources: readonly Source[], allowed: readonly string[]): string[] {
  return sources
    .filter(
      (source) =>
        !allowed.includes(source.path) && /\bprocess\s*(\?\.|\.|\[\s*['"])\s*env\b/.test(stripComments(source.text)),
    )
    .map((source) => `${source.path} reads process.env`);
}

export function findLongFiles(sources: readonly Source[], maxLines: number): string[] {
  return sources
    .map((source) => ({ path: source.path, lines: source.text.replace(/\n$/, '').split('\n').length }))
    .filter(({ lines }) => lines > maxLines)
    .map(({ path, lines }) => `${path} has ${lines} lines, more than ${maxLines}`);
}

function edges(sources: readonly Source[], aliases: Aliases): { from: string; to: string }[] {
  return sources.flatMap((source) =>
    source.imports.flatMap((specifier) => {
      const to = resolveImport(source.path, specifier, aliases);
      return to === null ? [] : [{ from: source.path, to }];
    }),
  );
}

function packageUses(sources: readonly Source[]): { path: string; name: string }[] {
  return sources.flatMap((source) =>
    source.imports.flatMap((specifier) => {
      const name = packageOf(specifier);
      return name === null ? [] : [{ path: source.path, name }];
    }),
  );
}
