import { describe, expect, it } from 'vitest';
import { ObjectMissing, PreconditionFailed, type Store } from '../../src/store/store.js';

const text = (content: string) => new TextEncoder().encode(content);
const read = async (store: Store, key: string) => new TextDecoder().decode(await store.get(key));

/** What every store does. */
export function describeStore(name: string, create: () => Store): void {
  describe(`a store in ${name}`, () => {
    it('keeps whole objects and ranges of them', async () => {
      const store = create();
      const info = await store.put('a/b c+ü.bin', text('0123456789'));
      expect(info).toMatchObject({ key: 'a/b c+ü.bin', size: 10 });
      expect(await store.head('a/b c+ü.bin')).toEqual(info);
      expect(await read(store, 'a/b c+ü.bin')).toBe('0123456789');
      expect(new TextDecoder().decode(await store.getRange('a/b c+ü.bin', 2, 5))).toBe('234');
    });

    it('gives the start of an object with the size of the whole', async () => {
      const store = create();
      await store.put('ten', text('0123456789'));
      expect(await store.getStart('ten', 4)).toEqual({ content: text('0123'), size: 10 });
      expect(await store.getStart('ten', 100)).toEqual({ content: text('0123456789'), size: 10 });
      await store.put('empty', text(''));
      expect(await store.getStart('empty', 4)).toEqual({ content: text(''), size: 0 });
      await expect(store.getStart('none', 4)).rejects.toThrow(ObjectMissing);
    });

    it('says when there is nothing', async () => {
      const store = create();
      expect(await store.head('none')).toBeNull();
      await expect(store.get('none')).rejects.toThrow(ObjectMissing);
      await expect(store.getRange('none', 0, 1)).rejects.toThrow(ObjectMissing);
      await expect(store.move('none', 'other')).rejects.toThrow(ObjectMissing);
      await store.deletePrefix('none/');
    });

    it('writes on condition', async () => {
      const store = create();
      await store.put('pointer', text('one'), { ifMatch: null });
      await expect(store.put('pointer', text('two'), { ifMatch: null })).rejects.toThrow(PreconditionFailed);
      const { etag } = (await store.head('pointer'))!;
      await store.put('pointer', text('two'), { ifMatch: etag });
      await expect(store.put('pointer', text('three'), { ifMatch: etag })).rejects.toThrow(PreconditionFailed);
      expect(await read(store, 'pointer')).toBe('two');
    });

    it('shows a streamed object only when it is whole', async () => {
      const store = create();
      await store.putStream('file', [text('old')]);
      async function* broken() {
        yield text('new, but');
        expect(await read(store, 'file')).toBe('old');
        throw new Error('cut off');
      }
      await expect(store.putStream('file', broken())).rejects.toThrow('cut off');
      expect(await read(store, 'file')).toBe('old');
      await store.putStream('file', [text('ne'), text('w')]);
      expect(await read(store, 'file')).toBe('new');
    });

    it('lists in order of key, moves and deletes', async () => {
      const store = create();
      for (const key of ['runs/2', 'runs/10', 'runs/1/a', 'other']) await store.put(key, text(key));
      const keys = async (prefix: string, after?: string) => {
        const found: string[] = [];
        for await (const { key } of store.list(prefix, after)) found.push(key);
        return found;
      };
      expect(await keys('runs/')).toEqual(['runs/1/a', 'runs/10', 'runs/2']);
      expect(await keys('runs/1')).toEqual(['runs/1/a', 'runs/10']);
      expect(await keys('', 'runs/1/')).toEqual(['runs/1/a', 'runs/10', 'runs/2']);
      expect(await keys('', 'runs/1/a')).toEqual(['runs/10', 'runs/2']);
      expect(await keys('runs/', 'other')).toEqual(['runs/1/a', 'runs/10', 'runs/2']);
      expect(await keys('runs/', 'runs/2')).toEqual([]);
      await store.move('runs/2', 'done/two');
      expect(await read(store, 'done/two')).toBe('runs/2');
      await store.deletePrefix('runs/');
      expect(await keys('')).toEqual(['done/two', 'other']);
    });
  });
}
