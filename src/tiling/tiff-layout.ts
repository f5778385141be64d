import { InputError } from '../errors.js';
import type { DataType } from '../raster/raster.js';
import type { ByteSource } from './byte-source.js';
import type { Codec } from './codecs/codec.js';
import { compressionName, findCodec } from './codecs/index.js';
import { type BlockTable, readBlockTable } from './tiff-block-table.js';
import { TAG, type TiffDirectory } from './tiff-header.js';

/** How the pixels of one image of a TIFF lie in the file. Tiles and strips are both blocks. */
export interface TiffLayout extends BlockTable {
  width: number;
  height: number;
  samples: number;
  dataType: DataType;
  /** As stored: 1, 2, 4, 8, 16, 32 or 64. */
  bitsPerSample: number;
  littleEndian: boolean;
  codec: Codec;
  compression: number;
  predictor: number;
  photometric: number;
  extraSamples: readonly number[];
  /** One band a block, all blocks of the first band first; else samples are interleaved. */
  isPlanar: boolean;
  jpegTables: Uint8Array | null;
  lercWrapper: number;
  /** NewSubfileType bits. */
  isReduced: boolean;
  isMask: boolean;
}

/** The largest block that is decoded: more is no image but an accident or an attack. */
export const MAX_BLOCK_BYTES = 512 * 2 ** 20;
const MAX_SAMPLES = 65_535;
const PHOTOMETRIC_YCBCR = 6;

/** Reads and checks the layout of one directory; throws `InputError` for what is damaged or not read. */
export function parseLayout(directory: TiffDirectory, source: ByteSource): TiffLayout {
  const refuse = (thing: string, wanted: string, got: string | number) =>
    new InputError({ thing, wanted, got: String(got), source: source.location });
  const width = directory.number(TAG.width) ?? 0;
  const height = directory.number(TAG.height) ?? 0;
  if (!isCount(width) || !isCount(height)) throw refuse('image', 'a width and a height', `${width} × ${height}`);
  const samples = directory.number(TAG.samplesPerPixel) ?? 1;
  if (!isCount(samples) || samples > MAX_SAMPLES) throw refuse('bands', `1 to ${MAX_SAMPLES}`, samples);
  const compression = directory.number(TAG.compression) ?? 1;
  const codec = findCodec(compression);
  if (codec === null) throw refuse('compression', 'one that is read', compressionName(compression));
  const bitsPerSample = uniform(directory.numbers(TAG.bitsPerSample), samples) ?? 1;
  const format = uniform(directory.numbers(TAG.sampleFormat), samples) ?? 1;
  if (bitsPerSample < 0 || format < 0) throw refuse('bands', 'bands of one type', 'a mixture');
  const dataType = findDataType(bitsPerSample, format);
  if (dataType === null) throw refuse('data type', 'integers to 32 bits or floats', typeName(bitsPerSample, format));
  const photometric = directory.number(TAG.photometric) ?? 1;
  if (photometric === PHOTOMETRIC_YCBCR && codec.name !== 'JPEG') throw refuse('YCbCr colours', 'JPEG', codec.name);
  if ((directory.number(TAG.fillOrder) ?? 1) !== 1) throw refuse('bit order', 'most significant first', 'least');
  const predictor = codec.predicts ? (directory.number(TAG.predictor) ?? 1) : 1;
  checkPredictor(predictor, { bitsPerSample, dataType }, refuse);
  const subfile = directory.number(TAG.newSubfileType) ?? 0;
  const isPlanar = samples > 1 && directory.number(TAG.planarConfiguration) === 2;
  const blocks = readBlockTable(directory, source, {
    width,
    height,
    planes: isPlanar ? samples : 1,
    bitsPerPixel: bitsPerSample * (isPlanar ? 1 : samples),
    isRaw: codec.name === 'none',
    maxBlockBytes: MAX_BLOCK_BYTES,
  });
  return {
    ...blocks,
    width,
    height,
    samples,
    dataType,
    bitsPerSample,
    littleEndian: directory.littleEndian,
    codec,
    compression,
    predictor,
    photometric,
    extraSamples: Array.from(directory.numbers(TAG.extraSamples) ?? []),
    isPlanar,
    jpegTables: toBytes(directory.numbers(TAG.jpegTables)),
    lercWrapper: directory.numbers(TAG.lercParameters)?.[1] ?? 0,
    isReduced: (subfile & 1) === 1 || directory.number(TAG.subfileType) === 2,
    isMask: (subfile & 4) === 4,
  };
}

type Refuse = (thing: string, wanted: string, got: string | number) => InputError;

function checkPredictor(
  predictor: number,
  { bitsPerSample, dataType }: { bitsPerSample: number; dataType: DataType },
  refuse: Refuse,
): void {
  const isFloat = dataType === 'float32' || dataType === 'float64';
  if (predictor === 1) return;
  if (predictor === 2 && bitsPerSample >= 8) return;
  if (predictor === 3 && isFloat) return;
  throw refuse('predictor', '1, 2 (whole bytes) or 3 (floats)', `${predictor} for ${bitsPerSample} bits`);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0 && value < 2 ** 31;
}

/** The one value of a tag that is written once a sample; null where it is absent, -1 where values differ. */
function uniform(values: ArrayLike<number> | null, samples: number): number | null {
  if (values === null || values.length === 0) return null;
  for (let sample = 1; sample < Math.min(samples, values.length); sample++) {
    if (values[sample] !== values[0]) return -1;
  }
  return values[0]!;
}

const UINT: Record<number, DataType> = { 1: 'uint8', 2: 'uint8', 4: 'uint8', 8: 'uint8', 16: 'uint16', 32: 'uint32' };
const INT: Record<number, DataType> = { 8: 'int8', 16: 'int16', 32: 'int32' };
const FLOAT: Record<number, DataType> = { 16: 'float32', 32: 'float32', 64: 'float64' };
/** By SampleFormat; 4 is "undefined", which readers take for unsigned. */
const TYPES: Record<number, Record<number, DataType>> = { 1: UINT, 2: INT, 3: FLOAT, 4: UINT };
const FORMATS: Record<number, string> = {
  1: 'uint',
  2: 'int',
  3: 'float',
  4: 'untyped ',
  5: 'complex int',
  6: 'complex float',
};

function findDataType(bits: number, format: number): DataType | null {
  return TYPES[format]?.[bits] ?? null;
}

function typeName(bits: number, format: number): string {
  return `${FORMATS[format] ?? `sample format ${format}, `}${bits}`;
}

function toBytes(values: ArrayLike<number> | null): Uint8Array | null {
  return values === null ? null : Uint8Array.from(values);
}
