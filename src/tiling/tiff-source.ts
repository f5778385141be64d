import { type FileHandle, open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InputError, UsageError } from '../errors.js';
import { findOpener } from '../store/open-object.js';
import type { ByteSource } from './byte-source.js';
import { createRemoteSource } from './remote-source.js';

/** Blocks of a file that are read and decoded at the same time: inflate runs in a pool of threads. */
const FILE_READS_AT_ONCE = 4;

/** Opens a path, or a URL with `file://`, `s3://`, `https://` or `http://`; other schemes are refused by name. */
export async function openByteSource(location: string): Promise<ByteSource> {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(location)?.[1]?.toLowerCase();
  const openObject = findOpener(scheme);
  if (openObject) return createRemoteSource(location, await openObject(location));
  if (scheme !== undefined && scheme !== 'file') {
    throw new UsageError({
      thing: 'scene location',
      wanted: 'a path, or a URL with file://, s3:// or https://',
      got: `${scheme}://`,
      source: location,
    });
  }
  return openFileSource(location, scheme === 'file' ? fileURLToPath(location) : location);
}

async function openFileSource(location: string, path: string): Promise<ByteSource> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw new InputError(
      {
        thing: 'scene',
        wanted: 'a readable file',
        got: cause.code === 'ENOENT' ? 'none' : (cause.code ?? cause.message),
        source: location,
      },
      { cause },
    );
  });
  const { size, mtimeNs, isFile } = await statOf(file);
  if (!isFile) {
    await file.close();
    throw new InputError({ thing: 'scene', wanted: 'a file', got: 'a folder or a device', source: location });
  }
  return {
    location,
    size,
    version: String(mtimeNs),
    readsAtOnce: FILE_READS_AT_ONCE,
    read: (startByte, endByte) => readRange({ file, size, location }, startByte, endByte),
    close: () => file.close(),
  };
}

async function statOf(file: FileHandle): Promise<{ size: number; mtimeNs: bigint; isFile: boolean }> {
  const stat = await file.stat({ bigint: true });
  return { size: Number(stat.size), mtimeNs: stat.mtimeNs, isFile: stat.isFile() };
}

interface OpenFile {
  file: FileHandle;
  size: number;
  location: string;
}

async function readRange({ file, size, location }: OpenFile, startByte: number, endByte: number): Promise<Uint8Array> {
  if (file.fd < 0)
    throw new UsageError({ thing: 'scene', wanted: 'an open one', got: 'one that was closed', source: location });
  if (!(startByte >= 0 && startByte <= endByte && endByte <= size)) throw beyondEnd(location, size, endByte);
  // Its own buffer, never a slice of Node's pool: typed arrays of any width can lie over it.
  const bytes = Buffer.allocUnsafeSlow(endByte - startByte);
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, startByte + done);
    if (bytesRead === 0) throw beyondEnd(location, startByte + done, endByte);
    done += bytesRead;
  }
  return bytes;
}

function beyondEnd(source: string, size: number, endByte: number): InputError {
  return new InputError({
    thing: 'file',
    wanted: `${endByte} bytes`,
    got: `${size}: it is cut short or damaged`,
    source,
  });
}
