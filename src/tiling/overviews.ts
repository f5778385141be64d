import { type Band, createBand, type DataType } from '../raster/raster.js';

/** Width and height of every level: the image itself, then halves (rounded up) until one block holds a whole level. */
export function overviewSizes(width: number, height: number, blockSizePx: number): { width: number; height: number }[] {
  const sizes = [{ width, height }];
  for (let last = sizes[0]!; last.width > blockSizePx || last.height > blockSizePx; last = sizes.at(-1)!) {
    sizes.push({ width: halve(last.width), height: halve(last.height) });
  }
  return sizes;
}

export interface HalveOptions {
  /** Width of the band; its height follows from its length. */
  width: number;
  dataType: DataType;
  /** The value that `mode` prefers every other one to; null where there is none. */
  nodata: number | null;
}

/**
 * Every 2 × 2 pixels become their most frequent value; a tie goes to the smallest value. Nodata has no vote: it stays
 * only where all four are nodata, so that thin classes at the edge of the scene don't vanish. Odd edges vote with the
 * two pixels or the one they have.
 */
export function halveByMode(band: Band, { width, dataType, nodata }: HalveOptions): Band {
  const height = band.length / width;
  const out = createBand(dataType, halve(width) * halve(height));
  const votes: number[] = [];
  let to = 0;
  for (let row = 0; row < height; row += 2) {
    const top = row * width;
    const bottom = row + 1 < height ? top + width : top;
    for (let col = 0; col < width; col += 2) {
      const right = col + 1 < width ? col + 1 : col;
      const [a, b, c, d] = [band[top + col]!, band[top + right]!, band[bottom + col]!, band[bottom + right]!];
      if (a === b && a === c && a === d) {
        out[to++] = a;
        continue;
      }
      votes[0] = a;
      votes[1] = b;
      votes[2] = c;
      votes[3] = d;
      out[to++] = modeOf(votes, nodata);
    }
  }
  return out;
}

/** The upper left pixel of every 2 × 2: no value appears that was not there. */
export function halveByNearest(band: Band, { width, dataType }: HalveOptions): Band {
  const height = band.length / width;
  const out = createBand(dataType, halve(width) * halve(height));
  let to = 0;
  for (let row = 0; row < height; row += 2) {
    for (let col = 0; col < width; col += 2) out[to++] = band[row * width + col]!;
  }
  return out;
}

const halve = (size: number): number => Math.ceil(size / 2);

function modeOf(votes: readonly number[], nodata: number | null): number {
  let best = nodata ?? votes[0]!;
  let bestCount = 0;
  for (const value of votes) {
    if (value === nodata) continue;
    let count = 0;
    for (const other of votes) if (other === value) count++;
    if (count > bestCount || (count === bestCount && value < best)) {
      best = value;
      bestCount = count;
    }
  }
  return best;
}
