import { setImmediate as nextTurn } from 'node:timers/promises';
import { NotThere } from '../../query/ogc/problem.js';
import type { TilePlace } from '../../vectorize/formats/pmtiles/tile-id.js';
import { bufferedBox } from '../../vectorize/formats/pmtiles/tile-node.js';
import type { FeaturePlace } from '../flatgeobuf/file.js';
import type { Box } from '../flatgeobuf/header.js';
import type { NodeReader } from '../flatgeobuf/node-reader.js';
import { type Candidates, countOf, levelStarts } from '../flatgeobuf/tree.js';
import type { FoundFeature } from '../found-feature.js';
import type { RunReader } from '../run-reader.js';

/** What is drawn in a tile at most: the largest features come first, and one that does not fit is left out. */
export interface TileLimits {
  features: number;
  /** In the file. */
  bytes: number;
  /** Where more lie in a tile, they are not even looked at. */
  candidates: number;
}

export const TILE_LIMITS: TileLimits = { features: 20_000, bytes: 24_000_000, candidates: 200_000 };
/** Read at once. */
const GROUP_BYTES = 4_000_000;

/** Features whose boxes meet a tile and its buffer, as they lie in the file. */
export async function readTileFeatures(
  reader: RunReader,
  place: TilePlace,
  signal: AbortSignal,
  limits: TileLimits = TILE_LIMITS,
): Promise<FoundFeature[]> {
  const nodes = await reader.nodes();
  const candidates = await reader.search([toBox(place)], nodes);
  if (countOf(candidates) > limits.candidates) {
    throw new NotThere('tile of so many polygons', `${place.z}/${place.x}/${place.y}`);
  }
  const found: FoundFeature[] = [];
  for (const group of groupsOf(await choosePlaces(reader, { candidates, nodes, limits }))) {
    signal.throwIfAborted();
    const bytes = await reader.features(group);
    group.forEach(({ position }, i) => {
      found.push({ run: reader.run, position, bytes: bytes[i] });
    });
    await nextTurn();
  }
  return found;
}

/** The tile and its buffer in degrees. */
function toBox(place: TilePlace): Box {
  const { minX, minY, maxX, maxY } = bufferedBox(place);
  const longitude = (x: number): number => Math.max(-180, Math.min(180, 360 * x - 180));
  const latitude = (y: number): number => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
  return [longitude(minX), latitude(maxY), longitude(maxX), latitude(minY)];
}

/** Places of the features with the largest boxes, as many as may be drawn and read, in order of the file. */
async function choosePlaces(
  reader: RunReader,
  { candidates, nodes, limits }: { candidates: readonly Candidates[]; nodes: NodeReader; limits: TileLimits },
): Promise<FeaturePlace[]> {
  const positions = candidates.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i));
  const places = await reader.places(positions, nodes);
  const bytes = places.reduce((sum, { start, end }) => sum + end - start, 0);
  if (places.length <= limits.features && bytes <= limits.bytes) return places;
  const firstLeaf = levelStarts(reader.run.file.header.featureCount).at(-2) ?? 0;
  const sizeOf = ({ position }: FeaturePlace): number => {
    const [west, south, east, north] = nodes.box(firstLeaf + position);
    return (east - west) * (north - south);
  };
  const sizes = new Map(places.map((one) => [one, sizeOf(one)]));
  const chosen: FeaturePlace[] = [];
  let left = limits.bytes;
  for (const one of places.toSorted((a, b) => sizes.get(b)! - sizes.get(a)!)) {
    if (chosen.length === limits.features) break;
    if (one.end - one.start > left) continue;
    left -= one.end - one.start;
    chosen.push(one);
  }
  return chosen.sort((a, b) => a.position - b.position);
}

function* groupsOf(places: readonly FeaturePlace[]): Generator<FeaturePlace[]> {
  let group: FeaturePlace[] = [];
  for (const place of places) {
    if (group.length > 0 && place.end - group[0].start > GROUP_BYTES) {
      yield group;
      group = [];
    }
    group.push(place);
  }
  if (group.length > 0) yield group;
}
