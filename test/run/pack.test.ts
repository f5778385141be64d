import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPack, readPack, writePack } from '../../src/run/pack.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { recordStore } from '../../src/store/recording-store.js';

const arrays = {
  bytes: Uint8Array.of(1, 2, 3),
  numbers: Float64Array.of(Math.PI, Number.NaN, -0),
  none: new Uint32Array(0),
};

describe('a pack', () => {
  it('gives back what was put in', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.float64Array(), fc.uint32Array(), (bytes, numbers, counts) => {
        const pack = readPack(Buffer.concat(writePack({ bytes, numbers, counts }, { a: [1] })), 'test');
        expect(pack.array('bytes', 'Uint8Array')).toEqual(bytes);
        expect(pack.array('numbers', 'Float64Array')).toEqual(numbers);
        expect(pack.array('counts', 'Uint32Array')).toEqual(counts);
        expect(pack.facts).toEqual({ a: [1] });
      }),
    );
  });

  it('is refused by name wherever it was cut off', async () => {
    const whole = new Uint8Array(Buffer.concat(writePack(arrays)));
    for (let length = 0; length < whole.length; length++) {
      expect(() => readPack(whole.slice(0, length), 'tile 7')).toThrow(/work file: wanted a complete one.*tile 7/);
      const store = createMemoryStore();
      await store.put('tile', whole.slice(0, length));
      await expect(openPack(store, 'tile')).rejects.toThrow(/work file: wanted a complete one/);
    }
  });

  it('is read in parts, only those that are asked for', async () => {
    const { store, calls } = recordStore(createMemoryStore());
    await store.putStream('pack', writePack({ ...arrays, large: new Uint8Array(1 << 20) }));
    calls.length = 0;
    const pack = await openPack(store, 'pack');
    expect(await pack.array('numbers', 'Float64Array')).toEqual(arrays.numbers);
    expect(await pack.slice('bytes', 'Uint8Array', 1, 3)).toEqual(Uint8Array.of(2, 3));
    expect(calls.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(20_000);
  });

  it('does not confuse types', () => {
    const pack = readPack(Buffer.concat(writePack(arrays)), 'test');
    expect(() => pack.array('bytes', 'Float64Array')).toThrow(/bytes as Uint8Array/);
    expect(() => pack.array('other', 'Uint8Array')).toThrow(/no other/);
  });
});
