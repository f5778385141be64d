import { createHash } from 'node:crypto';
import type { Arrival } from './ledger.js';

/** Where scenes are dropped: the folder below it names the recipe. */
export const INCOMING_PREFIX = 'incoming/';
/** Beside them in the bucket: recipes by name, and the models that these name. */
export const RECIPES_PREFIX = 'recipes/';
export const MODELS_PREFIX = 'models/';
/** What lies in folders whose name begins with `_` is for other scenes to name: no scene itself. */
const SCENE_KEY = /^incoming\/([a-z0-9][a-z0-9-]*)\/(?:[^/_][^/]*\/)*([^/]+)\.tiff?$/i;

/** A version of an object, as S3 tells of it. */
export interface ObjectFacts {
  bucket: string;
  key: string;
  version: string;
  sequencer: string;
}

interface BridgeEvent {
  detail: {
    bucket: { name: string };
    object: { key: string; etag?: string; 'version-id'?: string; sequencer?: string };
  };
}

interface NotificationRecord {
  s3: { bucket: { name: string }; object: { key: string; eTag?: string; versionId?: string; sequencer?: string } };
}

/** Scenes that a message tells of, and keys of objects that are none. */
export interface Arrivals {
  scenes: Arrival[];
  dropped: string[];
}

/** @throws SyntaxError where the message is no JSON */
export function findArrivals(body: string): Arrivals {
  const scenes: Arrival[] = [];
  const dropped: string[] = [];
  for (const facts of findObjects(JSON.parse(body))) {
    const arrival = toArrival(facts);
    if (arrival) scenes.push(arrival);
    else dropped.push(facts.key);
  }
  return { scenes, dropped };
}

function findObjects(message: Partial<BridgeEvent> & { Records?: NotificationRecord[] }): ObjectFacts[] {
  if (message.detail?.object) {
    const { bucket, object } = message.detail;
    const version = object['version-id'] ?? object.etag ?? '';
    return [{ bucket: bucket.name, key: object.key, version, sequencer: object.sequencer ?? '' }];
  }
  return (message.Records ?? []).map(({ s3: { bucket, object } }) => ({
    bucket: bucket.name,
    key: decodeKey(object.key),
    version: object.versionId ?? object.eTag ?? '',
    sequencer: object.sequencer ?? '',
  }));
}

/** Keys are written as in a form, but only in S3's own notifications: EventBridge has them as they are. */
const decodeKey = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '));

/** The scene that an object is; null where it is none. */
export function toArrival({ bucket, key, version, sequencer }: ObjectFacts): Arrival | null {
  const [, recipe, scene] = SCENE_KEY.exec(key) ?? [];
  if (!recipe) return null;
  return { name: nameExecution(scene, [bucket, key, version]), scene: `s3://${bucket}/${key}`, recipe, sequencer };
}

/** The same object of the same version has the same name, so it starts once. At most 80 characters. */
function nameExecution(scene: string, identity: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
  const readable = scene.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 40);
  return `${readable}-${hash}`;
}
