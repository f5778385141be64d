import { type OpenOptions, openScene, type Scene } from '../open-scene.js';
import type { Resampling } from './resample.js';
import { type SceneBeside, stackScenes } from './stack-scenes.js';

/** Values of a quality file mean classes or flags; those of a picture may be mixed. */
const RESAMPLING: Readonly<Record<string, Resampling>> = { quality: 'nearest' };

/**
 * Opens a scene and the files beside it (`before`, `quality`), which are brought to its pixels while they are read. `crs` in the
 * options is that of the scene alone.
 * @throws InputError where one of them cannot be read or placed
 */
export async function openStack(
  location: string,
  beside: Readonly<Record<string, string>> = {},
  options: OpenOptions = {},
): Promise<Scene> {
  const opened: Scene[] = [];
  try {
    const main = await openScene(location, options);
    opened.push(main);
    if (Object.keys(beside).length === 0) return main;
    const others: Record<string, SceneBeside> = {};
    const { crs: _, ...rest } = options;
    for (const [name, file] of Object.entries(beside)) {
      const scene = await openScene(file, rest);
      opened.push(scene);
      others[name] = { scene, resampling: RESAMPLING[name] ?? 'bilinear' };
    }
    return stackScenes(main, others);
  } catch (error) {
    for (const scene of opened) await scene.close();
    throw error;
  }
}
