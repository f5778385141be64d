import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Refused } from '../json-request.js';
import { type BroughtScene, findScene } from './find-scenes.js';
import type { UploadRequest, UploadTarget } from './job-source.js';
import { receiveFile } from './receive-file.js';

/** Uploads to a folder of this machine. */
export interface LocalUploads extends UploadTarget {
  /**
   * Takes the bytes of an upload that was begun; the file appears at its place when it is whole.
   *
   * @throws Refused where they are not what was said
   */
  receive(token: string, body: Body): Promise<BroughtScene>;
}

interface Body {
  content: ReadableStream<Uint8Array> | null;
  /** What the header says. */
  length: number | null;
}

interface Pending extends Omit<UploadRequest, 'base'> {
  expiresAt: number;
  isUnderWay: boolean;
}

export interface LocalUploadOptions {
  /** Where scenes lie: `<recipe>/<name>`. */
  folder: string;
  /** Where files are written until they are whole; emptied. On the same disk. */
  partialFolder: string;
  maxBytes: number;
}

/** A scene must be begun to be sent in this time. */
const TICKET_MS = 3_600_000;
const MOST_PENDING = 100;
const MOST_AT_ONCE = 8;

export async function createLocalUploads(options: LocalUploadOptions): Promise<LocalUploads> {
  const { folder, partialFolder, maxBytes } = options;
  const pending = new Map<string, Pending>();
  await rm(partialFolder, { recursive: true, force: true });
  await mkdir(partialFolder, { recursive: true });

  const underWay = (): Pending[] => [...pending.values()].filter(({ isUnderWay }) => isUnderWay);

  function forgetOld(): void {
    const idle = [...pending].filter(([, { isUnderWay }]) => !isUnderWay);
    const tooMany = pending.size - MOST_PENDING + 1;
    idle.forEach(([token, { expiresAt }], index) => {
      if (expiresAt < Date.now() || index < tooMany) pending.delete(token);
    });
  }

  /** Of what comes at the same time all counts, though part of it may be there. */
  async function checkRoom(more: readonly Pick<Pending, 'size'>[]): Promise<void> {
    const { bavail, bsize } = await statfs(folder);
    const wanted = [...underWay(), ...more].reduce((sum, { size }) => sum + size, 0);
    if (wanted > bavail * bsize) throw new Refused(507, 'there is no room for it here');
  }

  async function place({ recipe, name }: Pending, partial: string): Promise<BroughtScene> {
    const file = `${recipe}/${name}`;
    await mkdir(join(folder, recipe), { recursive: true });
    await rename(partial, join(folder, file)).catch(async (error: NodeJS.ErrnoException) => {
      await rm(partial, { force: true });
      if (error.code !== 'EISDIR' && error.code !== 'ENOTEMPTY') throw error;
      throw new Refused(409, `name: wanted one that is free, got that of a folder`);
    });
    const scene = await findScene(folder, { recipe, file });
    if (scene) return scene;
    throw new Refused(409, 'the file was taken away as soon as it was there');
  }

  return {
    maxBytes,
    async begin({ recipe, name, size, base }) {
      await checkRoom([{ size }]);
      forgetOld();
      const token = randomBytes(24).toString('base64url');
      pending.set(token, { recipe, name, size, expiresAt: Date.now() + TICKET_MS, isUnderWay: false });
      return { method: 'PUT', url: `${base}/uploads/${token}`, headers: { 'Content-Type': 'image/tiff' } };
    },
    async receive(token, { content, length }) {
      const upload = pending.get(token);
      if (!upload || upload.expiresAt < Date.now()) {
        throw new Refused(404, 'there is no such upload, or not any more: begin again with POST /uploads');
      }
      if (upload.isUnderWay) throw new Refused(409, 'this upload is under way already');
      if (underWay().length >= MOST_AT_ONCE) throw new Refused(503, 'too many send already: try again');
      const { size } = upload;
      if (length !== null && length !== size) {
        throw new Refused(length > size ? 413 : 400, `body: wanted ${size} bytes, got ${length}`);
      }
      const partial = join(partialFolder, token);
      upload.isUnderWay = true;
      try {
        await checkRoom([]);
        await receiveFile(partial, content ?? emptyBody(), size);
        pending.delete(token);
        return await place(upload, partial);
      } finally {
        upload.isUnderWay = false;
      }
    },
  };
}

const emptyBody = (): ReadableStream<Uint8Array> => new ReadableStream({ start: (controller) => controller.close() });
