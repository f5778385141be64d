import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openScene } from '../../src/tiling/open-scene.js';
import { groupWishes } from '../../src/tiling/remote-source.js';
import { openByteSource } from '../../src/tiling/tiff-source.js';
import { type RangeServer, startRangeServer } from '../support/range-server.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('remote');
const path = join(folder, 'fields.tif');
const SIZE = { width: 900, height: 700 };

let server: RangeServer;
let url = '';

beforeAll(async () => {
  await writeTestScene(path, makeRedNir(SIZE.width, SIZE.height));
  server = await startRangeServer(readFileSync(path));
  url = server.url('a%20scene/fields.tif?key=1');
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => server.reset());

describe('a scene behind a URL', () => {
  it('has the pixels of the file, its header read with one request', async () => {
    const [local, remote] = await Promise.all([openScene(path), openScene(url)]);
    expect(server.requests).toEqual(['bytes=0-131071']);
    const window = { col: 100, row: 50, width: 700, height: 600 };
    const [theirs, ours] = [await local.read(window), await remote.read(window)];
    const bytesOf = ({ bands }: typeof ours) => Buffer.concat(bands.map(({ buffer }) => Buffer.from(buffer)));
    expect(bytesOf(ours).equals(bytesOf(theirs))).toBe(true);
    // The blocks of the window lie side by side in the file: they come together.
    expect(server.requests.length).toBeLessThanOrEqual(3);
    await Promise.all([local.close(), remote.close()]);
  });

  it('is asked again where the server is busy for a moment', async () => {
    server.mood.failures = 2;
    const scene = await openScene(url);
    expect(scene.width).toBe(SIZE.width);
    expect(server.requests.length).toBe(3);
  });

  it('is refused where it is another one by now', async () => {
    const source = await openByteSource(url);
    server.mood.etag = '"two"';
    const read = source.read(source.size - 10, source.size);
    await expect(read).rejects.toThrow('wanted the file as it was opened, got another content');
  });

  it('is refused by name where there is none, or where the server sends no ranges', async () => {
    server.mood.status = 404;
    await expect(openScene(url)).rejects.toThrow(/scene: wanted a file to read, got 404 Not Found \(http:/);
    Object.assign(server.mood, { status: 0, ranges: false });
    await expect(openScene(url)).rejects.toThrow('wanted a server that sends ranges');
    await expect(openScene('ftp://example.org/a.tif')).rejects.toThrow(/wanted a path, or a URL with/);
  });

  it('counts what was asked for and what came', async () => {
    const source = await openByteSource(url);
    await Promise.all([source.read(200_000, 200_010), source.read(200_500, 200_520), source.read(0, 8)]);
    expect(source.traffic).toEqual({ requests: 2, bytes: 131_072 + 520, wantedBytes: 38 });
    await expect(source.read(0, source.size + 1)).rejects.toThrow('cut short');
  });
});

describe('what a scene takes', () => {
  it('is what full resolution takes in the file, and nothing is fetched of one that lies here', async () => {
    const [local, remote] = await Promise.all([openScene(path), openScene(url)]);
    const { width, height, size } = remote;
    const before = remote.traffic!()!;
    expect(before).toMatchObject({ requests: 1, bytes: Math.min(2 ** 17, size) });
    await remote.read({ col: 0, row: 0, width, height });
    const wanted = remote.traffic!()!.wantedBytes - before.wantedBytes;
    // What came with the header's answer is not fetched again; it is wanted all the same.
    expect(remote.storedBytes()).toBe(wanted);
    expect(remote.storedBytes(undefined, 'remote')).toBe(wanted);
    expect(remote.traffic!()!.bytes).toBe(server.sentBytes());
    expect(local.traffic).toBeUndefined();
    expect([local.storedBytes(), local.storedBytes(undefined, 'remote')]).toEqual([wanted, 0]);
    await Promise.all([local.close(), remote.close()]);
  });
});

describe('groupWishes', () => {
  const KIB = 1024;
  const wish = fc.record({ startByte: fc.nat(4000), length: fc.integer({ min: 1, max: 3000 }) });

  it('puts neighbours together, none twice, and no group longer than it may be', () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 60 }), (given) => {
        const wishes = given
          .map(({ startByte, length }) => ({ startByte: startByte * KIB, endByte: (startByte + length) * KIB }))
          .sort((a, b) => a.startByte - b.startByte);
        const groups = groupWishes(wishes);
        expect(groups.flat()).toEqual(wishes);
        for (const group of groups.filter(({ length }) => length > 1)) {
          const end = Math.max(...group.map(({ endByte }) => endByte));
          expect(end - group[0].startByte).toBeLessThanOrEqual(8 * KIB * KIB);
        }
      }),
    );
    expect(groupWishes([range(0, 10), range(70_000, 70_001)]).length).toBe(2);
    expect(groupWishes([range(0, 10), range(60_000, 60_001)]).length).toBe(1);
  });

  const range = (startByte: number, endByte: number) => ({ startByte, endByte });
});
