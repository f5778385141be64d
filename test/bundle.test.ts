import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUNDLE_FOLDER } from '../scripts/bundle.js';
import * as sources from '../src/index.js';
import { readProjectFile } from './support/sources.js';

const { dependencies, exports, files, imports } = JSON.parse(readProjectFile('package.json')) as {
  dependencies: Record<string, string>;
  exports: { '.': { types: string; default: string } };
  files: string[];
  imports: Record<string, string>;
};

const textOf = (name: string): string => readFileSync(join(BUNDLE_FOLDER, name), 'utf8');
/** What an import names that is resolved when the file is loaded. */
const importsOf = (name: string): string[] =>
  [...textOf(name).matchAll(/\b(?:import|from)\s*["']([^"']+)["']/g)].map((match) => match[1]!);

/** A file of the bundle and all that is loaded with it. */
function loadedWith(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const path of importsOf(name)) if (path.startsWith('./')) loadedWith(path.slice(2), seen);
  return seen;
}

describe('the bundle', () => {
  it('is what the package exports, and what worker threads run', () => {
    expect(exports['.'].default).toBe('./dist/bundle/index.js');
    expect(imports['#run-worker']).toBe('./dist/bundle/worker.js');
    expect(files).toContain('dist/bundle');
    expect(existsSync(join(BUNDLE_FOLDER, '../index.d.ts'))).toBe(true);
  });

  it('has the names of the sources', async () => {
    const bundled = (await import(join(BUNDLE_FOLDER, 'index.js'))) as object;
    expect(Object.keys(bundled).sort()).toEqual(Object.keys(sources).sort());
  });

  it('is small and in few files for a thread that starts', () => {
    for (const entry of ['worker.js', 'cli.js']) {
      const loaded = [...loadedWith(entry)];
      expect(loaded.length).toBeLessThan(25);
      expect(loaded.reduce((bytes, name) => bytes + textOf(name).length, 0)).toBeLessThan(2e6);
    }
  });

  it('leaves outside what is heavy and seldom needed, and nothing that is no dependency', () => {
    const atStart = ['worker.js', 'cli.js'].flatMap((entry) => [...loadedWith(entry)].flatMap(importsOf));
    const packages = [...new Set(atStart.filter((path) => !/^(\.|node:)/.test(path) && /^[@a-z]/.test(path)))];
    expect(packages.filter((name) => /sharp|onnxruntime|geokeys|aws-sdk|flatgeobuf/.test(name))).toEqual([]);
    const outside = packages.filter(
      (name) => !['fs', 'http', 'https', 'path', 'url', 'zlib', 'worker_threads'].includes(name),
    );
    expect(outside.filter((name) => !(name in dependencies))).toEqual([]);
  });

  it('brings the licence of every package in it', () => {
    const licences = textOf('THIRD-PARTY-LICENSES.txt');
    for (const name of ['zod', 'geotiff', 'proj4', 'hyparquet', 'hyparquet-writer', 'pako']) {
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
    expect(licences).not.toMatch(/^License: undefined/m);
    expect(readdirSync(BUNDLE_FOLDER)).toContain('worker.js');
  });
});
