/** A pixel rectangle, half-open: columns `col` to `col + width` exclusive, rows alike. */
export interface Window {
  col: number;
  row: number;
  width: number;
  height: number;
}

/** The part two windows share, or null where they do not overlap. */
export function intersectWindows(a: Window, b: Window): Window | null {
  const col = Math.max(a.col, b.col);
  const row = Math.max(a.row, b.row);
  const width = Math.min(a.col + a.width, b.col + b.width) - col;
  const height = Math.min(a.row + a.height, b.row + b.height) - row;
  return width > 0 && height > 0 ? { col, row, width, height } : null;
}

/** The smallest window around two. */
export function windowAround(a: Window, b: Window): Window {
  const col = Math.min(a.col, b.col);
  const row = Math.min(a.row, b.row);
  const width = Math.max(a.col + a.width, b.col + b.width) - col;
  const height = Math.max(a.row + a.height, b.row + b.height) - row;
  return { col, row, width, height };
}

/** The window grown by `marginPx` on every side; it may reach outside the scene. */
export function expandWindow({ col, row, width, height }: Window, marginPx: number): Window {
  return { col: col - marginPx, row: row - marginPx, width: width + 2 * marginPx, height: height + 2 * marginPx };
}

export function pixelCount({ width, height }: Pick<Window, 'width' | 'height'>): number {
  return width * height;
}
