import { NotThere } from '../../query/ogc/problem.js';
import type { TilePlace } from '../../vectorize/formats/pmtiles/tile-id.js';

/** Zooms that are answered: at the largest a tile is some metres wide. */
export const MAX_ZOOM = 24;

const WHOLE = /^(0|[1-9]\d{0,7})$/;

/**
 * The tile that an address names: `z`, `x`, and `y` with the ending of its format.
 *
 * @throws NotThere for what names no tile of the pyramid
 */
export function parseTilePlace({ z, x, file }: { z: string; x: string; file: string }, ending: string): TilePlace {
  const y = file.endsWith(ending) ? file.slice(0, -ending.length) : '';
  if ([z, x, y].every((part) => WHOLE.test(part))) {
    const place = { z: Number(z), x: Number(x), y: Number(y) };
    if (place.z <= MAX_ZOOM && place.x < 2 ** place.z && place.y < 2 ** place.z) return place;
  }
  throw new NotThere('tile', `${z}/${x}/${file}`);
}
