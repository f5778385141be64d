/**
 * Pixel to map, as rasterio writes it: `x = a·col + b·row + c`, `y = d·col + e·row + f`,
 * where (col, row) is a pixel's upper left **corner**.
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export function applyAffine([a, b, c, d, e, f]: Affine, col: number, row: number): [x: number, y: number] {
  return [a * col + b * row + c, d * col + e * row + f];
}

/** Signed area of one pixel in map units; negative where rows run against y, as in most files. */
export function affineDeterminant([a, b, , d, e]: Affine): number {
  return a * e - b * d;
}

/** True where pixel sides run along the map axes. */
export function isAxisAligned([, b, , d]: Affine): boolean {
  return b === 0 && d === 0;
}
