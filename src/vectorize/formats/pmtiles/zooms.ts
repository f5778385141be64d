/** Screen pixels along a tile's side, as MapLibre draws vector tiles. */
export const TILE_PX = 512;
/** Most bytes of a tile before compression. */
export const MAX_TILE_BYTES = 500_000;
/** The most that common readers of tiles ask for. */
const MAX_ZOOM = 22;
/** By how many zooms a busy map may be drawn larger than its pixels need. */
const MOST_DEEPER = 3;
/** Rough cost in a tile of a feature and of a vertex, many of which lie on straight lines and are dropped: measured. */
const FEATURE_BYTES = 40;
const VERTEX_BYTES = 1.5;

export interface MapFacts {
  /** Side of a scene's pixel, as a share of the world's. */
  pixelSide: number;
  /** minX, minY, maxX, maxY of the scene, as shares of the world's side. */
  bounds: ArrayLike<number>;
  features: number;
  vertices: number;
  /** Pixels that the features hold together. */
  pixels: number;
}

export interface Zooms {
  /** The largest at which the scene fits into about one tile. */
  fit: number;
  max: number;
}

/**
 * Tiles go to the zoom where a scene's pixel takes 1 to 2 screen pixels; further, by 3 at most, where an average tile
 * would hold so much that small features had to be left out of it.
 */
export function planZooms({ pixelSide, bounds, features, vertices, pixels }: MapFacts): Zooms {
  const clamp = (zoom: number): number => Math.max(0, Math.min(MAX_ZOOM, zoom));
  let max = clamp(Math.ceil(Math.log2(1 / (TILE_PX * pixelSide))));
  const bytesPerPixel = (FEATURE_BYTES * features + VERTEX_BYTES * vertices) / Math.max(1, pixels);
  for (let deeper = 0; deeper < MOST_DEEPER && max < MAX_ZOOM; deeper++, max++) {
    const pixelsPerTile = Math.min(pixels, (pixelSide * 2 ** max) ** -2);
    if (bytesPerPixel * pixelsPerTile <= MAX_TILE_BYTES / 2) break;
  }
  const side = Math.max(bounds[2] - bounds[0], bounds[3] - bounds[1]);
  return { max, fit: Math.min(max, clamp(side > 0 ? Math.floor(Math.log2(1 / side)) : max)) };
}

/** How much of the map a tile shows. */
export interface Detail {
  /** Vertices lie on multiples of so many tile units. */
  gridUnits: number;
  /** Features smaller than so many square units are only drawn as dots, one for each so much area of a class. */
  minArea: number;
  /** Side of a dot. */
  dotUnits: number;
}

/** Tile units of a screen pixel. */
const PX_UNITS = 8;

/**
 * All there is at the largest zoom; below it nothing that is less than a screen pixel. Each `coarser` step halves what
 * can be told apart.
 */
export function detailOf(isLargest: boolean, coarser: number): Detail {
  if (isLargest && coarser === 0) return { gridUnits: 1, minArea: 0, dotUnits: PX_UNITS };
  const steps = isLargest ? coarser - 1 : coarser;
  const dotUnits = PX_UNITS * 2 ** steps;
  return { gridUnits: isLargest ? 2 ** coarser : dotUnits / 2, minArea: dotUnits ** 2, dotUnits };
}
