import { type FileHandle, open, rm } from 'node:fs/promises';

/** Where compressed blocks wait until the head of the file, which lists their places, can be written. */
export interface Spool {
  /** Keeps the bytes and gives the number to read them back by. */
  append(bytes: Uint8Array): Promise<number>;
  read(id: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Keeps the blocks in memory: right for masks, which deflate packs about twenty to one. */
export function memorySpool(): Spool {
  const chunks: Uint8Array[] = [];
  return {
    append: async (bytes) => chunks.push(bytes) - 1,
    read: async (id) => chunks[id]!,
    close: async () => {
      chunks.length = 0;
    },
  };
}

/** Keeps the blocks in a file of its own, removed on close; memory then holds two numbers a block. */
export async function fileSpool(path: string): Promise<Spool> {
  const file: FileHandle = await open(path, 'w+');
  const starts: number[] = [];
  let end = 0;
  return {
    append: async (bytes) => {
      const startByte = end;
      end += bytes.length;
      const id = starts.push(startByte) - 1;
      await file.write(bytes, 0, bytes.length, startByte);
      return id;
    },
    read: async (id) => {
      const startByte = starts[id]!;
      const bytes = new Uint8Array((starts[id + 1] ?? end) - startByte);
      await file.read(bytes, 0, bytes.length, startByte);
      return bytes;
    },
    close: async () => {
      await file.close();
      await rm(path, { force: true });
    },
  };
}
