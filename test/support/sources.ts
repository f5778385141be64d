import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { posix, resolve } from 'node:path';

/** A file of the project, its path from the root with forward slashes, and the specifiers it imports. */
export interface Source {
  path: string;
  text: string;
  imports: readonly string[];
}

const ROOT = resolve(import.meta.dirname, '../..');

/** Strings and template texts stay, comments go: so a commented-out import is none, and `https://` is no comment. */
const STRING_OR_COMMENT = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const IMPORTS = [
  /\b(?:import|export)\s[^'"`;()]*?\bfrom\s*(['"])([^'"\n]+)\1/g,
  /\bimport\s*(['"])([^'"\n]+)\1/g,
  /\bimport\s*\(\s*(['"])([^'"\n]+)\1/g,
];

export function stripComments(text: string): string {
  return text.replaceAll(STRING_OR_COMMENT, (match) => (match.startsWith('/') ? ' ' : match));
}

/** Empties every string that is no specifier: code quoted in a string imports nothing. */
function blankStrings(code: string): string {
  return code.replaceAll(STRING_OR_COMMENT, (match, offset: number) =>
    /\b(from|import)\s*\(?\s*$/.test(code.slice(Math.max(0, offset - 40), offset)) ? match : "''",
  );
}

/** Every specifier that a file imports or re-exports, statically or by `import('…')`; types count too. */
export function parseImports(text: string): string[] {
  const code = blankStrings(stripComments(text));
  return [...new Set(IMPORTS.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[2]!)))];
}

export function makeSource(path: string, text: string): Source {
  return { path, text, imports: parseImports(text) };
}

/** All TypeScript and JavaScript files under some folders of the project; a folder that is not there has none. */
export function readSources(...folders: string[]): Source[] {
  return folders.flatMap((folder) => {
    if (!existsSync(resolve(ROOT, folder))) return [];
    return readdirSync(resolve(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
      .filter((path) => /\.(ts|js|mjs)$/.test(path) && !/(^|\/)(node_modules|\.inputs|fixtures)\//.test(path))
      .sort()
      .map((path) => makeSource(path, readFileSync(resolve(ROOT, path), 'utf8')));
  });
}

export function readProjectFile(path: string): string {
  return readFileSync(resolve(ROOT, path), 'utf8');
}

/** The project file a specifier means, `.js` read as `.ts`; null for packages. `aliases` are package.json's `imports`. */
export function resolveImport(
  from: string,
  specifier: string,
  aliases: Readonly<Record<string, string>> = {},
): string | null {
  const alias = aliases[specifier];
  if (alias)
    return posix
      .normalize(alias)
      .replace(/^dist\//, 'src/')
      .replace(/\.js$/, '.ts');
  if (!specifier.startsWith('.')) return null;
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
}

/** The name of the package a specifier belongs to; null for our own files and for Node's modules. */
export function packageOf(specifier: string): string | null {
  if (specifier.startsWith('.') || specifier.startsWith('#') || isBuiltin(specifier)) return null;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
