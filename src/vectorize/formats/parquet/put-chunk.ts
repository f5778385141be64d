import {
  ByteWriter,
  type ColumnChunk,
  type ColumnStatistics,
  type Encoding,
  type ParquetWriter,
  type PhysicalType,
  writePageHeader,
  writeRleBitPackedHybrid,
} from './library.js';
import { compressSnappy } from './snappy.js';

/** Bytes of values at which a page ends, before they are compressed. */
const PAGE_BYTES = 2 ** 20;

/** Rows of a column that are encoded and compressed together. */
export interface Page {
  firstRow: number;
  rows: number;
  /** The values that are not null, encoded; may be overwritten when the next page is asked for. */
  body: Uint8Array;
  /** Where a column may be null: 1 for each row that is not. */
  present?: Uint8Array;
}

/** A column of a row group. */
export interface Chunk {
  path: string[];
  type: PhysicalType;
  rows: number;
  encoding: Extract<Encoding, 'PLAIN' | 'RLE_DICTIONARY'>;
  dictionary?: { count: number; bytes: Uint8Array };
  pages: Iterable<Page>;
  statistics: ColumnStatistics | undefined;
}

/** Rows at which pages of values of `width` bytes each begin, and at the end the count of rows. */
export function pageStarts(count: number, sizeOf: number | ((row: number) => number)): number[] {
  const starts = [0];
  if (typeof sizeOf === 'number' && count * sizeOf < PAGE_BYTES) return [0, count];
  let bytes = 0;
  for (let row = 0; row < count; row++) {
    const size = typeof sizeOf === 'number' ? sizeOf : sizeOf(row);
    bytes += size;
    if (bytes < PAGE_BYTES || row === starts.at(-1)) continue;
    starts.push(row);
    bytes = size;
  }
  return [...starts, count];
}

/** Writes a column behind what was written; gives what the footer has to say of it. */
export function putChunk({ writer, pendingIndexes }: ParquetWriter, chunk: Chunk): ColumnChunk {
  const { path, type, rows, encoding, dictionary, statistics } = chunk;
  const start = writer.offset;
  let bytes = 0;
  if (dictionary) {
    const compressed = compressSnappy(dictionary.bytes);
    const headerStart = writer.offset;
    writePageHeader(writer, {
      type: 'DICTIONARY_PAGE',
      uncompressed_page_size: dictionary.bytes.length,
      compressed_page_size: compressed.length,
      dictionary_page_header: { num_values: dictionary.count, encoding: 'PLAIN' },
    });
    bytes += writer.offset - headerStart + dictionary.bytes.length;
    writer.appendBytes(compressed);
  }
  const dataStart = writer.offset;
  const locations = [];
  for (const page of chunk.pages) {
    const offset = writer.offset;
    bytes += putPage(writer, page, encoding);
    locations.push({
      offset: BigInt(offset),
      compressed_page_size: writer.offset - offset,
      first_row_index: BigInt(page.firstRow),
    });
  }
  const counted: NonNullable<ColumnChunk['meta_data']>['encoding_stats'] = [
    ...(dictionary ? [{ page_type: 'DICTIONARY_PAGE', encoding: 'PLAIN', count: 1 } as const] : []),
    { page_type: 'DATA_PAGE_V2', encoding, count: locations.length },
  ];
  const written: ColumnChunk = {
    meta_data: {
      type,
      encodings: dictionary ? ['PLAIN', encoding] : [encoding],
      path_in_schema: path,
      codec: 'SNAPPY',
      num_values: BigInt(rows),
      total_compressed_size: BigInt(writer.offset - start),
      total_uncompressed_size: BigInt(bytes),
      data_page_offset: BigInt(dataStart),
      ...(dictionary ? { dictionary_page_offset: BigInt(start) } : {}),
      ...(statistics ? { statistics, encoding_stats: counted } : {}),
    },
    file_offset: BigInt(start),
  };
  pendingIndexes.push({
    chunk: written,
    ...(locations.length > 1 ? { offsetIndex: { page_locations: locations } } : {}),
  });
  return written;
}

/** A page with its header (Parquet's data page V2: levels first, never compressed); its bytes before compression. */
function putPage(writer: ParquetWriter['writer'], { rows, body, present }: Page, encoding: Encoding): number {
  const levels = new ByteWriter();
  let nulls = 0;
  if (present) {
    writeRleBitPackedHybrid(levels, present, 1);
    for (const isPresent of present) nulls += 1 - isPresent;
  }
  const compressed = compressSnappy(body);
  const start = writer.offset;
  writePageHeader(writer, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: levels.offset + body.length,
    compressed_page_size: levels.offset + compressed.length,
    data_page_header_v2: {
      num_values: rows,
      num_nulls: nulls,
      num_rows: rows,
      encoding,
      definition_levels_byte_length: levels.offset,
      repetition_levels_byte_length: 0,
      is_compressed: true,
    },
  });
  const headerBytes = writer.offset - start;
  writer.appendBytes(levels.getBytes());
  writer.appendBytes(compressed);
  return headerBytes + levels.offset + body.length;
}
