import type { TilePlace } from '../../vectorize/formats/pmtiles/tile-id.js';
import { TILE_SIDE_PX, type TileWindow, type ToScene } from './scene-pixels.js';

/** Places in the scene, in pixels from its corner, of the centres of a tile's pixels, row by row; NaN where there is none. */
export interface ProjectedWindow {
  cols: Float64Array;
  rows: Float64Array;
}

/** Side of the squares whose corners are projected. */
const SQUARE_PX = 32;
/** A square is divided where its middle, or that of a side, is off by more pixels of the picture that is drawn. */
const MOST_OFF_PX = 0.0625;

/**
 * Projects the corners of squares, and takes what is between them for straight where that is nearly so: a square is
 * divided until it is, at most down to pixels, which are exact.
 *
 * @param pixelScale pixels of the scene that a pixel of the picture takes
 */
export function projectWindow(
  toScene: ToScene,
  { place, window, pixelScale }: { place: TilePlace; window: TileWindow; pixelScale: number },
): ProjectedWindow {
  const { col, row, width, height } = window;
  const side = TILE_SIDE_PX * 2 ** place.z;
  const left = TILE_SIDE_PX * place.x + col + 0.5;
  const top = TILE_SIDE_PX * place.y + row + 0.5;
  const cols = new Float64Array(width * height);
  const rows = new Float64Array(width * height);
  const project = (x: number, y: number): Position => toScene((left + x) / side, (top + y) / side);
  const mostOff = MOST_OFF_PX * pixelScale;

  function fill(square: Square): void {
    const { x0, y0, x1, y1 } = square;
    const [dx, dy] = [Math.max(1, x1 - x0), Math.max(1, y1 - y0)];
    for (let y = y0; y <= y1; y++) {
      for (let x = x0; x <= x1; x++) {
        const [c, r] = between(square.corners, (x - x0) / dx, (y - y0) / dy);
        cols[y * width + x] = c;
        rows[y * width + x] = r;
      }
    }
  }

  function draw(x0: number, y0: number, x1: number, y1: number): void {
    const corners: Corners = [project(x0, y0), project(x1, y0), project(x0, y1), project(x1, y1)];
    const square = { x0, y0, x1, y1, corners };
    if ((x1 - x0 <= 1 && y1 - y0 <= 1) || isStraight(square, project, mostOff)) {
      fill(square);
      return;
    }
    const [xm, ym] = [Math.floor((x0 + x1) / 2), Math.floor((y0 + y1) / 2)];
    draw(x0, y0, xm, ym);
    if (xm + 1 <= x1) draw(xm + 1, y0, x1, ym);
    if (ym + 1 <= y1) draw(x0, ym + 1, xm, y1);
    if (xm + 1 <= x1 && ym + 1 <= y1) draw(xm + 1, ym + 1, x1, y1);
  }

  for (let y = 0; y < height; y += SQUARE_PX) {
    for (let x = 0; x < width; x += SQUARE_PX) {
      draw(x, y, Math.min(x + SQUARE_PX, width) - 1, Math.min(y + SQUARE_PX, height) - 1);
    }
  }
  return { cols, rows };
}

type Position = [col: number, row: number];
type Corners = readonly [upperLeft: Position, upperRight: Position, lowerLeft: Position, lowerRight: Position];

/** Pixels from x0, y0 to x1, y1, both inclusive. */
interface Square {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  corners: Corners;
}

/** Where the middle and those of the sides are off, the corners may still agree by chance: all five are asked. */
const ASKED = [
  [0.5, 0.5],
  [0.5, 0],
  [0, 0.5],
  [1, 0.5],
  [0.5, 1],
] as const;

function isStraight(
  { x0, y0, x1, y1, corners }: Square,
  project: (x: number, y: number) => Position,
  mostOff: number,
): boolean {
  return ASKED.every(([u, v]) => {
    const [col, row] = between(corners, u, v);
    const [exactCol, exactRow] = project(x0 + u * (x1 - x0), y0 + v * (y1 - y0));
    return Math.abs(col - exactCol) <= mostOff && Math.abs(row - exactRow) <= mostOff;
  });
}

function between([a, b, c, d]: Corners, u: number, v: number): Position {
  const mix = (i: 0 | 1): number => (1 - v) * ((1 - u) * a[i] + u * b[i]) + v * ((1 - u) * c[i] + u * d[i]);
  return [mix(0), mix(1)];
}
