import { basename, dirname, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Where files lie: a path, a `file://` URL, an object of a bucket (`s3://bucket/key`, its key as it is), or what an
 * `https://` URL leads to.
 */

/** True where a location is not on this machine. */
export const isRemote = (location: string): boolean => /^(s3|https?):\/\//i.test(location);

/** The path of what lies on this machine. */
export const toPath = (location: string): string => (/^file:\/\//i.test(location) ? fileURLToPath(location) : location);

/** The folder of a file; of a URL without what follows its path, which may be a key to that file alone. */
export function folderOf(location: string): string {
  if (/^https?:/i.test(location)) return new URL('.', location).href.replace(/\/$/, '');
  return isRemote(location) ? posix.dirname(location) : dirname(toPath(location));
}

/** The last part of a location. */
export const fileNameOf = (location: string): string =>
  /^https?:/i.test(location) ? decodeURIComponent(posix.basename(new URL(location).pathname)) : basename(location);

/**
 * What a name means that is written in a file of that folder. A name that is a whole location stays as it is; what is
 * named in a bucket or on a web server stays there: no name leads from there to this machine.
 */
export function resolveLocation(folder: string, name: string): string {
  if (isRemote(name)) return name;
  if (/^s3:/i.test(folder)) {
    const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/i.exec(folder) ?? [];
    return `s3://${bucket}${posix.resolve('/', key, name)}`;
  }
  // What looks like a URL of another kind is the name of a file here.
  const path = /^[a-z][a-z0-9+.-]*:/i.test(name) ? `./${name}` : name;
  if (isRemote(folder)) return new URL(encodeURI(path), `${folder}/`).href;
  return resolve(folder, toPath(name));
}
