import { createHash } from 'node:crypto';
import type { BboxLonLat, CollectionInfo } from '../query/feature-source.js';
import type { PublishedRun } from './load-run.js';
import { columnsOfRuns } from './run-columns.js';

/** What is asked about together: all scenes of a recipe, or one run. */
export interface Collection {
  id: string;
  /** Null where it has all scenes of its recipe. */
  sceneId: string | null;
  /** In order of scene. */
  runs: readonly PublishedRun[];
}

/** A collection for each recipe, and after it one for each of its runs, in order of recipe and scene. */
export function toCollections(runs: readonly PublishedRun[]): Map<string, Collection> {
  const collections = new Map<string, Collection>();
  for (const recipe of new Set(runs.map((run) => run.recipe))) {
    const own = runs.filter((run) => run.recipe === recipe);
    collections.set(recipe, { id: recipe, sceneId: null, runs: own });
    for (const run of own) {
      const id = `${recipe}.${run.sceneId}`;
      collections.set(id, { id, sceneId: run.sceneId, runs: [run] });
    }
  }
  return collections;
}

/** Id of a feature in a collection: its own number in one run, behind the scene's name where there are several. */
export const featureIdOf = ({ sceneId }: Collection, run: PublishedRun, id: number): string =>
  sceneId === null ? `${run.sceneId}.${id}` : String(id);

/** The run and the number that an id of a feature names; null where there is no such run. */
export function parseFeatureId(collection: Collection, id: string): { run: PublishedRun; id: number } | null {
  const cut = id.lastIndexOf('.');
  const number = id.slice(cut + 1);
  if (!/^(0|[1-9]\d{0,15})$/.test(number)) return null;
  if (collection.sceneId !== null) return cut < 0 ? { run: collection.runs[0], id: Number(number) } : null;
  const run = collection.runs.find(({ sceneId }) => sceneId === id.slice(0, Math.max(0, cut)));
  return run ? { run, id: Number(number) } : null;
}

export function describeCollection(collection: Collection): CollectionInfo {
  const { id, sceneId, runs } = collection;
  const recipe = runs.at(-1)!.statistics.recipe;
  const times = runs.flatMap(({ statistics }) => statistics.scene.datetime ?? []).sort(compareTimes);
  return {
    id,
    title: sceneId === null ? recipe.title : `${recipe.title}: ${sceneId}`,
    description:
      sceneId === null
        ? `Polygons of ${runs.length} ${runs.length === 1 ? 'scene' : 'scenes'} by the recipe ${recipe.name}`
        : `Polygons of the scene ${sceneId} by the recipe ${recipe.name}`,
    bboxLonLat: boxAround(runs.flatMap(boxOfRun)),
    interval: [times[0] ?? null, times.at(-1) ?? null],
    featureCount: runs.reduce((sum, { file }) => sum + file.header.featureCount, 0),
    columns: columnsOfRuns(runs),
    etag: createHash('sha256')
      .update(runs.map(({ sceneId: scene, runId, fileEtag }) => `${scene} ${runId} ${fileEtag}\n`).join(''))
      .digest('hex')
      .slice(0, 32),
  };
}

/** That of its features; where the scene lies across the antimeridian theirs goes around the earth, and the scene's does not. */
function boxOfRun({ statistics, file }: PublishedRun): BboxLonLat[] {
  const { box } = file.header;
  if (!box) return [];
  const [west, , east] = statistics.scene.bboxLonLat;
  return [west > east ? statistics.scene.bboxLonLat : box];
}

const compareTimes = (a: string, b: string): number => Date.parse(a) - Date.parse(b);

/** The least box around boxes that may lie across the antimeridian: as that of RFC 7946, 5.3. */
export function boxAround(boxes: readonly BboxLonLat[]): BboxLonLat | null {
  if (boxes.length === 0) return null;
  const south = Math.min(...boxes.map((box) => box[1]));
  const north = Math.max(...boxes.map((box) => box[3]));
  const spans = boxes
    .flatMap(([west, , east]): [number, number][] =>
      west <= east
        ? [[west, east]]
        : [
            [west, 180],
            [-180, east],
          ],
    )
    .sort((a, b) => a[0] - b[0]);
  const west = spans[0][0];
  let east = spans[0][1];
  let widest = { gap: 0, from: west, to: east };
  for (const [start, end] of spans) {
    if (start - east > widest.gap) widest = { gap: start - east, from: east, to: start };
    east = Math.max(east, end);
  }
  // Around the other side of the earth, where the way there is longer than any between.
  if (widest.gap <= west + 360 - east) return [west, south, east, north];
  return [widest.to, south, widest.from, north];
}
