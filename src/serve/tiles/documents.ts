import { collectionAddress } from '../../query/ogc/links.js';
import { MAX_LATITUDE } from '../../vectorize/formats/pmtiles/mercator.js';
import type { PublishedRun } from '../load-run.js';
import type { TileKind, TilesetFacts } from './tileset.js';

/** Where the tiles of a run are described. */
export const tilesetAddress = (base: string, collection: string, name: string): string =>
  `${collectionAddress(base, collection)}/tiles/${name}`;

/** TileJSON 3.0.0 (mapbox/tilejson-spec). `version` is of the tiles: an address with another one is another tile. */
export function describeTileset(
  run: PublishedRun,
  { kind, facts, address, version }: { kind: TileKind; facts: TilesetFacts; address: string; version: string },
) {
  const { recipe, scene } = run.statistics;
  const [west, south, east, north] = scene.bboxLonLat;
  const clamp = (latitude: number): number => Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, latitude));
  // The standard knows no box over the antimeridian.
  const [left, right] = west <= east ? [west, east] : [-180, 180];
  return {
    tilejson: '3.0.0',
    name: `${recipe.title}: ${run.sceneId}`,
    ...facts,
    scheme: 'xyz',
    tiles: [`${address}/{z}/{x}/{y}${kind.ending}?v=${version}`],
    bounds: [left, clamp(south), right, clamp(north)],
  };
}
