import type { Window } from '../raster/window.js';
import { meanOf, ratio } from './agreement.js';

/** Border pixels by place of their class, and those with a border of the same class near them on the other side. */
export interface BorderCounts {
  mapped: Float64Array;
  mappedNear: Float64Array;
  truth: Float64Array;
  truthNear: Float64Array;
}

export interface BorderAgreement {
  /** Share of the mapped border pixels that are near a true border of the same class; null where there are none. */
  precision: number | null;
  recall: number | null;
  /** 0 where only one side has a border, null where neither has. */
  f1: number | null;
}

export function createBorderCounts(): BorderCounts {
  const make = () => new Float64Array(256);
  return { mapped: make(), mappedNear: make(), truth: make(), truthNear: make() };
}

/** Pixels read around a tile: so far borders are looked for, and one more to know what is a border there. */
export const borderHaloPx = (tolerancePx: number): number => Math.floor(tolerancePx) + 1;

export interface BorderTile {
  /** Places of classes in the window `read`; 0 wherever either side has none. */
  mapped: Uint8Array;
  truth: Uint8Array;
  core: Window;
  /** The core and `borderHaloPx` around it, cut at the scene's sides. */
  read: Window;
  tolerancePx: number;
}

/**
 * Counts the border pixels of a tile's core. A pixel is on the border of its class where one of its four neighbours is of
 * another class; pixels that are not compared, and the sides of the scene, make no border. It agrees where the other side
 * has a border pixel of the same class no farther than the tolerance (between the middles of pixels).
 *
 * Source: Csurka, Larlus and Perronnin (2013), What is a good evaluation measure for semantic segmentation?, BMVC: the
 * boundary measure of Martin, Fowlkes and Malik (2004) for each class.
 */
export function countBorders(tile: BorderTile, counts: BorderCounts): void {
  const { read, tolerancePx } = tile;
  const mapped = findBorders(tile.mapped, read);
  const truth = findBorders(tile.truth, read);
  const offsets = diskOffsets(tolerancePx, Math.max(read.width, read.height));
  countNear(mapped, truth, { tile, offsets, all: counts.mapped, near: counts.mappedNear });
  countNear(truth, mapped, { tile, offsets, all: counts.truth, near: counts.truthNear });
}

/** The place where a pixel is on the border of its class, else 0. */
export function findBorders(places: Uint8Array, { width, height }: Pick<Window, 'width' | 'height'>): Uint8Array {
  const borders = new Uint8Array(places.length);
  for (let row = 0, at = 0; row < height; row++) {
    for (let col = 0; col < width; col++, at++) {
      const place = places[at];
      if (place === 0) continue;
      if (col > 0 && isOther(places[at - 1], place)) borders[at] = place;
      else if (col + 1 < width && isOther(places[at + 1], place)) borders[at] = place;
      else if (row > 0 && isOther(places[at - width], place)) borders[at] = place;
      else if (row + 1 < height && isOther(places[at + width], place)) borders[at] = place;
    }
  }
  return borders;
}

const isOther = (neighbour: number, place: number): boolean => neighbour !== 0 && neighbour !== place;

/** Columns and rows to all pixels within a distance, the nearest first. */
function diskOffsets(radiusPx: number, limitPx: number): Int32Array {
  const reach = Math.min(Math.floor(radiusPx), limitPx);
  const offsets: [number, number][] = [];
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) if (x * x + y * y <= radiusPx * radiusPx) offsets.push([x, y]);
  }
  offsets.sort((a, b) => a[0] ** 2 + a[1] ** 2 - (b[0] ** 2 + b[1] ** 2));
  return Int32Array.from(offsets.flat());
}

interface NearCounting {
  tile: BorderTile;
  offsets: Int32Array;
  all: Float64Array;
  near: Float64Array;
}

function countNear(
  own: Uint8Array,
  other: Uint8Array,
  { tile: { core, read }, offsets, all, near }: NearCounting,
): void {
  const { width, height } = read;
  const { steps, reach } = toSteps(offsets, width);
  for (let row = core.row - read.row, endRow = row + core.height; row < endRow; row++) {
    const isInner = row >= reach && row + reach < height;
    for (let col = core.col - read.col, endCol = col + core.width; col < endCol; col++) {
      const at = row * width + col;
      const place = own[at];
      if (place === 0) continue;
      all[place]++;
      if (isInner && col >= reach && col + reach < width) {
        let i = 0;
        while (i < steps.length && other[at + steps[i]] !== place) i++;
        if (i < steps.length) near[place]++;
      } else if (hasNear(other, place, { col, row, width, height }, offsets)) near[place]++;
    }
  }
}

/** Offsets as steps in an array of rows, for pixels at least `reach` from its sides. */
function toSteps(offsets: Int32Array, width: number): { steps: Int32Array; reach: number } {
  const steps = Int32Array.from({ length: offsets.length / 2 }, (_, i) => offsets[2 * i + 1] * width + offsets[2 * i]);
  return { steps, reach: offsets.reduce((most, offset) => Math.max(most, offset), 0) };
}

/** The same at the sides of the scene. */
function hasNear(other: Uint8Array, place: number, { col, row, width, height }: Window, offsets: Int32Array): boolean {
  for (let i = 0; i < offsets.length; i += 2) {
    const x = col + offsets[i];
    const y = row + offsets[i + 1];
    if (x >= 0 && y >= 0 && x < width && y < height && other[y * width + x] === place) return true;
  }
  return false;
}

export function measureBorders({ mapped, mappedNear, truth, truthNear }: BorderCounts, place: number): BorderAgreement {
  const precision = ratio(mappedNear[place], mapped[place]);
  const recall = ratio(truthNear[place], truth[place]);
  if (precision === null && recall === null) return { precision, recall, f1: null };
  const f1 = ratio(2 * (precision ?? 0) * (recall ?? 0), (precision ?? 0) + (recall ?? 0)) ?? 0;
  return { precision, recall, f1 };
}

/** The mean over the classes that have a border on either side. */
export const meanBorderF1 = (classes: readonly BorderAgreement[]): number | null => meanOf(classes.map(({ f1 }) => f1));
