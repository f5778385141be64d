import { readFile } from 'node:fs/promises';
import { InputError, InternalError } from '../errors.js';
import { toPath } from './location.js';
import { findOpener } from './open-object.js';
import type { RemoteObject } from './remote-object.js';
import { ObjectMissing } from './store.js';

/** What a file is called in errors, and how large it may be. */
export interface WholeFile {
  thing: string;
  mostBytes: number;
}

/** Pieces in which a long object comes. */
const PIECE_BYTES = 8 * 2 ** 20;
const NOT_THERE = ['ENOENT', 'EISDIR', 'ENOTDIR'];

/**
 * All of what lies at a path, `file://`, `s3://` or `https://`; null where there is nothing.
 *
 * @throws InputError where it cannot be read, or is too large
 */
export async function findWhole(location: string, { thing, mostBytes }: WholeFile): Promise<Uint8Array | null> {
  const object = await findRemote(location, thing);
  if (object === null) return null;
  if (object === undefined) return findHere(location, { thing, mostBytes });
  checkSize(object.size, { thing, mostBytes }, location);
  const bytes = new Uint8Array(object.size);
  for await (const { startByte, content } of piecesOf(object)) bytes.set(content, startByte);
  return bytes;
}

/** The same; where there is nothing, that is an error. */
export async function readWhole(location: string, file: WholeFile): Promise<Uint8Array> {
  const bytes = await findWhole(location, file);
  if (bytes) return bytes;
  throw new InputError({ thing: file.thing, wanted: 'a file to read', got: 'none', source: location });
}

/** An object that is somewhere else, opened; null where there is none, undefined where the location is on this machine. */
export async function findRemote(location: string, thing: string): Promise<RemoteObject | null | undefined> {
  const open = findOpener(/^([a-z0-9]+):\/\//i.exec(location)?.[1]);
  return open?.(location).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    if (error.cause instanceof ObjectMissing) return null;
    throw new InputError({ ...error.facts, thing }, { cause: error });
  });
}

/** The bytes of an object from its beginning, piece by piece, all of the content that was opened. */
export async function* piecesOf(object: RemoteObject): AsyncGenerator<{ startByte: number; content: Uint8Array }> {
  const { head, size } = object;
  yield { startByte: 0, content: head };
  for (let startByte = head.length; startByte < size; startByte += PIECE_BYTES) {
    const endByte = Math.min(startByte + PIECE_BYTES, size);
    const content = await object.read(startByte, endByte);
    if (content.length === endByte - startByte) yield { startByte, content };
    else throw new InternalError({ thing: 'object', wanted: `${endByte - startByte} bytes`, got: `${content.length}` });
  }
}

export function checkSize(bytes: number, { thing, mostBytes }: WholeFile, source: string): void {
  if (bytes <= mostBytes) return;
  const wanted = `a file of at most ${mega(mostBytes)} MB`;
  throw new InputError({ thing, wanted, got: `${mega(bytes)} MB`, source });
}

const mega = (bytes: number): number => Math.ceil(bytes / 1e5) / 10;

async function findHere(location: string, file: WholeFile): Promise<Uint8Array | null> {
  try {
    const bytes = await readFile(toPath(location));
    checkSize(bytes.length, file, location);
    return bytes;
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const { code = '', message } = cause as NodeJS.ErrnoException;
    if (NOT_THERE.includes(code)) return null;
    throw new InputError({ thing: file.thing, wanted: 'a file to read', got: message, source: location }, { cause });
  }
}
