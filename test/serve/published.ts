import { join } from 'node:path';
import type { CollectionInfo, Feature, FeatureSource, SelectedFeatures } from '../../src/query/feature-source.js';
import type { Store } from '../../src/store/store.js';
import { type GivenOptions, planRun, runInProcess } from '../run/in-process.js';
import { makeFolder, type TestScene, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('serve');

/** Runs a scene of that name and publishes it in the store. */
export async function publish(store: Store, name: string, scene: TestScene, options: GivenOptions = {}) {
  const path = await writeTestScene(join(folder, `${name}.tif`), scene);
  const given = await planRun(path, 512, { formats: ['geojson', 'fgb'], vectorsOnly: true, ...options });
  return runInProcess(given, store, { force: true }).finally(() => given.scene.close());
}

/** The features of a run's GeoJSON, with ids as those of a collection. */
export async function readGeoJson(store: Store, place: string, toId = (id: number) => String(id)): Promise<Feature[]> {
  const { features } = JSON.parse(new TextDecoder().decode(await store.get(`${place}/regions.geojson`)));
  return features.map(({ id, geometry, properties }: Feature) => ({ id: toId(Number(id)), geometry, properties }));
}

export const byId = (features: readonly Feature[]): Map<string, Feature> =>
  new Map(features.map((feature) => [feature.id, feature]));

export const PAGE = { offset: 0, limit: 100_000, limitBytes: 2 ** 30 };

export const idsOf = ({ features }: Pick<SelectedFeatures, 'features'>): string[] => features.map(({ id }) => id);

export async function info(source: FeatureSource, id: string): Promise<CollectionInfo> {
  const found = await source.collection(id);
  if (!found) throw new Error(`no collection ${id}`);
  return found;
}
