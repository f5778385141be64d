import { InputError } from '../../../errors.js';
import { intersectWindows, type Window } from '../../../raster/window.js';
import type { SceneGrid } from '../../segmenter.js';
import type { NetworkGrid } from './spec.js';

/** Pixels so much larger or smaller than those of the training are taken as they are. */
const NEAR = 0.1;
/** The largest step from pixels of the scene to those of the network, either way. */
const MOST = 16;
/** What rounding may add to a length, in pixels. */
const ROUNDING = 1e-6;

/**
 * The scene with pixels of `pixelSizeM` metres, counted from its upper left corner; the last may reach beyond it. Its own
 * pixels where that is null, where their size is not known, or where they are within a tenth of it on both sides.
 *
 * @throws InputError where one is more than 16 times as large as the other
 */
export function createNetworkGrid(scene: SceneGrid, pixelSizeM: number | null, source?: string): NetworkGrid {
  const { width, height } = scene;
  if (pixelSizeM === null || !scene.pixelSizeM) return { width, height, scaleX: 1, scaleY: 1 };
  const [scaleX, scaleY] = scene.pixelSizeM.map((sizeM) => pixelSizeM / sizeM);
  if ([scaleX, scaleY].every((scale) => Math.abs(scale - 1) <= NEAR)) return { width, height, scaleX: 1, scaleY: 1 };
  if ([scaleX, scaleY].some((scale) => !(scale <= MOST && scale >= 1 / MOST))) {
    const wanted = `a scene with pixels of ${describeM(pixelSizeM)}, or up to ${MOST} times as large or small`;
    const got = `pixels of ${scene.pixelSizeM.map(describeM).join(' x ')}`;
    throw new InputError({ thing: 'model: size of a pixel', wanted, got, ...(source ? { source } : {}) });
  }
  return { width: countPixels(width, scaleX), height: countPixels(height, scaleY), scaleX, scaleY };
}

/** What the size of network pixels may be changed by for cells to end with pixels of the scene. */
const MOST_CHANGE = 0.02;

/**
 * The same with network pixels a little larger or smaller, so that a cell of `cellPx` of them is a whole number of pixels of
 * the scene on each side: blocks of whole cells can then be cut without asking about a patch twice.
 */
export function alignGrid(
  grid: NetworkGrid,
  { width, height }: Pick<SceneGrid, 'width' | 'height'>,
  cellPx: number,
): NetworkGrid {
  const align = (scale: number): number => {
    const aligned = Math.round(cellPx * scale) / cellPx;
    return Math.abs(aligned / scale - 1) <= MOST_CHANGE ? aligned : scale;
  };
  if (!isResampled(grid)) return grid;
  const [scaleX, scaleY] = [align(grid.scaleX), align(grid.scaleY)];
  return { width: countPixels(width, scaleX), height: countPixels(height, scaleY), scaleX, scaleY };
}

export const isResampled = ({ scaleX, scaleY }: NetworkGrid): boolean => scaleX !== 1 || scaleY !== 1;

/** What is said of a scene whose pixels are not those that the network sees; null where they are. */
export function describeResampling(scene: SceneGrid, grid: NetworkGrid, pixelSizeM: number | null): string | null {
  if (!isResampled(grid) || pixelSizeM === null) return null;
  const [across, down] = scene.pixelSizeM!.map(describeM);
  const own = across === down ? across : `${across} x ${down}`;
  return `pixels of ${own} are shown to the model as pixels of ${describeM(pixelSizeM)}`;
}

/** Network pixels that hold the middles of the pixels of a window of the scene. */
export function ownWindow(grid: NetworkGrid, { col, row, width, height }: Window): Window {
  const left = ownPx(col, grid.scaleX, grid.width);
  const top = ownPx(row, grid.scaleY, grid.height);
  return {
    col: left,
    row: top,
    width: ownPx(col + width - 1, grid.scaleX, grid.width) + 1 - left,
    height: ownPx(row + height - 1, grid.scaleY, grid.height) + 1 - top,
  };
}

/** The network pixel that holds the middle of a pixel of the scene, along one side. */
export function ownPx(at: number, scale: number, size: number): number {
  return Math.min(size - 1, Math.floor((at + 0.5) / scale));
}

/** Network pixels between whose middles those of the pixels of a window of the scene lie. */
export function betweenWindow(grid: NetworkGrid, window: Window): Window {
  const { width, height } = grid;
  const own = ownWindow(grid, window);
  if (!isResampled(grid)) return own;
  const around = { col: own.col - 1, row: own.row - 1, width: own.width + 2, height: own.height + 2 };
  return intersectWindows(around, { col: 0, row: 0, width, height })!;
}

/** Pixels of the scene that are read to know a window of network pixels; null where it lies outside. */
export function readWindow(
  grid: NetworkGrid,
  { col, row, width, height }: Window,
  scene: { width: number; height: number },
): Window | null {
  const across = readSpan(col, col + width, grid.scaleX);
  const down = readSpan(row, row + height, grid.scaleY);
  const read = { col: across[0], row: down[0], width: across[1] - across[0], height: down[1] - down[0] };
  return intersectWindows(read, { col: 0, row: 0, width: scene.width, height: scene.height });
}

function readSpan(from: number, to: number, scale: number): [first: number, end: number] {
  if (scale === 1) return [from, to];
  // Between middles: half a pixel of the scene more on each side.
  const marginPx = scale < 1 ? 1 : 0;
  return [Math.floor(from * scale) - marginPx, Math.ceil(to * scale) + marginPx];
}

const countPixels = (size: number, scale: number): number => Math.max(1, Math.ceil(size / scale - ROUNDING));

const describeM = (sizeM: number): string => `${Number(sizeM.toPrecision(3))} m`;
