import type { DataType } from '../../raster/raster.js';

/** What a codec may need to know of the block it decodes. */
export interface BlockShape {
  width: number;
  /** Rows that hold pixels; the last strip of an image may be shorter than the others. */
  height: number;
  /** Samples interleaved in the block: all bands, or one where bands are stored apart. */
  samples: number;
  dataType: DataType;
  /** Bytes that the decoded rows take. */
  decodedBytes: number;
  /** The most that a block may decode to: the last strip may still hold its padding. */
  maxDecodedBytes: number;
  /** TIFF PhotometricInterpretation. */
  photometric: number;
  jpegTables: Uint8Array | null;
  /** Second value of the LERC parameters: 0 none, 1 deflate, 2 zstd. */
  lercWrapper: number;
}

/** One TIFF compression. */
export interface Codec {
  name: string;
  /** Values of the Compression tag. */
  codes: readonly number[];
  /** Whether the Predictor tag applies to it. */
  predicts: boolean;
  /** At least `decodedBytes` bytes; throws any error where the bytes do not decode to that. */
  decode(bytes: Uint8Array, block: BlockShape): Uint8Array | Promise<Uint8Array>;
}
