import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import type { BroughtScene } from '../../../src/serve/jobs/find-scenes.js';
import { addJobRoutes } from '../../../src/serve/jobs/job-routes.js';
import type { Job } from '../../../src/serve/jobs/job-source.js';
import { createLocalUploads } from '../../../src/serve/jobs/local-uploads.js';
import { addUploadRoute } from '../../../src/serve/jobs/upload-route.js';
import { buildTiff } from '../../support/tiny-tiff.js';
import { makeFolder } from '../../support/write-scene.js';

const TIFF = buildTiff([{ width: 2, height: 2, dataType: 'uint8', bands: [new Uint8Array(4)] }]);

/** A folder, and the server before it. */
async function openUploads(maxBytes = 10_000) {
  const folder = makeFolder('uploads');
  const partialFolder = join(folder, '.landquilt/uploads');
  mkdirSync(partialFolder, { recursive: true });
  writeFileSync(join(partialFolder, 'left-from-before'), 'half');
  const uploads = await createLocalUploads({ folder, partialFolder, maxBytes });
  const received: BroughtScene[] = [];
  const receive = (scene: BroughtScene) => {
    received.push(scene);
    return { id: 'a-job' } as Job;
  };
  const app = new Hono();
  const recipes = async () => [{ name: 'water', purpose: 'Open water' }];
  const addRoutes = (to: Hono) => addUploadRoute(to, { uploads, receive });
  addJobRoutes(app, { jobs: { list: async () => [] }, uploads, recipes, addRoutes });

  const begin = async (name = 'lake.tif', size = TIFF.length): Promise<string> => {
    const answer = await app.request('http://127.0.0.1/uploads', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ recipe: 'water', name, size }),
    });
    const { url } = (await answer.json()) as { url: string };
    return url;
  };
  const put = async (url: string, body: Uint8Array | ReadableStream | null, headers: Record<string, string> = {}) => {
    const init = { method: 'PUT', body, headers, duplex: 'half' };
    const answer = await app.request(url, init as RequestInit);
    return { status: answer.status, ...((await answer.json()) as { id?: string; detail?: string }) };
  };
  const files = () =>
    readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => /\.tif|uploads\//.test(name));
  return { folder, received, begin, put, files };
}

/** A body in pieces, and then what `end` does. */
const streamOf = (pieces: Uint8Array[], end: 'close' | 'error' = 'close'): ReadableStream<Uint8Array> =>
  new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece) controller.enqueue(piece);
      else if (end === 'close') controller.close();
      else controller.error(new Error('the client went away'));
    },
  });

describe('an upload', () => {
  it('lies at its place when it is whole, byte for byte, and nothing beside it', async () => {
    const { folder, received, begin, put, files } = await openUploads();
    expect(files()).toEqual([]);
    const url = await begin('Lake 1 ä.tif');
    expect(await put(url, TIFF)).toEqual({ status: 201, id: 'a-job' });
    expect(new Uint8Array(readFileSync(join(folder, 'water/Lake 1 ä.tif')))).toEqual(TIFF);
    expect(received).toMatchObject([{ recipe: 'water', file: 'water/Lake 1 ä.tif' }]);
    expect(files()).toEqual(['water/Lake 1 ä.tif']);
    // Its address is for once.
    expect((await put(url, TIFF)).status).toBe(404);
  });

  it('may come in pieces of any size', async () => {
    const { folder, begin, put } = await openUploads();
    const pieces = [...TIFF].map((byte) => Uint8Array.of(byte));
    expect(await put(await begin(), streamOf(pieces))).toMatchObject({ status: 201 });
    expect(new Uint8Array(readFileSync(join(folder, 'water/lake.tif')))).toEqual(TIFF);
  });

  it('takes the place of an older file of its name, and never of a folder', async () => {
    const { folder, begin, put, received } = await openUploads();
    await put(await begin(), TIFF);
    const longer = Buffer.concat([TIFF, Buffer.alloc(10)]);
    expect((await put(await begin('lake.tif', longer.length), longer)).status).toBe(201);
    expect(readFileSync(join(folder, 'water/lake.tif')).length).toBe(longer.length);
    expect(new Set(received.map(({ version }) => version)).size).toBe(2);
    mkdirSync(join(folder, 'water/folder.tif'));
    expect((await put(await begin('folder.tif'), TIFF)).status).toBe(409);
  });

  const wrong = (text: string) => Buffer.concat([Buffer.from(text), TIFF]).subarray(0, TIFF.length);
  it.each([
    ['one byte more', () => Buffer.concat([TIFF, Buffer.alloc(1)]), 413],
    ['far more', () => streamOf(Array.from({ length: 100 }, () => TIFF.slice())), 413],
    ['one byte less', () => TIFF.subarray(0, -1), 400],
    ['nothing', () => null, 400],
    ['an end in the middle', () => streamOf([TIFF.slice(0, 50)]), 400],
    ['a picture', () => wrong('\x89PNG'), 415],
    ['a page', () => wrong('<htm'), 415],
    ['no magic number', () => wrong('II*'), 415],
    ['two bytes of one', () => streamOf([TIFF.slice(0, 2)]), 400],
  ])('is refused with %s, and leaves nothing', async (_, body, status) => {
    const { begin, put, files, received } = await openUploads();
    const url = await begin();
    expect(await put(url, body())).toMatchObject({ status, detail: expect.stringMatching(/^body: wanted/) });
    expect([files(), received]).toEqual([[], []]);
    // It may be tried again.
    expect((await put(url, TIFF)).status).toBe(201);
  });

  it('is refused before it comes where its header says that it is another, or packed', async () => {
    const { begin, put } = await openUploads();
    const url = await begin();
    expect((await put(url, TIFF, { 'Content-Length': String(TIFF.length + 1) })).status).toBe(413);
    expect((await put(url, TIFF, { 'Content-Length': String(TIFF.length - 1) })).status).toBe(400);
    expect((await put(url, TIFF, { 'Content-Length': '1e9' })).status).toBe(413);
    expect((await put(url, TIFF, { 'Content-Length': 'x' })).status).toBe(400);
    expect((await put(url, TIFF, { 'Content-Encoding': 'gzip' })).status).toBe(415);
  });

  it('that a client breaks off leaves nothing, and may be begun again', async () => {
    const { begin, put, files } = await openUploads();
    const url = await begin();
    expect((await put(url, streamOf([TIFF.slice(0, 60)], 'error'))).status).toBe(400);
    expect(files()).toEqual([]);
    expect((await put(url, TIFF)).status).toBe(201);
  });

  it('is under way once', async () => {
    const { begin, put } = await openUploads();
    const url = await begin();
    let go = (): void => {};
    const slow = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(TIFF.slice(0, 20));
        go = () => {
          controller.enqueue(TIFF.slice(20));
          controller.close();
        };
      },
    });
    const first = put(url, slow);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await put(url, TIFF)).status).toBe(409);
    go();
    expect((await first).status).toBe(201);
  });

  it('is for eight at once, and a hundred that were begun', async () => {
    const { begin, put } = await openUploads();
    const held: ReadableStreamDefaultController<Uint8Array>[] = [];
    const stuck = () => new ReadableStream<Uint8Array>({ start: (controller) => void held.push(controller) });
    const all = [];
    for (let i = 0; i < 8; i++) all.push(put(await begin(`${i}.tif`), stuck()));
    const next = await begin('next.tif');
    expect((await put(next, TIFF)).status).toBe(503);
    for (let i = 0; i < 100; i++) await begin();
    // The oldest had to make room; those under way are not touched.
    expect((await put(next, TIFF)).status).toBe(404);
    for (const controller of held) {
      controller.enqueue(TIFF);
      controller.close();
    }
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual(Array(8).fill(201));
  });

  it.each(['x', '..', '%2e%2e', '..%2f..%2fwater%2flake.tif', '%00', 'x'.repeat(10_000), ' '])(
    'has no other address: %#',
    async (token) => {
      const { put, files } = await openUploads();
      const answer = await put(`http://127.0.0.1/uploads/${token}`, TIFF).catch(() => ({ status: 404 }));
      expect([answer.status, files()]).toEqual([404, []]);
    },
  );

  it('larger than the disk is refused at once', async () => {
    const { begin } = await openUploads(Number.MAX_SAFE_INTEGER);
    expect(await begin('lake.tif', 2 ** 52)).toBeUndefined();
  });
});
