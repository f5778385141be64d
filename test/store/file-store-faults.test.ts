import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { createFileStore } from '../../src/store/file-store.js';
import { PreconditionFailed } from '../../src/store/store.js';
import { makeFolder } from '../support/write-scene.js';

const text = (content: string) => new TextEncoder().encode(content);

describe('writing on condition to files', () => {
  it('lets exactly one of many rivals through, each time', async () => {
    const folder = makeFolder('rivals');
    const stores = Array.from({ length: 4 }, () => createFileStore(folder));
    let etag: string | null = null;
    for (let round = 0; round < 10; round++) {
      const puts = stores.map((store, i) => store.put('pointer', text(`${round} ${i}`), { ifMatch: etag }));
      const results = await Promise.allSettled(puts);
      const winners = results.filter(({ status }) => status === 'fulfilled');
      expect(winners).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(PreconditionFailed);
      }
      const winner = results.findIndex(({ status }) => status === 'fulfilled');
      expect(readFileSync(join(folder, 'pointer'), 'utf8')).toBe(`${round} ${winner}`);
      etag = (await stores[0].head('pointer'))!.etag;
    }
    expect(readdirSync(folder)).toEqual(['pointer']);
  });

  it('goes on when a rival died while it held the lock', async () => {
    const folder = makeFolder('stale');
    const store = createFileStore(folder);
    writeFileSync(join(folder, 'pointer.partial-lock'), '');
    await store.put('pointer', text('new'), { ifMatch: null });
    expect(readdirSync(folder)).toEqual(['pointer']);
  });
});

describe('a place that cannot be written to', () => {
  it.each([
    ['a file where a folder should be', 'file/inside'],
    ['a folder where the file should be', 'folder'],
    ['a name too long', `${'n'.repeat(300)}/x`],
  ])('%s: is named', async (_, key) => {
    const folder = makeFolder('unwritable');
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'folder'));
    const store = createFileStore(folder);
    await expect(store.put(key, text('x'))).rejects.toThrow(UsageError);
    await expect(store.putStream(key, [text('x')])).rejects.toThrow(/store: wanted a place that can be written to/);
    expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).includes('partial'))).toEqual([]);
  });

  it('a full disk: is named with the file, and nothing half is left', () => {
    // A limit of the process on the size of a file stands for a disk without room.
    const folder = makeFolder('full');
    const script = `
      import { createFileStore } from '${join(import.meta.dirname, '../../dist/store/file-store.js')}';
      process.on('SIGXFSZ', () => {});
      const store = createFileStore(${JSON.stringify(folder)});
      const chunks = Array.from({ length: 64 }, () => new Uint8Array(1 << 16));
      await store.putStream('sub/mask.tif', chunks).catch((error) => console.log(error.name, error.message));`;
    const command = `ulimit -f 1024; exec "${process.execPath}" --input-type=module -e "$1"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command, 'bash', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(
      /^UsageError store: wanted a place that can be written to, got EFBIG.*\(.*sub\/mask\.tif\)$/m,
    );
    expect(readdirSync(join(folder, 'sub'))).toEqual([]);
  });
});
