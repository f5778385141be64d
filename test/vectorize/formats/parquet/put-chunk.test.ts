import fc from 'fast-check';
import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { classChunk, rowClasses } from '../../../../src/vectorize/formats/parquet/class-chunk.js';
import {
  bytesChunk,
  doubleChunk,
  integerChunk,
  nullableChunk,
} from '../../../../src/vectorize/formats/parquet/plain-chunks.js';
import { type Chunk, putChunk } from '../../../../src/vectorize/formats/parquet/put-chunk.js';

/** One column, in a file of one row group. */
interface Written {
  element: Omit<SchemaElement, 'name'>;
  chunk: Chunk;
  /** The same as the library wants it. */
  source: Omit<ColumnSource, 'name'>;
}

function writerFor({ element, chunk }: Written): ParquetWriter {
  const root = { name: 'schema', num_children: 1 };
  const schema: SchemaElement[] = [root, { repetition_type: 'REQUIRED', ...element, name: chunk.path[0] }];
  return new ParquetWriter({ writer: new ByteWriter(), schema });
}

async function finish(parquet: ParquetWriter): Promise<Uint8Array> {
  await parquet.finish();
  return parquet.writer.getBytes();
}

async function expectSameFile(column: Written): Promise<void> {
  const { chunk, source } = column;
  const ours = writerFor(column);
  const start = ours.writer.offset;
  const columns = [putChunk(ours, chunk)];
  ours.num_rows = BigInt(chunk.rows);
  ours.row_groups.push({
    columns,
    total_byte_size: columns[0].meta_data!.total_uncompressed_size,
    num_rows: BigInt(chunk.rows),
    total_compressed_size: BigInt(ours.writer.offset - start),
  });
  const library = writerFor(column);
  await library.write({ columnData: [{ ...source, name: chunk.path[0] }], rowGroupSize: chunk.rows });
  const [a, b] = [await finish(ours), await finish(library)];
  expect(Buffer.compare(a, b)).toBe(0);
}

const number = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, -0, 1.5));
const rowsOf = <T>(value: fc.Arbitrary<T>, most = 400): fc.Arbitrary<T[]> =>
  fc.array(value, { minLength: 1, maxLength: most, size: 'max' });

describe('columns of Parquet are written as the library writes them', () => {
  it('whole numbers', () =>
    fc.assert(
      fc.asyncProperty(rowsOf(fc.maxSafeNat()), (values) =>
        expectSameFile({
          element: { type: 'INT64' },
          chunk: integerChunk('v', values.length, (row) => values[row]),
          source: { data: BigInt64Array.from(values, BigInt), encoding: 'PLAIN' },
        }),
      ),
    ));

  it('numbers, all there or some missing', () =>
    fc.assert(
      fc.asyncProperty(rowsOf(fc.option(number)), async (values) => {
        await expectSameFile({
          element: { type: 'DOUBLE', repetition_type: 'OPTIONAL' },
          chunk: nullableChunk('v', values.length, (row) => values[row]),
          source: { data: values, encoding: 'PLAIN' },
        });
        const there = Float64Array.from(values, (value) => value ?? Number.NaN);
        await expectSameFile({
          element: { type: 'DOUBLE' },
          chunk: doubleChunk(['v'], there),
          source: { data: there, encoding: 'PLAIN' },
        });
      }),
    ));

  it('bytes, of all lengths', () =>
    fc.assert(
      fc.asyncProperty(rowsOf(fc.uint8Array({ maxLength: 1500 }), 30), (values) => {
        const offsets = new Float64Array(values.length + 1);
        for (let i = 0; i < values.length; i++) offsets[i + 1] = offsets[i] + values[i].length;
        return expectSameFile({
          element: { type: 'BYTE_ARRAY' },
          chunk: bytesChunk('v', { bytes: Uint8Array.from(values.flatMap((value) => [...value])), offsets }),
          source: { data: values, encoding: 'PLAIN', statistics: false },
        });
      }),
    ));

  it('classes and their names, with a dictionary where it pays', () =>
    fc.assert(
      fc.asyncProperty(rowsOf(fc.nat(4), 2000), rowsOf(fc.string({ unit: 'binary' }), 5), async (ids, names) => {
        const classId = Uint8Array.from(ids);
        const classes = rowClasses(classId, ids.length);
        const nameAt = (row: number): string => names[classId[row] % names.length];
        await expectSameFile({
          element: { type: 'INT32', converted_type: 'UINT_8' },
          chunk: classChunk({ name: 'v', type: 'INT32', isNullable: false, valueAt: (row) => classId[row] }, classes),
          source: { data: Int32Array.from(ids) },
        });
        await expectSameFile({
          element: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
          chunk: classChunk({ name: 'v', type: 'BYTE_ARRAY', isNullable: false, valueAt: nameAt }, classes),
          source: { data: ids.map((_, row) => nameAt(row)) },
        });
      }),
    ));

  it('a time that is the same for all, or missing', async () => {
    for (const count of [1, 2, 9, 5000]) {
      for (const date of [new Date('2024-05-01T10:00:00.123Z'), null]) {
        const valueAt = () => (date === null ? null : BigInt(date.getTime()));
        await expectSameFile({
          element: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'OPTIONAL' },
          chunk: classChunk(
            { name: 'v', type: 'INT64', isNullable: true, valueAt },
            rowClasses(new Uint8Array(count), count),
          ),
          source: { data: Array(count).fill(date) },
        });
      }
    }
  });

  it('more than a page holds', async () => {
    const count = 300_000;
    const values = Float64Array.from({ length: count }, (_, i) => Math.sqrt(i));
    await expectSameFile({
      element: { type: 'DOUBLE' },
      chunk: doubleChunk(['v'], values),
      source: { data: values, encoding: 'PLAIN' },
    });
    const some = Array.from(values, (value, i) => (i % 3 ? value : null));
    await expectSameFile({
      element: { type: 'DOUBLE', repetition_type: 'OPTIONAL' },
      chunk: nullableChunk('v', count, (row) => some[row]),
      source: { data: some, encoding: 'PLAIN' },
    });
  });
});
