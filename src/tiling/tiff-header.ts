import { GeoTIFF, type ImageFileDirectory } from 'geotiff';
import { InputError } from '../errors.js';
import type { ByteSource } from './byte-source.js';
import { walkDirectories } from './tiff-directory-chain.js';

/** One image of a TIFF as its tags describe it. A tag that is absent gives null. */
export interface TiffDirectory {
  littleEndian: boolean;
  number(tag: number): number | null;
  numbers(tag: number): ArrayLike<number> | null;
  text(tag: number): string | null;
  /** Keys by name, as `geotiff` spells them; null where there are none. */
  geoKeys(): Record<string, unknown> | null;
}

/** Tag numbers: TIFF 6.0, its supplements, GeoTIFF 1.1 and GDAL's private ones. */
export const TAG = {
  newSubfileType: 254,
  subfileType: 255,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  dateTime: 306,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  modelPixelScale: 33550,
  modelTiepoint: 33922,
  modelTransformation: 34264,
  gdalMetadata: 42112,
  gdalNodata: 42113,
  lercParameters: 50674,
} as const;

/** Reads all directories of a TIFF; whatever is wrong with them is an `InputError`. */
export async function readDirectories(source: ByteSource): Promise<TiffDirectory[]> {
  const chain = await walkDirectories(source);
  try {
    const tiff = await GeoTIFF.fromSource(toGeotiffSource(source));
    // Read lazily, arrays of big-endian files come back in the wrong byte order (geotiff 3.0.5).
    tiff.parser.eager = true;
    const directories: TiffDirectory[] = [];
    for (const offset of chain.offsets) {
      directories.push(toDirectory(await tiff.parser.parseFileDirectoryAt(offset), chain.littleEndian, source));
    }
    return directories;
  } catch (cause) {
    throw asInputError(cause, source);
  }
}

type GeotiffSource = Parameters<typeof GeoTIFF.fromSource>[0];

/** Our port as `geotiff` wants it: it asks for a fixed first piece and expects less at the end of the file. */
function toGeotiffSource(source: ByteSource): GeotiffSource {
  const fetchSlice = async ({ offset, length }: { offset: number; length: number }) => {
    const bytes = await source.read(Math.min(offset, source.size), Math.min(offset + length, source.size));
    return { data: toArrayBuffer(bytes), offset, length: bytes.length };
  };
  const fetch = (slices: { offset: number; length: number }[]) =>
    Promise.all(slices.map(async (slice) => (await fetchSlice(slice)).data));
  return { fetch, fetchSlice, fileSize: source.size, close: async () => {} };
}

function toArrayBuffer({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

function toDirectory(ifd: ImageFileDirectory, littleEndian: boolean, source: ByteSource): TiffDirectory {
  const fields = ifd.actualizedFields as ReadonlyMap<string | number, unknown>;
  return {
    littleEndian,
    number: (tag) => toNumbers(fields.get(tag))?.[0] ?? null,
    numbers: (tag) => toNumbers(fields.get(tag)),
    text: (tag) => toText(fields.get(tag)),
    geoKeys: () => {
      try {
        return ifd.parseGeoKeyDirectory();
      } catch (cause) {
        throw asInputError(cause, source);
      }
    },
  };
}

function toNumbers(value: unknown): ArrayLike<number> | null {
  if (typeof value === 'number') return [value];
  if (typeof value === 'string' || value === undefined || value === null) return null;
  return value as ArrayLike<number>;
}

function toText(value: unknown): string | null {
  return typeof value === 'string' ? value.replace(/\0[\s\S]*$/, '') : null;
}

function asInputError(cause: unknown, source: ByteSource): Error {
  if (cause instanceof InputError) return cause;
  const got = cause instanceof Error ? cause.message : String(cause);
  return new InputError({ thing: 'TIFF header', wanted: 'readable tags', got, source: source.location }, { cause });
}
