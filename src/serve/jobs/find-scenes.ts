import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isRecipeFolder, isSceneName } from './scene-name.js';

/** A file that lies where scenes are brought: `<recipe>/…/<name>`. */
export interface BroughtScene {
  recipe: string;
  /** Below the folder, with `/`: begins with the recipe. */
  file: string;
  /** Another whenever the content may be. */
  version: string;
}

/** Files that are scenes by their place and name, and other TIFFs: nobody knows what is to become of these. */
export interface FoundScenes {
  scenes: BroughtScene[];
  strays: string[];
}

/** Folders within each other that are looked into; a link may lead back to where it lies. */
const DEEPEST = 8;

/**
 * What lies in a folder and the folders of recipes in it; links are followed. Files in folders whose name begins with `_` are
 * for other scenes to name, as in a bucket.
 */
export async function findScenes(folder: string): Promise<FoundScenes> {
  const found: FoundScenes = { scenes: [], strays: [] };
  for (const entry of await listFolder(folder)) {
    if (isHidden(entry.name)) continue;
    if (await isFolder(entry, folder)) {
      if (isRecipeFolder(entry.name)) await findIn(folder, entry.name, found);
    } else if (isTiff(entry.name)) found.strays.push(entry.name);
  }
  return found;
}

async function findIn(root: string, folder: string, found: FoundScenes): Promise<void> {
  const [recipe, ...within] = folder.split('/');
  for (const entry of await listFolder(join(root, folder))) {
    if (isHidden(entry.name)) continue;
    const file = `${folder}/${entry.name}`;
    if (await isFolder(entry, join(root, folder))) {
      if (!entry.name.startsWith('_') && within.length < DEEPEST) await findIn(root, file, found);
    } else if (isSceneName(entry.name)) {
      const scene = await findScene(root, { recipe, file });
      if (scene) found.scenes.push(scene);
    } else if (isTiff(entry.name)) found.strays.push(file);
  }
}

/** Null where there is no file, or none any more. */
export async function findScene(folder: string, place: Omit<BroughtScene, 'version'>): Promise<BroughtScene | null> {
  const facts = await stat(join(folder, place.file), { bigint: true }).catch(() => null);
  return facts?.isFile() ? { ...place, version: `${facts.size}-${facts.mtimeNs}` } : null;
}

export const nameOf = ({ file }: Pick<BroughtScene, 'file'>): string => basename(file);

/** Where the options of a scene lie: `fields.options.json` beside `fields.tif`; null where there are none. */
export async function findOptions(path: string): Promise<string | null> {
  const options = `${path.replace(/\.tiff?$/i, '')}.options.json`;
  return (await stat(options).catch(() => null))?.isFile() ? options : null;
}

const isTiff = (name: string): boolean => /\.tiff?$/i.test(name);

/** Also as files are called while programs write them. */
const isHidden = (name: string): boolean => /^\.|~$/.test(name);

async function isFolder(entry: Dirent, folder: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return (await stat(join(folder, entry.name)).catch(() => null))?.isDirectory() ?? false;
}

/** Nothing where the folder is gone. */
async function listFolder(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
