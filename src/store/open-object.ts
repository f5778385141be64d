import { openHttpsObject } from './https-object.js';
import type { RemoteObject } from './remote-object.js';
import { openS3Object } from './s3-object.js';

const OPENERS: Readonly<Record<string, (location: string) => Promise<RemoteObject>>> = {
  s3: openS3Object,
  https: openHttpsObject,
  http: openHttpsObject,
};

/** What opens the objects of a scheme; undefined where nothing does. */
export const findOpener = (scheme: string | undefined): ((location: string) => Promise<RemoteObject>) | undefined =>
  scheme === undefined ? undefined : OPENERS[scheme.toLowerCase()];
