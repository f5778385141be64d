import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { claimFolder } from '../../../src/serve/jobs/claim-folder.js';
import { watchFolder } from '../../../src/serve/jobs/watch-folder.js';
import { makeFolder } from '../../support/write-scene.js';

const NEVER_MS = 3_600_000;
const within = { timeout: 10_000, interval: 5 };

it('looks at once, and again when something changes there or in a folder within', async () => {
  const folder = makeFolder('watch');
  mkdirSync(join(folder, 'water'));
  let looks = 0;
  const watch = watchFolder(folder, { everyMs: NEVER_MS, onFault: () => {} }, async () => {
    looks++;
  });
  const looksAfter = async (act: () => void) => {
    const before = looks;
    act();
    await vi.waitFor(() => expect(looks).toBeGreaterThan(before), within);
  };
  await looksAfter(() => {});
  await looksAfter(() => writeFileSync(join(folder, 'water/a.tif'), ''));
  await looksAfter(() => mkdirSync(join(folder, 'later')));
  await looksAfter(() => writeFileSync(join(folder, 'later/a.tif'), ''));
  await watch.close();
  const last = looks;
  writeFileSync(join(folder, 'later/b.tif'), '');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(looks).toBe(last);
});

it('looks again and again, never twice at a time, and goes on after a fault', async () => {
  const faults: unknown[] = [];
  let [looks, atOnce, most] = [0, 0, 0];
  const watch = watchFolder(makeFolder('watch'), { everyMs: 1, onFault: (fault) => faults.push(fault) }, async () => {
    looks++;
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setTimeout(resolve, 1));
    atOnce--;
    if (looks === 2) throw new Error('no');
  });
  await vi.waitFor(() => expect(looks).toBeGreaterThan(3), within);
  await watch.close();
  expect([most, faults]).toEqual([1, [new Error('no')]]);
});

it('a folder is for one server, until that is gone, however it went', async () => {
  const folder = makeFolder('claim');
  const release = await claimFolder(folder);
  await expect(claimFolder(folder)).rejects.toThrow('another landquilt serve');
  await (await claimFolder(makeFolder('claim')))();
  await release();
  await (await claimFolder(folder))();

  const args = ['serve', '--port', '0', '--json', '--store', makeFolder('claim'), '--incoming', folder];
  const child = spawn(process.execPath, ['bin/landquilt.js', ...args]);
  const ended = once(child, 'close');
  await once(child.stdout, 'data');
  await expect(claimFolder(folder)).rejects.toThrow('another landquilt serve');
  child.kill('SIGKILL');
  await ended;
  await (await claimFolder(folder))();
});
