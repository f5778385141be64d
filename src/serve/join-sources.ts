import { InputError } from '../errors.js';
import type { FeatureSource } from '../query/feature-source.js';

/** Several sources as one; of collections with the same id that of the first is there. */
export function joinSources(sources: readonly FeatureSource[]): FeatureSource {
  async function sourceOf(id: string): Promise<FeatureSource> {
    for (const source of sources) if (await source.collection(id)) return source;
    throw new InputError({ thing: 'collection', wanted: 'one that is published', got: id });
  }
  return {
    async collections() {
      const all = (await Promise.all(sources.map((source) => source.collections()))).flat();
      const firsts = new Map(all.toReversed().map((collection) => [collection.id, collection]));
      return all.filter((collection) => firsts.get(collection.id) === collection);
    },
    async collection(id) {
      for (const source of sources) {
        const found = await source.collection(id);
        if (found) return found;
      }
      return null;
    },
    select: async (id, selection) => (await sourceOf(id)).select(id, selection),
    feature: async (id, featureId) => (await sourceOf(id)).feature(id, featureId),
    aggregate: async (id, aggregation) => (await sourceOf(id)).aggregate(id, aggregation),
  };
}
