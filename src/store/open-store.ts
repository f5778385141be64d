import { createFileStore } from './file-store.js';
import { createS3Store } from './s3-store.js';
import type { Store } from './store.js';

/** True where a location lies in a bucket. */
export const isS3 = (location: string): boolean => /^s3:\/\//i.test(location);

/** The store at a place: a folder, or `s3://bucket/prefix`. */
export function openStore(location: string): Store {
  return isS3(location) ? createS3Store(location) : createFileStore(location);
}
