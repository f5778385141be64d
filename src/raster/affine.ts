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

/** From pixel positions of one raster to those of another on the same map; large coordinates are taken off before they are divided. */
export function relateAffines(from: Affine, to: Affine): Affine {
  const [a, b, c, d, e, f] = from;
  const [ta, tb, tc, td, te, tf] = to;
  const determinant = ta * te - tb * td;
  const dx = c - tc;
  const dy = f - tf;
  return [
    (te * a - tb * d) / determinant,
    (te * b - tb * e) / determinant,
    (te * dx - tb * dy) / determinant,
    (ta * d - td * a) / determinant,
    (ta * e - td * b) / determinant,
    (ta * dy - td * dx) / determinant,
  ];
}
