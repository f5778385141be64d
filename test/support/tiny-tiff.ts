import { deflateSync } from 'node:zlib';
import { type Band, bytesPerValue, createBand, type DataType } from '../../src/raster/raster.js';

/** A tag beside those that describe the pixels. */
export interface TinyTag {
  tag: number;
  type: 'ascii' | 'short' | 'long' | 'double';
  values: number[] | string;
}

/** One image: the pixels, and how to lay them out. */
export interface TinyPage {
  width: number;
  height: number;
  dataType: DataType;
  bands: Band[];
  tile?: { width: number; height: number };
  rowsPerStrip?: number;
  isPlanar?: boolean;
  isDeflated?: boolean;
  predictor?: 1 | 2;
  photometric?: number;
  /** Written in place of, or beside, the tags that follow from the pixels. */
  tags?: TinyTag[];
  /** Numbers of blocks to leave out. */
  missing?: number[];
}

const TYPES = { ascii: [2, 1], short: [3, 2], long: [4, 4], double: [12, 8] } as const;

/** A whole TIFF, or BigTIFF, from the plainest reading of the specification. */
export function buildTiff(pages: TinyPage[], { littleEndian = true, big = false } = {}): Uint8Array {
  const file = new Writer(littleEndian, big);
  let link = file.header();
  for (const page of pages) link = writePage(file, page, link);
  return file.bytes();
}

function writePage(file: Writer, page: TinyPage, link: number): number {
  const blocks = cutBlocks(page).map((values, index) =>
    page.missing?.includes(index) ? null : encode(values, page, file.littleEndian),
  );
  const offsets = blocks.map((block) => (block === null ? 0 : file.append(block)));
  const counts = blocks.map((block) => block?.length ?? 0);
  const tags = new Map(
    describe(page, offsets, counts)
      .concat(page.tags ?? [])
      .map((tag) => [tag.tag, tag]),
  );
  return file.directory(
    [...tags.values()].sort((a, b) => a.tag - b.tag),
    link,
  );
}

function describe(page: TinyPage, offsets: number[], counts: number[]): TinyTag[] {
  const { width, height, dataType, bands, tile } = page;
  const bits = bytesPerValue(dataType) * 8;
  const format = dataType.startsWith('float') ? 3 : dataType.startsWith('int') ? 2 : 1;
  const short = (tag: number, ...values: number[]): TinyTag => ({ tag, type: 'short', values });
  const long = (tag: number, ...values: number[]): TinyTag => ({ tag, type: 'long', values });
  return [
    long(256, width),
    long(257, height),
    short(258, ...bands.map(() => bits)),
    short(259, page.isDeflated ? 8 : 1),
    short(262, page.photometric ?? 1),
    short(277, bands.length),
    short(284, page.isPlanar ? 2 : 1),
    short(317, page.predictor ?? 1),
    short(339, ...bands.map(() => format)),
    ...(tile
      ? [long(322, tile.width), long(323, tile.height), long(324, ...offsets), long(325, ...counts)]
      : [long(273, ...offsets), long(278, page.rowsPerStrip ?? height), long(279, ...counts)]),
  ];
}

/** Values of each block, row by row, interleaved or apart. */
function cutBlocks(page: TinyPage): Band[] {
  const { width, height, bands, tile, isPlanar } = page;
  const [across, down] = [tile?.width ?? width, tile?.height ?? page.rowsPerStrip ?? height];
  const blocks: Band[] = [];
  for (const group of isPlanar ? bands.map((band) => [band]) : [bands]) {
    for (let row = 0; row < height; row += down) {
      for (let col = 0; col < width; col += across) {
        const rows = tile ? down : Math.min(down, height - row);
        const block = createBand(page.dataType, across * rows * group.length);
        for (let i = 0; i < block.length; i++) {
          const pixel = Math.floor(i / group.length);
          const [x, y] = [col + (pixel % across), row + Math.floor(pixel / across)];
          if (x < width && y < height) block[i] = group[i % group.length]![y * width + x]!;
        }
        blocks.push(block);
      }
    }
  }
  return blocks;
}

function encode(values: Band, page: TinyPage, littleEndian: boolean): Uint8Array {
  const samples = page.isPlanar ? 1 : page.bands.length;
  const rowValues = (page.tile?.width ?? page.width) * samples;
  const coded = values.slice();
  if (page.predictor === 2) {
    for (let i = 0; i < coded.length; i++) {
      if (i % rowValues >= samples) coded[i] = values[i]! - values[i - samples]!;
    }
  }
  const bytes = new Uint8Array(coded.buffer);
  const size = coded.BYTES_PER_ELEMENT;
  if (!littleEndian) for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
  return page.isDeflated ? deflateSync(bytes) : bytes;
}

class Writer {
  #parts: number[] = [];
  constructor(
    readonly littleEndian: boolean,
    readonly big: boolean,
  ) {}

  /** Returns where the offset of the first directory goes. */
  header(): number {
    const order = this.littleEndian ? 0x49 : 0x4d;
    this.#parts.push(order, order, ...this.#number(this.big ? 43 : 42, 2));
    if (this.big) this.#parts.push(...this.#number(8, 2), 0, 0);
    return this.#hole();
  }

  append(bytes: Iterable<number>): number {
    if (this.#parts.length % 2 === 1) this.#parts.push(0);
    const at = this.#parts.length;
    for (const byte of bytes) this.#parts.push(byte);
    return at;
  }

  directory(tags: TinyTag[], link: number): number {
    const inline = this.big ? 8 : 4;
    const entries = tags.map(({ tag, type, values }) => {
      const [code, size] = TYPES[type];
      const list = typeof values === 'string' ? [...Buffer.from(`${values}\0`)] : values;
      const bytes = list.flatMap((value) => (type === 'double' ? this.#double(value) : this.#number(value, size)));
      const field =
        bytes.length <= inline
          ? [...bytes, ...Array(inline - bytes.length).fill(0)]
          : this.#number(this.append(bytes), inline);
      return [...this.#number(tag, 2), ...this.#number(code, 2), ...this.#number(list.length, inline), ...field];
    });
    const at = this.append([...this.#number(tags.length, this.big ? 8 : 2), ...entries.flat()]);
    this.#number(at, inline).forEach((byte, i) => {
      this.#parts[link + i] = byte;
    });
    return this.#hole();
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#parts);
  }

  #hole(): number {
    const at = this.#parts.length;
    this.#parts.push(...Array(this.big ? 8 : 4).fill(0));
    return at;
  }

  #number(value: number, size: number): number[] {
    const bytes = Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) % 256);
    return this.littleEndian ? bytes : bytes.reverse();
  }

  #double(value: number): number[] {
    const bytes = [...new Uint8Array(new Float64Array([value]).buffer)];
    return this.littleEndian ? bytes : bytes.reverse();
  }
}
