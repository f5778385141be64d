import { NotThere } from '../../query/ogc/problem.js';
import type { Store } from '../../store/store.js';
import { type Collection, toCollections } from '../collections.js';
import type { FoundRuns, RunFinder } from '../find-runs.js';
import type { PublishedRun } from '../load-run.js';
import { oncePer } from '../once-per.js';
import { answerWhole, createReaders } from '../run-reader.js';
import { createMaskTiles } from './mask-tiles.js';
import { createSourceTiles } from './source-tiles.js';
import type { TileKind } from './tileset.js';
import { createVectorTiles } from './vector-tiles.js';

/** Tiles of the published runs of a store. */
export interface TileSource {
  kinds: readonly TileKind[];
  /** @throws NotThere */
  collection(id: string): Promise<Collection>;
  /** The run that a collection is of; @throws NotThere where it is none, or of several scenes. */
  run(collectionId: string): Promise<PublishedRun>;
  /** What tiles of a kind answer, of one and the same run: where it is replaced meanwhile, it is asked again. */
  ask<T>(collectionId: string, kind: string, answer: (run: PublishedRun, kind: TileKind) => Promise<T>): Promise<T>;
}

/** Of indexes of features, as much is kept in memory. */
const INDEX_BYTES = 32_000_000;

export function createTileSource(store: Store, finder: RunFinder): TileSource {
  const readers = createReaders(store, INDEX_BYTES);
  const kinds: readonly TileKind[] = [
    createVectorTiles(store, readers),
    createMaskTiles(store, readers),
    createSourceTiles(store, readers),
  ];
  const collectionsOf = oncePer((found: FoundRuns) => toCollections(found.runs));

  async function collection(id: string): Promise<Collection> {
    const found = collectionsOf(await finder.find()).get(id);
    if (found) return found;
    throw new NotThere('collection', id);
  }

  async function run(id: string): Promise<PublishedRun> {
    const found = await collection(id);
    if (found.sceneId !== null) return found.runs[0];
    throw new NotThere('tileset of all scenes of', id);
  }

  return {
    kinds,
    collection,
    run,
    ask: (collectionId, name, answer) =>
      answerWhole(readers, finder.forget, async (note) => {
        const found = await run(collectionId);
        const kind = kinds.find((one) => one.name === name && one.isIn(found));
        if (!kind) throw new NotThere('tileset', name);
        note(found);
        return answer(found, kind);
      }),
  };
}
