import { type Band, createBand } from '../raster/raster.js';
import type { BlockShape } from './codecs/codec.js';
import type { TiffLayout } from './tiff-layout.js';
import { copyTyped, undoFloatPredictor, undoPredictor64, widenFloat16 } from './tiff-samples-rare.js';

/**
 * Decoded bytes of one block → its bands, apart: `width × height` values each, in this machine's byte order, predictor
 * undone. The bytes may be changed in place and kept.
 */
export function toBands(decoded: Uint8Array, block: BlockShape, layout: TiffLayout): Band[] {
  if (decoded.length < block.decodedBytes) {
    throw new Error(`${decoded.length} of ${block.decodedBytes} bytes`);
  }
  const { bitsPerSample, predictor, littleEndian } = layout;
  const bytes = decoded.subarray(0, block.decodedBytes);
  if (bitsPerSample < 8) return splitBits(bytes, block, bitsPerSample);
  if (predictor === 3) return split(undoFloatPredictor(bytes, block, bitsPerSample), block, false);
  if (!littleEndian) swapBytes(bytes, bitsPerSample);
  if (bitsPerSample === 16 && block.dataType === 'float32') {
    const halves = split(copyTyped(bytes, 'uint16'), block, predictor === 2);
    return halves.map((band) => widenFloat16(band as Uint16Array));
  }
  if (predictor === 2 && bitsPerSample === 64) undoPredictor64(bytes, block);
  return split(copyTyped(bytes, block.dataType), block, predictor === 2 && bitsPerSample < 64);
}

/** Pixel-interleaved values → one array a band; with `isPredicted`, running sums along each row (TIFF 6.0 section 14). */
function split(values: Band, block: BlockShape, isPredicted: boolean): Band[] {
  const { samples, width, height } = block;
  if (!isPredicted) return samples === 1 ? [values] : spread(values, block);
  if (!(values instanceof Float32Array)) return accumulate(values, block);
  // Predictor 2 on floats works on their bits.
  const bits = new Uint32Array(values.buffer, values.byteOffset, samples * width * height);
  return accumulate(bits, block).map((band) => new Float32Array(band.buffer, band.byteOffset, band.length));
}

function spread(values: Band, { samples, width, height }: BlockShape): Band[] {
  const pixels = width * height;
  const bands: Band[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const band = new (values.constructor as new (length: number) => Band)(pixels);
    for (let pixel = 0, from = sample; pixel < pixels; pixel++, from += samples) band[pixel] = values[from]!;
    bands.push(band);
  }
  return bands;
}

/** Sums wrap at the width of the type: so does storing them. Bands go two by two, which is a third faster than one by one. */
function accumulate(values: Band, block: BlockShape): Band[] {
  const create = values.constructor as new (length: number) => Band;
  const bands = Array.from({ length: block.samples }, () => new create(block.width * block.height));
  let sample = 0;
  for (; sample + 1 < bands.length; sample += 2) accumulatePair(values, block, sample, bands);
  if (sample < bands.length) accumulateOne(values, block, sample, bands[sample]!);
  return bands;
}

function accumulatePair(values: Band, { samples, width, height }: BlockShape, sample: number, bands: Band[]): void {
  const first = bands[sample]!;
  const second = bands[sample + 1]!;
  let from = sample;
  let to = 0;
  for (let row = 0; row < height; row++) {
    let firstSum = 0;
    let secondSum = 0;
    for (const end = to + width; to < end; to++, from += samples) {
      firstSum = (firstSum + values[from]!) | 0;
      secondSum = (secondSum + values[from + 1]!) | 0;
      first[to] = firstSum;
      second[to] = secondSum;
    }
  }
}

function accumulateOne(values: Band, { samples, width, height }: BlockShape, sample: number, band: Band): void {
  let from = sample;
  let to = 0;
  for (let row = 0; row < height; row++) {
    let sum = 0;
    for (const end = to + width; to < end; to++, from += samples) {
      sum = (sum + values[from]!) | 0;
      band[to] = sum;
    }
  }
}

function swapBytes(bytes: Uint8Array, bits: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bits === 16) buffer.swap16();
  else if (bits === 32) buffer.swap32();
  else if (bits === 64) buffer.swap64();
}

/** 1, 2 or 4 bits a sample, most significant first, rows padded to bytes; the values stay 0 to 15. */
function splitBits(bytes: Uint8Array, { samples, width, height }: BlockShape, bits: number): Band[] {
  const rowBytes = Math.ceil((width * samples * bits) / 8);
  const ones = (1 << bits) - 1;
  return Array.from({ length: samples }, (_, sample) => {
    const band = createBand('uint8', width * height);
    for (let row = 0; row < height; row++) {
      for (let col = 0; col < width; col++) {
        const bit = (col * samples + sample) * bits;
        band[row * width + col] = (bytes[row * rowBytes + (bit >> 3)]! >> (8 - bits - (bit & 7))) & ones;
      }
    }
    return band;
  });
}
