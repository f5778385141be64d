import type { Band, DataType } from '../raster/raster.js';

const RANGES: Partial<Record<DataType, readonly [min: number, max: number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65_535],
  int16: [-32_768, 32_767],
  uint32: [0, 4_294_967_295],
  int32: [-2_147_483_648, 2_147_483_647],
};
const FLOAT32_MAX = 3.4028234663852886e38;

/**
 * The GDAL_NODATA text as a value that pixels of this type can have, or null: a value outside the type, or between its
 * steps, marks nothing. For float32 it is rounded as the pixels were.
 */
export function parseNodata(text: string | null, dataType: DataType): number | null {
  if (text === null || text.trim() === '') return null;
  const isNaNText = /^[+-]?(nan|1\.#(ind|qnan))/i.test(text.trim());
  const value = isNaNText ? Number.NaN : toNumber(text.trim());
  if (value === null) return null;
  const range = RANGES[dataType];
  if (range === undefined) return dataType === 'float32' ? toFloat32(value) : value;
  return Number.isInteger(value) && value >= range[0] && value <= range[1] ? value : null;
}

function toNumber(text: string): number | null {
  const infinite = /^([+-]?)inf/i.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = Number(text.replace(',', '.'));
  return Number.isNaN(value) ? null : value;
}

/** Texts are written with few digits: the smallest float32 then reads as a little less than it is. */
function toFloat32(value: number): number {
  const rounded = Math.fround(value);
  if (Number.isFinite(rounded) || !Number.isFinite(value)) return rounded;
  return Math.sign(value) * FLOAT32_MAX;
}

/** Which pixels hold data; made only once a pixel does not. */
export class ValidPixels {
  #valid: Uint8Array | null = null;

  constructor(readonly length: number) {}

  /** 1 for data, 0 for none; null where all pixels hold data. */
  get valid(): Uint8Array | null {
    return this.#valid;
  }

  /** Drops pixels that equal nodata, and in float bands those that are not a number. */
  dropNodata(band: Band, nodata: number | null): void {
    const isFloat = band instanceof Float32Array || band instanceof Float64Array;
    if (isFloat) this.#dropNotANumber(band);
    if (nodata !== null && !Number.isNaN(nodata)) this.#dropEqual(band, nodata);
  }

  /** Drops pixels where the alpha band or the internal mask is 0. */
  dropZero(band: Band): void {
    this.#dropEqual(band, 0);
  }

  #dropEqual(band: Band, value: number): void {
    const first = band.indexOf(value);
    if (first < 0) return;
    const valid = this.#create();
    const isShort = band instanceof Uint8Array || band instanceof Uint16Array;
    let pixel = isShort && band.byteOffset % 4 === 0 ? dropInWords(band, value, valid) : first;
    for (; pixel < band.length; pixel++) {
      if (band[pixel] === value) valid[pixel] = 0;
    }
  }

  #dropNotANumber(band: Float32Array | Float64Array): void {
    for (let pixel = 0; pixel < band.length; pixel++) {
      if (Number.isNaN(band[pixel])) this.#create()[pixel] = 0;
    }
  }

  #create(): Uint8Array {
    this.#valid ??= new Uint8Array(this.length).fill(1);
    return this.#valid;
  }
}

/** Four bytes at a time, as most hold none of that value; gives the first pixel that is left. */
function dropInWords(band: Uint8Array | Uint16Array, value: number, valid: Uint8Array): number {
  const perWord = 4 / band.BYTES_PER_ELEMENT;
  const words = new Int32Array(band.buffer, band.byteOffset, Math.floor(band.length / perWord));
  const ones = perWord === 4 ? 0x01010101 : 0x00010001;
  const highest = ones << (32 / perWord - 1);
  const alike = Math.imul(value, ones);
  for (let word = 0; word < words.length; word++) {
    // Taking one from a part borrows only where that part, or one below it, is 0.
    const other = words[word]! ^ alike;
    if ((((other - ones) | 0) & ~other & highest) === 0) continue;
    for (let pixel = word * perWord, end = pixel + perWord; pixel < end; pixel++) {
      if (band[pixel] === value) valid[pixel] = 0;
    }
  }
  return words.length * perWord;
}
