import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/main.js';
import { call } from '../support/command-line.js';

describe('help', () => {
  it.each([[], ['--help'], ['-h'], ['help']])('names every command: %s', async (...args) => {
    const { code, stdout, stderr } = await call(args);
    expect([code, stderr]).toEqual([0, '']);
    for (const { name } of COMMANDS) expect(stdout).toContain(`  ${name} `);
  });

  it.each(COMMANDS.map(({ name }) => name))('of %s names every option, and fits a wide terminal', async (name) => {
    const { code, stdout } = await call([name, '--help']);
    expect(code).toBe(0);
    for (const option of Object.keys(COMMANDS.find((command) => command.name === name)!.options)) {
      expect(stdout).toContain(`--${option}`);
    }
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    expect((await call(['help', name])).stdout).toBe(stdout);
  });

  it('tells the version', async () => {
    expect((await call(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

/** What is typed, what the one line on stderr says, and the exit code. */
const MISTAKES: [string, RegExp, number][] = [
  ['rnu', /command: wanted one of run, .+, got rnu \(did you mean run\?\)/, 2],
  ['scene.tif', /got scene\.tif \(to map a scene: landquilt run scene\.tif --recipe <name>\)/, 2],
  ['xyzzy', /got xyzzy$/, 2],
  ['run a.tif --recpie water', /unknown option --recpie \(did you mean --recipe\?\)/, 2],
  ['run a.tif --xyzzy 1', /unknown option --xyzzy$/, 2],
  ['run a.tif --recipe', /--recipe <value>' argument missing/, 2],
  ['run a.tif', /--recipe: wanted the name of a recipe or a JSON file, got nothing/, 2],
  ['run --recipe water', /scene: wanted at least one, got none/, 2],
  ['run a.tif --recipe crop-helth', /recipe: wanted .+, got crop-helth \(did you mean crop-health\?\)/, 1],
  ['run a.tif --recipe none.json', /recipe: wanted .+, got none\.json, which is no file/, 1],
  ['run a.tif --recipe water --workers 0', /--workers: wanted a whole number, at least 1, got 0/, 2],
  ['run a.tif --recipe water --workers=two', /--workers: wanted .+, got two/, 2],
  ['run a.tif --recipe water --tile-size 3', /--tile-size: wanted a whole number, at least 16, got 3/, 2],
  ['run a.tif --recipe water --memory 1.5', /--memory: wanted .+, got 1\.5/, 2],
  ['run a.tif --recipe water --crs WGS84', /--crs: wanted EPSG:<code>, as EPSG:32633, got WGS84/, 2],
  ['run a.tif --recipe water --bands red', /--bands: wanted role=band.+, got red/, 2],
  ['run a.tif --recipe water --scale x', /--scale: wanted a number, got x/, 2],
  ['run a.tif --recipe water --offset 1', /--offset: wanted --scale beside it, got no --scale/, 2],
  ['run a/s.tif b/s.tif --recipe water', /scenes: wanted names that differ.+, got a\/s\.tif and b\/s\.tif/, 2],
  ['run a.tif --recipe water --out gs://b/k', /--out: wanted a folder that can be written, got gs:\/\//, 2],
  ['run a.tif --recipe water --out LICENSE', /--out: .+, got a file in its place \(LICENSE\)/, 2],
  ['run a.tif --recipe water --out package.json/x', /--out: .+, got a file in its place/, 2],
  ['vectorize', /mask: wanted exactly one, got none/, 2],
  ['vectorize a.tif b.tif', /mask: wanted exactly one, got a\.tif b\.tif/, 2],
  ['vectorize a.tif --connectivity 6', /--connectivity: wanted 4 or 8, got 6/, 2],
  ['vectorize a.tif --split -1', /--split: wanted .+, got -1|argument is ambiguous/, 2],
  ['vectorize a.tif --split 2 --split-classes 3,x', /--split-classes: wanted ids of classes.+, got 3,x/, 2],
  ['vectorize a.tif --split 2 --split-classes 256', /--split-classes: .+, got 256/, 2],
  ['inspect', /scene: wanted exactly one, got none/, 2],
  ['inspect ftp://example.org/a.tif', /got ftp:\/\//, 2],
  ['recipes nope', /recipe: wanted .+, got nope/, 1],
  ['demo here', /demo: wanted no arguments, got here/, 2],
];

describe('a mistake', () => {
  it.each(MISTAKES)('landquilt %s', async (typed, message, expected) => {
    const { code, stdout, stderr } = await call(typed.split(' '));
    expect(stderr).toMatch(/^landquilt: [^\n]+\n$/);
    expect(stderr.trimEnd()).toMatch(message);
    expect([code, stdout]).toEqual([expected, '']);
  });

  it('is JSON with --json, with the same facts', async () => {
    const { code, stderr } = await call(['run', 'a.tif', '--recipe', 'crop-helth', '--json']);
    const { error } = JSON.parse(stderr) as { error: Record<string, string> };
    expect(error).toMatchObject({ kind: 'input', thing: 'recipe', got: 'crop-helth (did you mean crop-health?)' });
    expect(error.message).toContain(error.wanted);
    expect(code).toBe(1);
  });
});
