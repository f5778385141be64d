import { deserialize, type IFeature, parseProperties } from 'flatgeobuf/lib/mjs/generic.js';
import { fromGeometry } from 'flatgeobuf/lib/mjs/geojson/geometry.js';
import type { HeaderMeta } from 'flatgeobuf/lib/mjs/header-meta.js';
import { calcTreeSize } from 'flatgeobuf/lib/mjs/packedrtree.js';
import { InputError } from '../../errors.js';
import type { TableRow } from './table-feature.js';
import type { NamedCrs } from './zones-crs.js';

/** "fgb" and the major version. */
const MAGIC = [0x66, 0x67, 0x62, 3];

export const isFlatGeobuf = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/**
 * All features of a FlatGeobuf file in the order in which they lie there.
 *
 * @throws InputError where the file is cut off or damaged
 */
export async function readFlatGeobuf(
  bytes: Uint8Array,
  source: string,
): Promise<{ rows: TableRow[]; crs: NamedCrs | null }> {
  const rows: TableRow[] = [];
  let header: HeaderMeta | undefined;
  const refuse = (got: string, cause?: unknown): InputError =>
    new InputError({ thing: 'zones', wanted: 'a whole FlatGeobuf file', got, source }, { cause });
  checkHeader(bytes, refuse);
  try {
    const features = deserialize(bytes, {
      headerMetaFn: (meta: HeaderMeta) => {
        header = meta;
        checkFeatures(bytes, meta, refuse);
      },
      fromFeature(_, feature, { columns, geometryType }): IFeature {
        const geometry = feature.geometry();
        rows.push({
          geometry: geometry && fromGeometry(geometry, geometryType),
          // A value that is missing is not written at all.
          properties: { ...Object.fromEntries(names(columns)), ...parseProperties(feature, columns) },
        });
        return {};
      },
    });
    for await (const _ of features);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw refuse(`one that cannot be read: ${(cause as Error).message}`, cause);
  }
  const { featuresCount = 0, crs = null } = header ?? {};
  // A writer that does not know how many there will be says 0.
  if (featuresCount > 0 && rows.length !== featuresCount) throw refuse(`${rows.length} of ${featuresCount} features`);
  return { rows, crs: crs && nameCrs(crs) };
}

type Refuse = (got: string) => InputError;

const HEADER_START = 12;

const sizeAt = (bytes: Uint8Array, at: number): number =>
  at + 4 <= bytes.length ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true) : Number.POSITIVE_INFINITY;

/** The reader takes what lies beyond the end for zeros, and may go round for ever: the sizes are looked at before. */
function checkHeader(bytes: Uint8Array, refuse: Refuse): void {
  const end = HEADER_START + sizeAt(bytes, HEADER_START - 4);
  if (end > bytes.length) throw refuse(`${bytes.length} bytes, which end within the header`);
}

function checkFeatures(bytes: Uint8Array, { indexNodeSize, featuresCount }: HeaderMeta, refuse: Refuse): void {
  if (indexNodeSize > 0 && featuresCount === 0) throw refuse('an index of no features');
  const treeBytes = indexNodeSize > 0 ? calcTreeSize(featuresCount, indexNodeSize) : 0;
  let at = HEADER_START + sizeAt(bytes, HEADER_START - 4) + treeBytes;
  while (at < bytes.length) at += 4 + sizeAt(bytes, at);
  if (at !== bytes.length) throw refuse(`${bytes.length} bytes, which end within a feature or the index`);
}

const names = (columns: HeaderMeta['columns']): [string, null][] => (columns ?? []).map(({ name }) => [name, null]);

function nameCrs({ org, code, code_string, name, wkt }: NonNullable<HeaderMeta['crs']>): NamedCrs | null {
  // GDAL writes an empty table where it knows nothing.
  if (!code && !code_string && !name && !wkt) return null;
  return { authority: org, code: code_string || (code ? String(code) : null), name };
}
