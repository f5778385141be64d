import { open, rm } from 'node:fs/promises';
import { Refused } from '../json-request.js';

/** Between two pieces of a body. */
const LONGEST_SILENCE_MS = 60_000;

/** How files begin: TIFF and BigTIFF, in both orders of bytes. */
const MAGIC = ['49492a00', '4d4d002a', '49492b00', '4d4d002b'];

/**
 * Writes a body that is to be a TIFF of just so many bytes to a path, as it comes.
 *
 * @throws Refused where it is something else; nothing is left then
 */
export async function receiveFile(path: string, body: ReadableStream<Uint8Array>, size: number): Promise<void> {
  const file = await open(path, 'wx');
  try {
    let written = 0;
    let head = Buffer.alloc(0);
    for await (const chunk of readChunks(body)) {
      if (head.length < 4) {
        head = Buffer.concat([head, chunk.subarray(0, 4 - head.length)]);
        if (head.length === 4) checkMagic(head);
      }
      if (written + chunk.length > size) throw new Refused(413, `body: wanted ${size} bytes, got more`);
      for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
      written += chunk.length;
    }
    if (written < size) throw new Refused(400, `body: wanted ${size} bytes, got ${written}: it was cut short`);
    await file.sync();
    await file.close();
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw new Refused(507, 'there is no more room here');
    throw error;
  }
}

function checkMagic(head: Buffer): void {
  const got = head.toString('hex');
  if (!MAGIC.includes(got)) throw new Refused(415, `body: wanted a TIFF, got bytes that begin ${got}`);
}

async function* readChunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { value, done } = await within(LONGEST_SILENCE_MS, reader.read().catch(refuseBrokenOff));
      if (done) return;
      yield value;
    }
  } finally {
    // Of a body that is refused, the rest is not read.
    reader.cancel().catch(() => {});
  }
}

function refuseBrokenOff(): never {
  throw new Refused(400, 'body: wanted all of it, got a part: it was broken off');
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Refused(408, 'body: nothing came for a minute')), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
