import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { EXACT } from './in-process.js';

const folder = makeFolder('worker-faults');
const scene = join(folder, 'scene.tif');
let whole: Record<string, string>;

/** What a command came to. */
interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
  out: string;
}

/** Runs the command on nine tiles; `sabotage` is a module that every thread loads first. */
function run(name: string, { sabotage = '', options = [] as string[], path = scene } = {}): Promise<Outcome> {
  const out = join(folder, name);
  const module = join(folder, `${name}.mjs`);
  writeFileSync(module, sabotage);
  const given = ['--recipe', 'crop-health', '--scale', '0.0001', '--workers', '2', '--tile-size', '64', '--json'];
  const args = ['--import', module, 'bin/landquilt.js', 'run', path, '--out', out, ...given, ...options];
  const child = spawn(process.execPath, args);
  const outcome: Outcome = { code: null, stdout: '', stderr: '', out };
  child.stdout.on('data', (text) => {
    outcome.stdout += text;
  });
  child.stderr.on('data', (text) => {
    outcome.stderr += text;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...outcome, code })));
}

/** Spoils the renaming of work files that match, in worker threads: what `then` says, up to `times`. */
const spoil = (match: RegExp, then: string, times = Number.POSITIVE_INFINITY) => `
  import { isMainThread } from 'node:worker_threads';
  import { appendFileSync, existsSync, promises, readFileSync } from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  const marks = import.meta.filename + '.marks';
  const rename = promises.rename;
  promises.rename = async (from, to) => {
    const done = existsSync(marks) ? readFileSync(marks).length : 0;
    if (!isMainThread && ${match}.test(to) && done < ${times}) {
      appendFileSync(marks, '.');
      ${then}
    }
    return rename(from, to);
  };
  syncBuiltinESMExports();`;
/** Worker threads fail before they are there. */
const failToStart = (times: number) => `
  import { isMainThread } from 'node:worker_threads';
  import { appendFileSync, existsSync, readFileSync } from 'node:fs';
  const marks = import.meta.filename + '.marks';
  if (!isMainThread && (existsSync(marks) ? readFileSync(marks).length : 0) < ${times}) {
    appendFileSync(marks, '.');
    throw new Error('not today');
  }`;
const attemptsOf = (name: string) => readFileSync(join(folder, `${name}.mjs.marks`)).length;

function hashes(out: string): Record<string, string> {
  const outputs = join(out, 'scene', 'crop-health');
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(outputs, name)))
      .digest('hex');
  return Object.fromEntries(EXACT.map((name) => [name, hash(name)]));
}

beforeAll(async () => {
  await writeTestScene(scene, makeRedNir(180, 170));
  const { code, out, stderr } = await run('whole');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  whole = hashes(out);
});

describe('a worker that', () => {
  it.each([
    ['exits', 'process.exit(7);'],
    ['throws out of turn', "setImmediate(() => { throw new Error('out of turn'); }); await new Promise(() => {});"],
  ])('%s within a tile, twice, is replaced and the tile done', async (label, then) => {
    for (const step of ['segment', 'vectorize']) {
      const name = `${step}-${label.replaceAll(' ', '-')}`;
      const { code, out, stderr } = await run(name, { sabotage: spoil(new RegExp(`${step}.0+4`), then, 2) });
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(attemptsOf(name)).toBe(2);
      expect(hashes(out)).toEqual(whole);
    }
  });

  it('exits whenever it does a tile: the run fails with the tile and the reason, and goes on when that is over', async () => {
    const { code, stderr, out } = await run('always', { sabotage: spoil(/segment.0+4/, 'process.exit(7);') });
    expect(code).toBe(3);
    const { error } = JSON.parse(stderr);
    expect(error.message).toBe('segment of tile 4: wanted a result within 3 attempts, got worker exited with code: 7');
    expect(existsSync(join(out, 'scene'))).toBe(false);
    const again = await run('always');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout).statistics.tiles.segmentReused).toBeGreaterThan(0);
    expect(hashes(out)).toEqual(whole);
  });

  it.each([
    ['always', Number.POSITIVE_INFINITY],
    ['four times', 4],
  ])('does not even start, %s: the run ends in time', async (label, times) => {
    const name = `start-${label.replaceAll(' ', '-')}`;
    const { code, out, stderr } = await run(name, { sabotage: failToStart(times) });
    if (code === 0) expect(hashes(out)).toEqual(whole);
    else
      expect(JSON.parse(stderr).error.message).toMatch(/tile \d: wanted a result within 3 attempts, got .*not today/);
    if (times > 4) expect(code).toBe(3);
  });

  it.each([
    ['segment', /segment.0+4/, 'segment of tile 4'],
    ['write', /regions\.fgb$/, 'write of regions.fgb'],
  ])('finds no room on the disk for %s: the run fails by name, at once', async (name, match, task) => {
    const full = "throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });";
    const { code, stderr, out } = await run(`full-${name}`, { sabotage: spoil(match, full) });
    expect(code).toBe(2);
    const { message } = JSON.parse(stderr).error;
    expect(message).toMatch(/^store: wanted a place that can be written to, got ENOSPC: no space left on device/);
    expect(message).toContain(task);
    expect(attemptsOf(`full-${name}`)).toBe(1);
    expect(existsSync(join(out, 'scene'))).toBe(false);
    expect(readdirSync(out, { recursive: true }).filter((path) => String(path).includes('partial'))).toEqual([]);
    await run(`full-${name}`);
    expect(hashes(out)).toEqual(whole);
  });
});

it('a damaged block of the scene: the run fails naming the file and a tile', async () => {
  const bytes = readFileSync(scene);
  bytes.fill(0xa5, Math.floor(bytes.length * 0.6), Math.floor(bytes.length * 0.8));
  const path = join(folder, 'damaged.tif');
  writeFileSync(path, bytes);
  const { code, stderr, out } = await run('damaged', { path });
  expect(code).toBe(1);
  expect(JSON.parse(stderr).error.message).toMatch(/damaged\.tif, segment of tile \d\)$/);
  expect(existsSync(join(out, 'damaged'))).toBe(false);
});

it('four processes at once, two of them the same run: whole results, and clear words for those who lose', async () => {
  const sizes = ['64', '64', '50', '90'];
  const outcomes = await Promise.all(
    sizes.map((size, i) => run('rivals', { options: ['--tile-size', size] }).then((outcome) => ({ i, ...outcome }))),
  );
  const said = outcomes.map(({ stderr }) => stderr).join('');
  expect(
    outcomes.map(({ code }) => code),
    said,
  ).toContain(0);
  for (const { code, stderr } of outcomes)
    if (code !== 0) expect(stderr).toMatch(/publishing: wanted one run at a time/);
  const { out } = outcomes[0]!;
  expect(hashes(out)).toEqual(whole);
  expect(JSON.parse(readFileSync(join(out, 'scene/crop-health/run.json'), 'utf8')).state).toBe('published');
});
