import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Folder of the real imagery the tests may use; not part of the project. */
const root = resolve(import.meta.dirname, '../../../shared/data');

/** Path of a file of the real data, whether or not it is there. */
export const sharedPath = (path: string): string => resolve(root, path);

/** True where the real data is; tests that need it say so in one line and skip otherwise. */
export const hasSharedData: boolean = existsSync(root);
if (!hasSharedData) console.warn('real imagery is not beside the checkout: tests that use it are skipped');
