import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecipeFolder, isSceneName } from './scene-name.js';

/** A file that lies where scenes are brought: `<recipe>/<name>`. */
export interface BroughtScene {
  recipe: string;
  name: string;
  path: string;
  /** Another whenever the content may be. */
  version: string;
}

/** Files that are scenes by their place and name, and other files: nobody knows what is to become of these. */
export interface FoundScenes {
  scenes: BroughtScene[];
  strays: string[];
}

/** What lies in a folder and the folders of recipes in it; links are followed. */
export async function findScenes(folder: string): Promise<FoundScenes> {
  const found: FoundScenes = { scenes: [], strays: [] };
  for (const entry of await listFolder(folder)) {
    const path = join(folder, entry.name);
    if (isHidden(entry.name)) continue;
    const isFolder =
      entry.isDirectory() || (entry.isSymbolicLink() && (await stat(path).catch(() => null))?.isDirectory());
    if (!isFolder) {
      if (/\.tiff?$/i.test(entry.name)) found.strays.push(path);
    } else if (isRecipeFolder(entry.name)) await findIn(path, entry.name, found);
    else found.strays.push(path);
  }
  return found;
}

async function findIn(folder: string, recipe: string, { scenes, strays }: FoundScenes): Promise<void> {
  for (const { name } of await listFolder(folder)) {
    const path = join(folder, name);
    if (isHidden(name)) continue;
    const scene = isSceneName(name) ? await findScene({ recipe, name, path }) : null;
    if (scene) scenes.push(scene);
    else strays.push(path);
  }
}

/** Null where there is no file, or none any more. */
export async function findScene(place: Omit<BroughtScene, 'version'>): Promise<BroughtScene | null> {
  const facts = await stat(place.path, { bigint: true }).catch(() => null);
  return facts?.isFile() ? { ...place, version: `${facts.size}-${facts.mtimeNs}` } : null;
}

/** As they are written while they come: by editors, browsers, copying programs. */
const isHidden = (name: string): boolean => /^\.|~$|\.(part|partial|tmp|crdownload|filepart)$/i.test(name);

/** Nothing where the folder is gone. */
async function listFolder(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
