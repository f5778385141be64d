import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { InputError } from '../../errors.js';
import type { TableRow } from './table-feature.js';
import type { NamedCrs } from './zones-crs.js';

/** "PAR1" */
const MAGIC = [0x50, 0x41, 0x52, 0x31];
const MS_PER_DAY = 86_400_000;

export const isParquet = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/** A column of the file metadata `geo` (GeoParquet 1.1.0, section "Column metadata"), in part. */
interface GeoColumn {
  encoding?: string;
  /** PROJJSON; null where nothing is known, absent for longitude and latitude. */
  crs?: { name?: string; id?: { authority?: string; code?: string | number } } | null;
  covering?: { bbox?: Record<string, string[]> };
}

/**
 * All rows of a GeoParquet file whose geometry is WKB.
 *
 * @throws InputError where the file is damaged, or holds no such geometry
 */
export async function readGeoParquet(
  bytes: Uint8Array,
  source: string,
): Promise<{ rows: TableRow[]; crs: NamedCrs | null }> {
  const refuse = (wanted: string, got: string, cause?: unknown): InputError =>
    new InputError({ thing: 'zones', wanted, got, source }, { cause });
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const read = async () => {
    const metadata = parquetMetadata(file);
    const text = metadata.key_value_metadata?.find(({ key }) => key === 'geo')?.value;
    const geo = text ? (JSON.parse(text) as { primary_column: string; columns: Record<string, GeoColumn> }) : null;
    const compressors = { GZIP: gunzip, BROTLI: unbrotli };
    return { geo, records: await parquetReadObjects({ file, metadata, compressors, parsers: { dateFromDays } }) };
  };
  const { geo, records } = await read().catch((cause: Error) => {
    throw refuse(
      'a whole Parquet file, compressed by Snappy, gzip or Brotli',
      `one that cannot be read: ${cause.message}`,
      cause,
    );
  });
  const name = geo?.primary_column ?? '';
  const column = geo?.columns[name];
  if (!column) throw refuse('GeoParquet', 'Parquet without the metadata of a geometry');
  if (column.encoding !== 'WKB') throw refuse('geometry as WKB', `${name} as ${column.encoding}`);
  const coveringName = Object.values(column.covering?.bbox ?? {})[0]?.[0];
  const rows = records.map((record) => {
    const { [name]: geometry, ...properties } = record;
    if (coveringName) delete properties[coveringName];
    return { geometry, properties };
  });
  return { rows, crs: column.crs ? nameCrs(column.crs) : null };
}

function nameCrs({ name, id }: NonNullable<GeoColumn['crs']>): NamedCrs {
  const code = id?.code === undefined ? null : String(id.code);
  return { authority: id?.authority ?? null, code, name: name ?? null };
}

const gunzip = (bytes: Uint8Array): Uint8Array => gunzipSync(bytes);
const unbrotli = (bytes: Uint8Array): Uint8Array => brotliDecompressSync(bytes);

/** A date without a time, as text. */
const dateFromDays = (days: number): string => new Date(days * MS_PER_DAY).toISOString().slice(0, 10);
