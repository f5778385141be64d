import type { CollectionInfo } from '../query/feature-source.js';
import type { StacEntry, StacItem, StacSource } from '../query/stac/stac-source.js';
import type { RunPointer } from '../run/run-pointer.js';
import { createRunKeys, OUTPUT_NAMES } from '../store/keys.js';
import { ObjectMissing, type Store } from '../store/store.js';
import { boxAround } from './collections.js';
import { createRunFinder, type RunFinder, type RunFinderOptions } from './find-runs.js';
import type { PublishedRun } from './load-run.js';

/** A published file, read in parts. */
export interface StacFile {
  type: string;
  size: number;
  etag: string;
  /** From `startByte` to `endByte` exclusive; fails where the file becomes another meanwhile. */
  read(startByte: number, endByte: number): AsyncGenerator<Uint8Array>;
  /** Where else it can be fetched from, for a while; missing where it is sent from here. */
  url?(): Promise<string>;
}

/** Items of a store, and the files that they name. */
export interface StoredStac extends StacSource {
  /** Null where the Item names no such file, or it is gone. */
  file(entry: StacEntry, name: string): Promise<StacFile | null>;
}

export interface StacSourceOptions extends RunFinderOptions {
  /** Looks for runs; one of its own where none is given. */
  finder?: RunFinder;
  elsewhere?: FilesElsewhere;
}

/** Long files are not sent from here where the store itself can be asked for them. */
export interface FilesElsewhere {
  /** Longer ones are fetched from the store. */
  mostBytes: number;
  /** An address of a file that anyone can use for a while. */
  urlOf(key: string): Promise<string>;
}

const MAX_ITEM_BYTES = 4_000_000;
/** Items that are kept in memory. */
const KEPT_ITEMS = 1000;
const PART_BYTES = 1 << 20;
const FILE_NAME = /^\.\/([a-z]+\.[a-z]+)$/;

interface RunEntry extends StacEntry {
  run: PublishedRun;
}

/** The published runs of a store that have an Item and FlatGeobuf, as STAC: a collection for each recipe. */
export function createStacSource(store: Store, { finder, elsewhere, ...options }: StacSourceOptions = {}): StoredStac {
  const runs = finder ?? createRunFinder(store, options);
  const kept = new Map<string, Promise<StacItem | null>>();

  async function entries(): Promise<RunEntry[]> {
    const found = await runs.find();
    return found.runs.filter(hasItem).map((run) => ({
      id: `${run.recipe}.${run.sceneId}`,
      collection: run.recipe,
      bboxLonLat: run.statistics.scene.bboxLonLat,
      datetime: run.statistics.scene.datetime,
      run,
    }));
  }

  function item(entry: StacEntry): Promise<StacItem | null> {
    const { run } = entry as RunEntry;
    const key = `${entry.id} ${run.runId} ${run.fileEtag}`;
    const known = kept.get(key);
    if (known) return known;
    const loaded = loadItem(store, run);
    kept.set(key, loaded);
    // What was not there may come.
    loaded.then(
      (found) => found ?? kept.delete(key),
      () => kept.delete(key),
    );
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_ITEMS) break;
      kept.delete(oldest);
    }
    return loaded;
  }

  return {
    entries,
    item,
    async collections() {
      const all = await entries();
      return [...new Set(all.map(({ collection }) => collection))].map((id) =>
        describeRecipe(all.filter(({ collection }) => collection === id).map(({ run }) => run)),
      );
    },
    async file(entry, name) {
      const assets = Object.values((await item(entry))?.assets ?? {});
      const asset = assets.find(({ href }) => FILE_NAME.exec(href)?.[1] === name);
      const key = keysOf((entry as RunEntry).run).output(name);
      const file = asset ? await openFile(store, key, asset.type) : null;
      return file && elsewhere && file.size > elsewhere.mostBytes ? { ...file, url: () => elsewhere.urlOf(key) } : file;
    },
  };
}

const hasItem = ({ statistics }: PublishedRun): boolean =>
  statistics.files.some(({ name }) => name === OUTPUT_NAMES.item);

const keysOf = ({ sceneId, recipe, runId }: PublishedRun) => createRunKeys({ sceneId, recipe, runId });

function describeRecipe(
  runs: readonly PublishedRun[],
): Pick<CollectionInfo, 'id' | 'title' | 'description' | 'bboxLonLat' | 'interval'> {
  const { recipe } = runs[runs.length - 1].statistics;
  const scenes = runs.map(({ statistics }) => statistics.scene);
  const times = scenes.flatMap(({ datetime }) => (datetime === null ? [] : [new Date(datetime).toISOString()])).sort();
  return {
    id: recipe.name,
    title: recipe.title,
    description: `Class maps of ${runs.length} ${runs.length === 1 ? 'scene' : 'scenes'} by the recipe ${recipe.name}`,
    bboxLonLat: boxAround(scenes.map(({ bboxLonLat }) => bboxLonLat)),
    interval: [times[0] ?? null, times.at(-1) ?? null],
  };
}

/** The Item of this very run; null where another takes its place, or where it is none. */
async function loadItem(store: Store, run: PublishedRun): Promise<StacItem | null> {
  const keys = keysOf(run);
  const before = await store.head(keys.pointer);
  const info = await store.head(keys.output(OUTPUT_NAMES.item));
  if (!before || !info || info.size > MAX_ITEM_BYTES) return null;
  try {
    const pointer = (await readJson(store, keys.pointer)) as RunPointer | null;
    const item = await readJson(store, keys.output(OUTPUT_NAMES.item));
    const isSame = (await store.head(keys.pointer))?.etag === before.etag;
    return isSame && pointer?.runId === run.runId && pointer.state === 'published' && isItem(item) ? item : null;
  } catch (error) {
    if (error instanceof ObjectMissing || error instanceof SyntaxError) return null;
    throw error;
  }
}

const readJson = async (store: Store, key: string): Promise<unknown> =>
  JSON.parse(new TextDecoder().decode(await store.get(key)));

function isItem(json: unknown): json is StacItem {
  const item = json as Partial<StacItem> | null;
  return (
    item?.type === 'Feature' &&
    (item.geometry?.type === 'Polygon' || item.geometry?.type === 'MultiPolygon') &&
    typeof item.properties === 'object' &&
    Array.isArray(item.links) &&
    item.links.every((link) => typeof link?.href === 'string') &&
    typeof item.assets === 'object' &&
    Object.values(item.assets).every((asset) => typeof asset?.href === 'string')
  );
}

async function openFile(store: Store, key: string, type = 'application/octet-stream'): Promise<StacFile | null> {
  const info = await store.head(key);
  if (!info) return null;
  return {
    type,
    size: info.size,
    etag: info.etag,
    async *read(startByte, endByte) {
      for (let at = startByte; at < endByte; at += PART_BYTES) {
        const part = await store.getRange(key, at, Math.min(at + PART_BYTES, endByte));
        if ((await store.head(key))?.etag !== info.etag) throw new ObjectMissing(store.describe(key));
        yield part;
      }
    },
  };
}
