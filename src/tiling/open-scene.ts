import { createHash } from 'node:crypto';
import { InputError, LandquiltError } from '../errors.js';
import type { Affine } from '../raster/affine.js';
import { type Crs, crsFromGeoKeys } from '../raster/crs.js';
import type { DataType, Raster } from '../raster/raster.js';
import type { Window } from '../raster/window.js';
import type { Traffic } from '../store/traffic.js';
import type { ByteSource } from './byte-source.js';
import { type LevelsOfScene, type ReadOptions, readLevel } from './read-level.js';
import { countStoredBytes } from './stored-bytes.js';
import { findAlphaBand, photometricName } from './tiff-colour.js';
import { findAffine, IDENTITY_AFFINE } from './tiff-georeference.js';
import { readDirectories, TAG, type TiffDirectory } from './tiff-header.js';
import { findLevels } from './tiff-levels.js';
import { findDatetime, findScaling, parseMetadata } from './tiff-metadata.js';
import { openByteSource } from './tiff-source.js';
import { parseNodata } from './tiff-validity.js';

export type { ReadOptions } from './read-level.js';

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
  /** What turns stored values into physical ones, where the file says so and the same for all bands. */
  scaling: { scale: number; offset: number } | null;
  /** As stored; pixels of a YCbCr JPEG are read as red, green and blue. */
  photometric: 'rgb' | 'grey' | 'palette' | 'mask' | 'ycbcr' | 'other';
  /** Number of the band that is alpha, from 1; null where none is. */
  alphaBand: number | null;
  /** RFC 3339. */
  datetime: string | null;
  /** Bytes of the file. */
  size: number;
  /** Identity of the content as it was opened. */
  fingerprint: string;
  /** Scenes of the same ground whose bands go on after its own, by name; absent where there are none. */
  others?: Readonly<Record<string, Scene>>;
  /** What was fetched so far, of all files that are somewhere else; absent where none is. */
  traffic?: () => Traffic | null;
  /**
   * Bytes that full resolution takes in the file, each block counted once: the least that reading all of these bands
   * fetches. Of a stack that of all its files, or of those alone that are somewhere else.
   */
  storedBytes(bands?: readonly number[], of?: 'all' | 'remote'): number;
  /**
   * Values of a window that lies inside the level, unscaled and unclipped, in the file's own type. A pixel is valid where
   * **every** band that was asked for holds data (neither nodata nor NaN), alpha is not 0 and the internal mask is not 0.
   * Throws `UsageError` for a window, band or level that is not there, `InputError` for damaged pixels.
   */
  read(window: Window, options?: ReadOptions): Promise<Raster>;
  close(): Promise<void>;
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
  return openSceneFrom(await openByteSource(location), options);
}

/** The same for bytes from anywhere; closes the source where they cannot be read. */
export async function openSceneFrom(source: ByteSource, options: OpenOptions = {}): Promise<Scene> {
  try {
    return await readScene(source, options);
  } catch (cause) {
    await source.close();
    throw named(cause, source.location);
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
  const open: LevelsOfScene = { location: source.location, levels, nodata, alphaBand };
  const affine = findAffine(first);
  const { traffic } = source;
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
    scaling: findScaling(metadata, layout.samples),
    photometric: photometricName(layout.photometric),
    alphaBand,
    datetime: findDatetime(metadata.dataset, first.text(TAG.dateTime)),
    size: source.size,
    fingerprint: await fingerprint(source),
    ...(traffic ? { traffic: () => ({ ...traffic }) } : {}),
    storedBytes: (bands, of) => (of === 'remote' && !traffic ? 0 : countStoredBytes(open, bands)),
    read: (window, readOptions = {}) => readLevel(open, window, readOptions),
    close: () => source.close(),
  };
}

function findCrs(directory: TiffDirectory, affine: Affine | null): Crs | null {
  const geoKeys = directory.geoKeys();
  return geoKeys === null || affine === null ? null : crsFromGeoKeys(geoKeys);
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
