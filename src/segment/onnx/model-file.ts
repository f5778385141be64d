import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../errors.js';
import { fileNameOf, folderOf, isRemote, resolveLocation, toPath } from '../../store/location.js';
import { checkSize, findRemote, findWhole, piecesOf } from '../../store/read-whole.js';
import type { RemoteObject } from '../../store/remote-object.js';
import { CONTRACT_FILE } from './model-contract.js';
import { FETCHING, makeRoom, modelsFolder } from './models-folder.js';

/** ONNX holds a model in a message of protobuf, which is shorter than that. */
const MODEL = { thing: 'model', mostBytes: 2 ** 31 };
const DESCRIPTION = { thing: 'model', mostBytes: 64 * 2 ** 20 };

/** A model and what lies beside it, on this machine. */
export interface ModelHere {
  /** Where the recipe says it is. */
  location: string;
  path: string;
  sha256: string;
}

/** Where the file of a model is on this machine, once it has been fetched. */
export const modelPath = (location: string, sha256: string): string =>
  isRemote(location) ? join(modelsFolder(), `${sha256}.onnx`) : toPath(location);

/**
 * The path of a model on this machine: one that lies elsewhere is fetched, once for each content.
 *
 * @throws InputError where there is none, or another than was planned with
 */
export async function fetchModel(location: string, sha256: string): Promise<string> {
  const path = modelPath(location, sha256);
  if (!isRemote(location) || existsSync(path)) return path;
  return inFolder(async (folder) => {
    const fetched = join(folder, 'model.onnx');
    const got = await download(location, fetched);
    if (got !== sha256) {
      throw new InputError({ thing: 'model', wanted: `the file of SHA-256 ${sha256}`, got, source: location });
    }
    await rename(fetched, path);
    return path;
  });
}

/**
 * Hands out a model that lies elsewhere with its description beside it, in a folder of its own; the model itself stays for
 * those who ask it. Errors name the places that the files came from.
 */
export async function withRemoteModel<Made>(location: string, use: (model: ModelHere) => Promise<Made>): Promise<Made> {
  return inFolder(async (folder) => {
    const path = join(folder, fileNameOf(location));
    const sha256 = await download(location, path);
    const description = resolveLocation(folderOf(location), CONTRACT_FILE);
    const item = await findWhole(description, DESCRIPTION);
    if (item) await writeFile(join(folder, CONTRACT_FILE), item);
    try {
      const made = await use({ location, path, sha256 });
      await rename(path, modelPath(location, sha256));
      return made;
    } catch (error) {
      if (!(error instanceof InputError) || !error.facts.source?.startsWith(folder)) throw error;
      const source = error.facts.source === path ? location : description;
      throw new InputError({ ...error.facts, source }, { cause: error });
    }
  });
}

/** In the folder of models, so that files can be moved there in one step. */
async function inFolder<Made>(use: (folder: string) => Promise<Made>): Promise<Made> {
  const folder = await mkdtemp(join(modelsFolder(), FETCHING));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The SHA-256 of what was written to `path`. */
async function download(location: string, path: string): Promise<string> {
  const object = await findRemote(location, MODEL.thing);
  if (!object) throw new InputError({ thing: 'model', wanted: 'a file to read', got: 'none', source: location });
  checkSize(object.size, MODEL, location);
  await makeRoom(object.size);
  const file = await open(path, 'wx', 0o600);
  try {
    return await copy(object, file);
  } finally {
    await file.close();
  }
}

async function copy(object: RemoteObject, file: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  for await (const { content } of piecesOf(object)) {
    hash.update(content);
    await file.writeFile(content);
  }
  return hash.digest('hex');
}
