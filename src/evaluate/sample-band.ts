import { type Band, createBand, type Raster } from '../raster/raster.js';
import type { Window } from '../raster/window.js';
import type { Scene } from '../tiling/open-scene.js';
import type { Locate, PixelMatch } from './pixel-match.js';
import { readBand } from './read-places.js';

/** Values of a raster at pixels of the mask; `valid` is 0 where the raster has none. */
export type BandReader = (window: Window) => Promise<{ band: Band; valid: Raster['valid'] }>;

/** Most pixels of the other raster that are read at once: it may be much finer than the mask. */
const MOST_READ_PX = 2 ** 23;
/** A centre this near to the right or lower edge of a pixel lies in the next. */
const EDGE_PX = 1e-6;
const OUTSIDE = -1;

/** Reads band 1 of `other` at the centres of the mask's pixels: the value of the pixel in which a centre lies. */
export function createBandReader(other: Scene, match: PixelMatch): BandReader {
  return match.kind === 'same'
    ? (window) => readBand(other, window)
    : (window) => sampleWindow(other, match.locate, window);
}

/** Where each pixel of a window lies in the other raster; `OUTSIDE` in `cols` where it does not. */
interface Places {
  width: number;
  cols: Int32Array;
  rows: Int32Array;
}

async function sampleWindow(other: Scene, locate: Locate, window: Window) {
  const count = window.width * window.height;
  const band = createBand(other.dataType, count);
  const valid = new Uint8Array(count);
  const places = findPlaces(other, locate, window);
  const fill = async (part: Window): Promise<void> => {
    const needed = boxOf(places, part);
    if (needed === null) return;
    if (needed.width * needed.height > MOST_READ_PX && part.width * part.height > 1) {
      for (const half of halve(part)) await fill(half);
      return;
    }
    gather(await readBand(other, needed), { needed, part, places, band, valid });
  };
  await fill({ col: 0, row: 0, width: window.width, height: window.height });
  return { band, valid };
}

function findPlaces({ width, height }: Scene, locate: Locate, window: Window): Places {
  const cols = new Int32Array(window.width * window.height).fill(OUTSIDE);
  const rows = new Int32Array(cols.length);
  const place = new Float64Array(2);
  let at = 0;
  for (let y = 0; y < window.height; y++) {
    for (let x = 0; x < window.width; x++, at++) {
      locate(window.col + x + 0.5, window.row + y + 0.5, place);
      const col = Math.floor(place[0] + EDGE_PX);
      const row = Math.floor(place[1] + EDGE_PX);
      if (!(col >= 0 && row >= 0 && col < width && row < height)) continue;
      cols[at] = col;
      rows[at] = row;
    }
  }
  return { width: window.width, cols, rows };
}

/** The window of the other raster that a part of the places needs. */
function boxOf({ width, cols, rows }: Places, part: Window): Window | null {
  let [minCol, minRow, maxCol, maxRow] = [Infinity, Infinity, -1, -1];
  for (let y = part.row; y < part.row + part.height; y++) {
    for (let at = y * width + part.col, end = at + part.width; at < end; at++) {
      if (cols[at] === OUTSIDE) continue;
      if (cols[at] < minCol) minCol = cols[at];
      if (cols[at] > maxCol) maxCol = cols[at];
      if (rows[at] < minRow) minRow = rows[at];
      if (rows[at] > maxRow) maxRow = rows[at];
    }
  }
  return maxCol < 0 ? null : { col: minCol, row: minRow, width: maxCol - minCol + 1, height: maxRow - minRow + 1 };
}

function halve({ col, row, width, height }: Window): Window[] {
  if (width >= height) {
    const half = width >> 1;
    return [
      { col, row, width: half, height },
      { col: col + half, row, width: width - half, height },
    ];
  }
  const half = height >> 1;
  return [
    { col, row, width, height: half },
    { col, row: row + half, width, height: height - half },
  ];
}

interface Gathering {
  needed: Window;
  part: Window;
  places: Places;
  band: Band;
  valid: Uint8Array;
}

function gather(
  read: { band: Band; valid: Raster['valid'] },
  { needed, part, places: { width, cols, rows }, band, valid }: Gathering,
): void {
  for (let y = part.row; y < part.row + part.height; y++) {
    for (let at = y * width + part.col, end = at + part.width; at < end; at++) {
      if (cols[at] === OUTSIDE) continue;
      const from = (rows[at] - needed.row) * needed.width + cols[at] - needed.col;
      if (read.valid !== null && read.valid[from] === 0) continue;
      band[at] = read.band[from];
      valid[at] = 1;
    }
  }
}
