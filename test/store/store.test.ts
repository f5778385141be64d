import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileStore } from '../../src/store/file-store.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { makeFolder } from '../support/write-scene.js';
import { describeStore } from './describe-store.js';

const text = (content: string) => new TextEncoder().encode(content);

describeStore('memory', createMemoryStore);
describeStore('files', () => createFileStore(makeFolder('store')));

describe('a store in files', () => {
  it('has no keys outside its folder', async () => {
    const store = createFileStore(makeFolder('outside'));
    for (const key of ['../x', 'a/../../x', '/etc/passwd\0']) {
      await expect(store.put(key, text('x'))).rejects.toThrow(/inside the store/);
    }
  });

  it('leaves no partial file behind after a failed write', async () => {
    const folder = makeFolder('partial');
    const store = createFileStore(folder);
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield text('half');
      throw new Error('no space left');
    }
    await expect(store.putStream('sub/file', broken())).rejects.toThrow('no space left');
    expect(readdirSync(join(folder, 'sub'))).toEqual([]);
  });
});
