import { createHash } from 'node:crypto';
import { InputError, LandquiltError, UsageError } from '../errors.js';
import type { Affine } from '../raster/affine.js';
import { type Crs, crsFromGeoKeys } from '../raster/crs.js';
import type { DataType, Raster } from '../raster/raster.js';
import type { Window } from '../raster/window.js';
import { BlockCache } from './block-cache.js';
import { findCodec } from './codecs/index.js';
import { readWindow } from './read-window.js';
import { type Block, blockBytes, type TiffImage } from './tiff-block.js';
import { findAlphaBand, photometricName } from './tiff-colour.js';
import { findAffine, IDENTITY_AFFINE } from './tiff-georeference.js';
import { readDirectories, TAG, type TiffDirectory } from './tiff-header.js';
import { parseLayout, type TiffLayout } from './tiff-layout.js';
import { findDatetime, parseMetadata } from './tiff-metadata.js';
import { type ByteSource, openByteSource } from './tiff-source.js';
import { parseNodata, ValidPixels } from './tiff-validity.js';

/** An open GeoTIFF: what its header says, and its pixels on request. */
export interface Scene {
  location: string;
  width: number;
  height: number;
  bandCount: number;
  dataType: DataType;
  /** Description of each band, '' where it has none. */
  bandNames: string[];
  crs: Crs | null;
  /** Identity where the file has no georeference, or ground control points only. */
  affine: Affine;
  /** The value that marks missing pixels; null also where the file names one that its type cannot hold. */
  nodata: number | null;
  /** Sizes of levels 1 and up; level 0 is full resolution. */
  overviews: { width: number; height: number }[];
  blockSize: { width: number; height: number };
  compression: string;
  metadata: Record<string, string>;
  photometric: 'rgb' | 'grey' | 'palette' | 'mask' | 'ycbcr' | 'other';
  /** Number of the band that is alpha, from 1; null where none is. */
  alphaBand: number | null;
  /** RFC 3339. */
  datetime: string | null;
  /** Bytes of the file. */
  size: number;
  /** Identity of the content as it was opened. */
  fingerprint: string;
  /**
   * Values of a window that lies inside the level, unscaled and unclipped, in the file's own type. A pixel is valid where
   * **every** band that was asked for holds data (neither nodata nor NaN), alpha is not 0 and the internal mask is not 0.
   * Throws `UsageError` for a window, band or level that is not there, `InputError` for damaged pixels.
   */
  read(window: Window, options?: ReadOptions): Promise<Raster>;
  close(): Promise<void>;
}

export interface ReadOptions {
  /** Numbers from 1, in the order wanted; all bands where absent. */
  bands?: number[];
  /** 0 is full resolution. */
  level?: number;
}

export interface OpenOptions {
  /** Bytes of decoded blocks that are kept; 128 MiB where absent. */
  cacheBytes?: number;
  /** Used instead of the file's own. */
  crs?: Crs;
}

const DEFAULT_CACHE_BYTES = 128 * 2 ** 20;
const FINGERPRINT_BYTES = 2 ** 16;

/** Opens a scene by path or `file://` URL and reads its header; throws `InputError` where it cannot be read. */
export async function openScene(location: string, options: OpenOptions = {}): Promise<Scene> {
  const source = await openByteSource(location);
  try {
    return await readScene(source, options);
  } catch (cause) {
    await source.close();
    throw named(cause, location);
  }
}

async function readScene(source: ByteSource, options: OpenOptions): Promise<Scene> {
  const directories = await readDirectories(source);
  const first = directories[0]!;
  const levels = findLevels(directories, source, options.cacheBytes ?? DEFAULT_CACHE_BYTES);
  const { layout } = levels[0]!.image;
  const metadata = parseMetadata(first.text(TAG.gdalMetadata));
  const nodata = parseNodata(first.text(TAG.gdalNodata), layout.dataType);
  const alphaBand = findAlphaBand(layout, { nodata, interpretations: metadata.bands.get('colorinterp') });
  const open: OpenScene = { location: source.location, levels, nodata, alphaBand };
  const affine = findAffine(first);
  return {
    location: source.location,
    width: layout.width,
    height: layout.height,
    bandCount: layout.samples,
    dataType: layout.dataType,
    bandNames: Array.from({ length: layout.samples }, (_, band) => metadata.bands.get('description')?.get(band) ?? ''),
    crs: options.crs ?? findCrs(first, affine),
    affine: affine ?? IDENTITY_AFFINE,
    nodata,
    overviews: levels.slice(1).map(({ image }) => ({ width: image.layout.width, height: image.layout.height })),
    blockSize: { width: layout.blockWidth, height: layout.blockHeight },
    compression: layout.codec.name,
    metadata: metadata.dataset,
    photometric: photometricName(layout.photometric),
    alphaBand,
    datetime: findDatetime(metadata.dataset, first.text(TAG.dateTime)),
    size: source.size,
    fingerprint: await fingerprint(source),
    read: (window, readOptions = {}) => readLevel(open, window, readOptions),
    close: () => source.close(),
  };
}

/** A resolution of the scene with its internal mask. */
interface Level {
  image: TiffImage;
  mask: TiffImage | null;
}

interface OpenScene {
  location: string;
  levels: Level[];
  nodata: number | null;
  alphaBand: number | null;
}

/** Full resolution and its overviews, large to small; other pages of the file are none of the scene. */
function findLevels(directories: TiffDirectory[], source: ByteSource, cacheBytes: number): Level[] {
  const cache = new BlockCache<Block>({ capacityBytes: cacheBytes, sizeOf: blockBytes });
  const toImage = (layout: TiffLayout, index: number): TiffImage => ({
    layout,
    source,
    cache,
    cacheKey: String(index),
  });
  const images = directories
    .filter((directory, index) => index === 0 || isPartOfScene(directory))
    .map((directory, index) => toImage(parseLayout(directory, source), index));
  const full = images[0]!;
  const masks = images.slice(1).filter(({ layout }) => layout.isMask);
  const findMask = ({ layout }: TiffImage) =>
    masks.find((mask) => mask.layout.width === layout.width && mask.layout.height === layout.height) ?? null;
  const fullMask = findMask(full);
  const overviews = images
    .slice(1)
    .filter(({ layout }) => layout.isReduced && !layout.isMask && isSameKind(layout, full.layout))
    .map((image) => ({ image, mask: findMask(image) }))
    // An overview that lacks the mask of the full image would call everything valid.
    .filter(({ mask }) => fullMask === null || mask !== null)
    .sort((a, b) => b.image.layout.width - a.image.layout.width);
  return [{ image: full, mask: fullMask }, ...overviews];
}

/** Masks and smaller copies. A thumbnail in a compression that is not read is no overview. */
function isPartOfScene(directory: TiffDirectory): boolean {
  const subfile = directory.number(TAG.newSubfileType) ?? 0;
  if ((subfile & 4) !== 0) return true;
  const isReduced = (subfile & 1) !== 0 || directory.number(TAG.subfileType) === 2;
  return isReduced && findCodec(directory.number(TAG.compression) ?? 1) !== null;
}

function isSameKind(a: TiffLayout, b: TiffLayout): boolean {
  return a.samples === b.samples && a.dataType === b.dataType && a.width <= b.width && a.height <= b.height;
}

function findCrs(directory: TiffDirectory, affine: Affine | null): Crs | null {
  const geoKeys = directory.geoKeys();
  return geoKeys === null || affine === null ? null : crsFromGeoKeys(geoKeys);
}

async function readLevel(open: OpenScene, window: Window, options: ReadOptions): Promise<Raster> {
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

function checkLevel({ levels, location }: OpenScene, level: number): Level {
  const found = levels[level];
  if (found !== undefined) return found;
  throw new UsageError({ thing: 'level', wanted: `0 to ${levels.length - 1}`, got: String(level), source: location });
}

function checkWindow({ location }: OpenScene, window: Window, { width, height }: TiffLayout): void {
  const { col, row, width: across, height: down } = window;
  const isWhole = [col, row, across, down].every(Number.isSafeInteger);
  if (isWhole && col >= 0 && row >= 0 && across > 0 && down > 0 && col + across <= width && row + down <= height)
    return;
  const got = `${across} × ${down} at (${col}, ${row})`;
  throw new UsageError({ thing: 'window', wanted: `one inside ${width} × ${height}`, got, source: location });
}

function checkBands({ location }: OpenScene, bands: number[] | undefined, count: number): number[] {
  if (bands === undefined) return Array.from({ length: count }, (_, sample) => sample);
  const isThere = (band: number) => Number.isInteger(band) && band >= 1 && band <= count;
  if (bands.length > 0 && bands.every(isThere)) return bands.map((band) => band - 1);
  throw new UsageError({ thing: 'bands', wanted: `numbers from 1 to ${count}`, got: `[${bands}]`, source: location });
}

async function fingerprint(source: ByteSource): Promise<string> {
  const hash = createHash('sha256').update(`${source.size}\n${source.version}\n`);
  hash.update(await source.read(0, Math.min(FINGERPRINT_BYTES, source.size)));
  return hash.digest('hex');
}

/** Errors of nouns that know no file get its name; anything unforeseen in a header is the file's fault. */
function named(cause: unknown, source: string): unknown {
  if (cause instanceof LandquiltError) {
    if (cause.kind !== 'input' || cause.facts.source !== undefined) return cause;
    return new InputError({ ...cause.facts, source }, { cause });
  }
  return cause;
}
