import { InputError } from '../src/errors.js';
import { findSceneOptions, type SceneOptions } from '../src/run/scene-options.js';
import { folderOf, resolveLocation } from '../src/store/location.js';
import { INCOMING_PREFIX } from './arrivals.js';

const NONE: SceneOptions = { beside: {}, overrides: {}, vectorize: {} };

/** Where the options of a scene lie: `fields.options.json` beside `fields.tif`. */
export const optionsOf = (scene: string): string => `${scene.replace(/\.tiff?$/i, '')}.options.json`;

/**
 * The options that were dropped before a scene, if any. A file object beside it can say more than tags of an object, is
 * kept in versions as the scene is, and whoever may drop scenes may write it.
 *
 * @throws InputError where they are wrong, or name a file that the workers may not read
 */
export async function loadOptions(scene: string): Promise<SceneOptions> {
  const source = optionsOf(scene);
  const root = rootOf(scene);
  const check = (location: string, option: string): void => {
    if (location.startsWith(root)) return;
    throw new InputError({ thing: `options: ${option}`, wanted: `a file below ${root}`, got: location, source });
  };
  return (await findSceneOptions(source, check)) ?? NONE;
}

/** What workers may read of where a scene lies. */
function rootOf(scene: string): string {
  const [, bucket, key] = /^(s3:\/\/[^/]+\/)(.*)$/i.exec(scene) ?? [];
  if (!bucket) return `${resolveLocation('.', folderOf(scene))}/`;
  return key.startsWith(INCOMING_PREFIX) ? `${bucket}${INCOMING_PREFIX}` : bucket;
}
