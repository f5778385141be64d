import { type Affine, applyAffine } from '../raster/affine.js';
import { toLonLat } from '../raster/crs.js';
import type { Box } from './flatgeobuf/header.js';
import { createDecoder, type FoundFeature } from './found-feature.js';
import type { PublishedRun } from './load-run.js';
import { ID_COLUMN } from './run-columns.js';
import type { RunReader } from './run-reader.js';
import { examine } from './scan.js';

/** Pixels around the first one in which a region's box lies, whatever its border's small bends between corners. */
const MARGIN_PX = 2;
/** As far as a border that is simplified or smoothed may go from its pixels: it is drawn in blocks of this size. */
const BLOCK_PX = 1024;

/**
 * The feature with an id. An id is the number of the region's first pixel, counted row by row, so the feature lies where
 * that pixel does: no index of ids is needed.
 */
export async function findFeature(reader: RunReader, id: number): Promise<FoundFeature | null> {
  const { scene, simplify } = reader.run.statistics;
  if (id >= scene.width * scene.height) return null;
  const pixel = [id % scene.width, Math.floor(id / scene.width)] as const;
  const near = await findNear(reader, id, boxesAround(reader.run, pixel, MARGIN_PX));
  return near || !simplify ? near : findNear(reader, id, boxesAround(reader.run, pixel, BLOCK_PX));
}

async function findNear(reader: RunReader, id: number, boxes: readonly Box[]): Promise<FoundFeature | null> {
  const nodes = await reader.nodes();
  const boxed = await reader.search(boxes, nodes);
  // All whose boxes meet the place: the outline itself may be simplified.
  const candidates = boxed.map(({ start, end }) => ({ start, end, isSure: true }));
  const decoder = createDecoder(reader.run);
  const wanted = { boxes: null, filter: null, signal: null };
  for await (const { found } of examine(reader, { candidates, wanted, nodes })) {
    const feature = found.find((one) => decoder.property(one, ID_COLUMN) === id);
    if (feature) return feature;
  }
  return null;
}

/** Places along each side of the square around a pixel that are projected. */
const STEPS = 8;

/** Boxes of the square of pixels around one; all longitudes where it may reach around a pole or the antimeridian. */
function boxesAround({ statistics }: PublishedRun, [col, row]: readonly [number, number], margin: number): Box[] {
  const { crs, affine, width, height } = statistics.scene;
  const project = toLonLat(crs);
  const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value));
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i <= STEPS; i++) {
    for (let j = 0; j <= STEPS; j++) {
      const x = clamp(col - margin + (i / STEPS) * (2 * margin + 1), width);
      const y = clamp(row - margin + (j / STEPS) * (2 * margin + 1), height);
      const [longitude, latitude] = project(...applyAffine(affine as Affine, x, y));
      const wrapped = ((((longitude + 180) % 360) + 360) % 360) - 180;
      west = Math.min(west, wrapped);
      east = Math.max(east, wrapped);
      south = Math.min(south, latitude);
      north = Math.max(north, latitude);
    }
  }
  if (![west, south, east, north].every(Number.isFinite)) return [[-180, -90, 180, 90]];
  // Between the places that are projected the square may reach a little further.
  const more = 0.01 * (north - south) + 1e-9;
  const isWide = east - west > 90 || north + more > 89 || south - more < -89;
  if (isWide) return [[-180, south - 4 * more - 0.1, 180, north + 4 * more + 0.1]];
  const aside = 0.01 * (east - west) + 1e-9;
  return [[west - aside, south - more, east + aside, north + more]];
}
