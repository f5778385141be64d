import type { ParquetWriter } from 'hyparquet-writer';

export { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
export { writePageHeader } from 'hyparquet-writer/src/datapage.js';
export { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';

/** What the footer says of a column of a row group. */
export type ColumnChunk = ParquetWriter['row_groups'][number]['columns'][number];
export type ColumnStatistics = NonNullable<NonNullable<ColumnChunk['meta_data']>['statistics']> & {
  /** Written, and unknown to the reader's types. */
  nan_count?: bigint | undefined;
};
export type Encoding = NonNullable<ColumnChunk['meta_data']>['encodings'][number];
export type PhysicalType = 'INT32' | 'INT64' | 'DOUBLE' | 'BYTE_ARRAY';
