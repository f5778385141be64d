/** A tile of the pyramid: zoom, column from the west, row from the north. */
export interface TilePlace {
  z: number;
  x: number;
  y: number;
}

/**
 * Number of a tile in an archive (PMTiles 3, "Entries"): all tiles of lower zooms come first, those of one zoom lie
 * along a Hilbert curve that begins at the upper left and ends at the upper right. Exact up to zoom 26.
 */
export function tileId({ z, x, y }: TilePlace): number {
  let id = (4 ** z - 1) / 3;
  let [column, row] = [x, y];
  for (let bit = z - 1; bit >= 0; bit--) {
    const side = 2 ** bit;
    const right = (column >>> bit) & 1;
    const lower = (row >>> bit) & 1;
    id += side * side * (right ? 3 - lower : lower);
    column &= side - 1;
    row &= side - 1;
    // The first quadrant holds the curve mirrored at one diagonal, the last at the other.
    if (!lower) [column, row] = right ? [side - 1 - row, side - 1 - column] : [row, column];
  }
  return id;
}
