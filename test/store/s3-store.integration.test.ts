import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3Store } from '../../src/store/s3-store.js';
import { type Moto, makeBucket, startMoto } from '../support/moto.js';
import { describeStore } from './describe-store.js';

let moto: Moto;
beforeAll(async () => {
  moto = await startMoto();
  await makeBucket(moto, 'maps');
}, 90_000);
afterAll(() => moto.stop());

let count = 0;
describeStore('a bucket', () => createS3Store(`s3://maps/store ${++count}`));

describe('a store in a bucket', () => {
  const MIB = 2 ** 20;

  async function* chunksOf(total: number, chunkBytes: number): AsyncGenerator<Uint8Array> {
    for (let done = 0; done < total; done += chunkBytes) {
      yield new Uint8Array(Math.min(chunkBytes, total - done)).map((_, i) => (done + i) % 251);
    }
  }

  it('writes what is long in parts, and reads any range of it', async () => {
    const store = createS3Store('s3://maps/parts');
    const size = 17 * MIB + 5;
    expect(await store.putStream('long', chunksOf(size, 3 * MIB))).toMatchObject({ key: 'long', size });
    const start = 8 * MIB - 2;
    expect([...(await store.getRange('long', start, start + 4))]).toEqual([0, 1, 2, 3].map((i) => (start + i) % 251));
    await store.move('long', 'moved+to a ü place');
    expect(await store.head('moved+to a ü place')).toMatchObject({ size });
  });

  it('takes away the parts of a stream that breaks off', async () => {
    const store = createS3Store('s3://maps/broken');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield* chunksOf(20 * MIB, MIB);
      throw new Error('no more');
    }
    await expect(store.putStream('cut', broken())).rejects.toThrow('no more');
    expect(await store.head('cut')).toBeNull();
    expect(await (await fetch(`${moto.endpoint}/maps?uploads`)).text()).not.toContain('<Upload>');
  });

  it('names a bucket that is not there', async () => {
    const missing = createS3Store('s3://no-such-bucket/a').put('key', new Uint8Array(1));
    await expect(missing).rejects.toThrow('S3: wanted a bucket that exists, got none (s3://no-such-bucket/a/key)');
    expect(() => createS3Store('s3:///key')).toThrow('s3://bucket/key');
  });
});
