import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { call, start } from '../support/command-line.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('process-cli');
const scene = join(folder, 'scene.tif');
const command = (out: string): string[] => [
  ...['run', scene, '--recipe', 'crop-health', '--scale', '0.0001', '--tile-size', '64'],
  ...['--workers', '2', '--out', join(folder, out)],
];
const pointer = (out: string): string => join(folder, out, 'scene/crop-health/run.json');

beforeAll(() => writeTestScene(scene, makeRedNir(300, 260)));

describe('the program', () => {
  it('ends with the code and the streams of the command line', async () => {
    expect(await start(['--version'])).toMatchObject({ code: 0, stderr: '' });
    expect(await start(['inspect', 'none.tif'])).toMatchObject({ code: 1, stdout: '' });
    expect(await start(['rnu'])).toMatchObject({ code: 2, stdout: '' });
  });

  /** Stops the program once its tiles have begun. */
  function startAndStop(signal: 'SIGINT' | 'SIGTERM') {
    let isSent = false;
    return start(command(signal), {
      onStderr(child, text) {
        if (isSent || !text.includes('fit ')) return;
        isSent = true;
        child.kill(signal);
      },
    });
  }

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('stops at %s, threads and all, in one line', async (signal, code) => {
    const stopped = await startAndStop(signal);
    expect(stopped.code).toBe(code);
    expect(stopped.stderr).toMatch(/^landquilt: stopped; the same command goes on where this one was\n$/m);
    expect(stopped.stdout).toBe('');
    expect(existsSync(pointer(signal))).toBe(false);
  });

  it('goes on where it was stopped', async () => {
    expect((await start([...command('SIGINT'), '--json'])).code).toBe(0);
    expect(existsSync(pointer('SIGINT'))).toBe(true);
  });

  it('finishes the work though nobody reads what it says', async () => {
    const child = spawn(process.execPath, ['bin/landquilt.js', ...command('unread')]);
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
      child.stderr.destroy();
    });
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|at .+:\d+/);
    expect(existsSync(pointer('unread'))).toBe(true);
  });
});

describe('--progress', () => {
  const lines = ['--json', '--progress'];

  it('tells a program of steps and pieces, in lines of JSON', async () => {
    const { code, stdout, stderr } = await start([...command('followed'), ...lines]);
    const told = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).progress);
    expect([code, told[0], told.at(-1).step]).toEqual([0, { step: 'plan', done: 0, total: 1 }, 'publish']);
    expect(told.find(({ step, done }) => step === 'segment' && done === 25)).toMatchObject({ total: 25 });
    expect(JSON.parse(stdout).wasPublished).toBe(false);
  });

  it('stops the work when the program that followed it is gone', async () => {
    const child = spawn(process.execPath, ['bin/landquilt.js', ...command('left'), ...lines]);
    child.stderr.once('data', () => child.stderr.destroy());
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(143);
    expect(existsSync(pointer('left'))).toBe(false);
  });
});

describe('npm run demo', () => {
  it('maps the sample scene twice, mostly as the truth is', async () => {
    const out = join(folder, 'demo');
    const { code, stdout, stderr } = await start(['--out', out], { program: 'bin/demo.js' });
    expect([code, stderr]).toEqual([0, '']);
    const agreed = [...stdout.matchAll(/like the truth in ([\d.]+) %/g)].map((match) => Number(match[1]));
    expect(agreed).toHaveLength(2);
    for (const percent of agreed) expect(percent).toBeGreaterThan(80);
    for (const line of stdout.split('\n')) expect(line.replaceAll(folder, '').length).toBeLessThanOrEqual(80);
    const reports = stdout.match(/\S+report\.html/g) ?? [];
    expect(reports).toHaveLength(2);
    for (const report of reports) expect(existsSync(report)).toBe(true);
  });
});

describe('within a process', () => {
  it('a signal that is aborted already stops the call before anything is written', async () => {
    const { code, stderr, stdout } = await call(command('aborted'), AbortSignal.abort());
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toContain('stopped');
    const asJson = await call([...command('aborted'), '--json'], AbortSignal.abort());
    expect(JSON.parse(asJson.stderr).error.kind).toBe('stopped');
    expect(existsSync(pointer('aborted'))).toBe(false);
  });
});
