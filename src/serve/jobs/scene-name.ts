import { basename, extname } from 'node:path';

const RECIPE = /^[a-z0-9][a-z0-9-]{0,99}$/;
/** As the keys that the cloud takes, without what a file system or a terminal would read as something else. */
const SCENE = /^[^./\\\p{C}\p{Zl}\p{Zp}][^/\\\p{C}\p{Zl}\p{Zp}]*\.tiff?$/iu;
/** Of UTF-8: file systems have 255, and a file that is being written has a longer name. */
const MOST_BYTES = 200;

/** True of the name of a folder that scenes for a recipe may lie in. */
export const isRecipeFolder = (name: string): boolean => RECIPE.test(name);

/** True of the name of a file that may be a scene: no part of a path, not hidden, `.tif` or `.tiff`. */
export const isSceneName = (name: string): boolean => Buffer.byteLength(name) <= MOST_BYTES && SCENE.test(name);

/** The name without its extension. */
export const stemOf = (name: string): string => basename(name, extname(name));
