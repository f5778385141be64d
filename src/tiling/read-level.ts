import { UsageError } from '../errors.js';
import type { Raster } from '../raster/raster.js';
import type { Window } from '../raster/window.js';
import { readWindow } from './read-window.js';
import type { TiffLayout } from './tiff-layout.js';
import type { Level } from './tiff-levels.js';
import { ValidPixels } from './tiff-validity.js';

export interface ReadOptions {
  /** Numbers from 1, in the order wanted; all bands where absent. */
  bands?: number[];
  /** 0 is full resolution. */
  level?: number;
}

/** What reading needs to know of an open scene. */
export interface LevelsOfScene {
  location: string;
  levels: Level[];
  nodata: number | null;
  alphaBand: number | null;
}

/** Values of a window of one level and which of its pixels hold data, as `Scene.read` promises. */
export async function readLevel(open: LevelsOfScene, window: Window, options: ReadOptions): Promise<Raster> {
  const { image, mask } = checkLevel(open, options.level ?? 0);
  const { layout } = image;
  checkWindow(open, window, layout);
  const samples = checkBands(open, options.bands, layout.samples);
  const alpha = open.alphaBand === null ? [] : [open.alphaBand - 1];
  const bands = await readWindow(image, { window, samples: [...samples, ...alpha], fill: open.nodata ?? 0 });
  const pixels = new ValidPixels(window.width * window.height);
  for (let band = 0; band < samples.length; band++) {
    if (samples[band] !== alpha[0]) pixels.dropNodata(bands[band]!, open.nodata);
  }
  if (alpha.length > 0) pixels.dropZero(bands.pop()!);
  if (mask !== null) pixels.dropZero((await readWindow(mask, { window, samples: [0], fill: 0 }))[0]!);
  return { window: { ...window }, bands, valid: pixels.valid };
}

function checkLevel({ levels, location }: LevelsOfScene, level: number): Level {
  const found = levels[level];
  if (found !== undefined) return found;
  throw new UsageError({ thing: 'level', wanted: `0 to ${levels.length - 1}`, got: String(level), source: location });
}

function checkWindow({ location }: LevelsOfScene, window: Window, { width, height }: TiffLayout): void {
  const { col, row, width: across, height: down } = window;
  const isWhole = [col, row, across, down].every(Number.isSafeInteger);
  if (isWhole && col >= 0 && row >= 0 && across > 0 && down > 0 && col + across <= width && row + down <= height)
    return;
  const got = `${across} × ${down} at (${col}, ${row})`;
  throw new UsageError({ thing: 'window', wanted: `one inside ${width} × ${height}`, got, source: location });
}

function checkBands({ location }: LevelsOfScene, bands: number[] | undefined, count: number): number[] {
  if (bands === undefined) return Array.from({ length: count }, (_, sample) => sample);
  const isThere = (band: number) => Number.isInteger(band) && band >= 1 && band <= count;
  if (bands.length > 0 && bands.every(isThere)) return bands.map((band) => band - 1);
  throw new UsageError({ thing: 'bands', wanted: `numbers from 1 to ${count}`, got: `[${bands}]`, source: location });
}
