import { INDEX_NODE_SIZE } from '../../vectorize/formats/packed-r-tree.js';
import { brokenFile, bytesOf, fieldAt, follow, guardReading, tableAt, vectorAt } from './flat-table.js';

/** ColumnType of FlatGeobuf's header.fbs, those that a run's files have. */
export type FlatGeobufType = 'byte' | 'integer' | 'decimal' | 'text' | 'time';
const TYPES: Readonly<Record<number, FlatGeobufType>> = {
  1: 'byte',
  7: 'integer',
  10: 'decimal',
  11: 'text',
  13: 'time',
};

export interface FlatGeobufColumn {
  name: string;
  type: FlatGeobufType;
}

export type Box = readonly [west: number, south: number, east: number, north: number];

export interface FlatGeobufHeader {
  columns: FlatGeobufColumn[];
  featureCount: number;
  /** Null where there are no features. */
  box: Box | null;
  /** Byte at which the index starts. */
  indexStart: number;
}

const MAGIC = [0x66, 0x67, 0x62, 3, 0x66, 0x67, 0x62];
const MAGIC_BYTES = 8;
/** Longer ones are no headers of ours. */
const MAX_HEADER_BYTES = 2 ** 20;

/** Bytes of the file up to the end of its header, of which the first 12 are given. */
export function headerEnd(start: Uint8Array, source: string): number {
  if (start.length < 12 || MAGIC.some((byte, i) => start[i] !== byte)) throw brokenFile('another beginning', source);
  const bytes = new DataView(start.buffer, start.byteOffset).getUint32(MAGIC_BYTES, true);
  if (bytes > MAX_HEADER_BYTES) throw brokenFile(`a header of ${bytes} bytes`, source);
  return MAGIC_BYTES + 4 + bytes;
}

/** Reads the header (header.fbs) from the first bytes of a file. */
export function parseHeader(start: Uint8Array, source: string): FlatGeobufHeader {
  const indexStart = headerEnd(start, source);
  return guardReading(source, () => {
    const view = new DataView(start.buffer, start.byteOffset + MAGIC_BYTES, indexStart - MAGIC_BYTES);
    const table = tableAt(view, 4 + view.getUint32(4, true));
    const countAt = fieldAt(table, 8);
    const featureCount = countAt === 0 ? 0 : Number(view.getBigUint64(countAt, true));
    const nodeSizeAt = fieldAt(table, 9);
    const nodeSize = nodeSizeAt === 0 ? INDEX_NODE_SIZE : view.getUint16(nodeSizeAt, true);
    if (!Number.isSafeInteger(featureCount) || featureCount > 2 ** 32) throw new RangeError(`${featureCount} features`);
    if (featureCount > 0 && nodeSize !== INDEX_NODE_SIZE) throw new RangeError(`nodes of ${nodeSize}`);
    return { columns: parseColumns(view, table), featureCount, box: parseBox(view, table), indexStart };
  });
}

function parseBox(view: DataView, table: ReturnType<typeof tableAt>): Box | null {
  const envelope = vectorAt(table, 1, 8);
  if (envelope?.length !== 4) return null;
  const side = (i: number): number => view.getFloat64(envelope.start + 8 * i, true);
  return [side(0), side(1), side(2), side(3)];
}

function parseColumns(view: DataView, table: ReturnType<typeof tableAt>): FlatGeobufColumn[] {
  const columns = vectorAt(table, 7, 4);
  return Array.from({ length: columns?.length ?? 0 }, (_, i) => {
    const column = tableAt(view, follow(view, columns!.start + 4 * i));
    const name = vectorAt(column, 0, 1);
    const typeAt = fieldAt(column, 1);
    const type = TYPES[typeAt === 0 ? 0 : view.getUint8(typeAt)];
    if (!name || !type) throw new RangeError(`column ${i} without a name or of another type`);
    return { name: new TextDecoder().decode(bytesOf(view, name.start, name.length)), type };
  });
}
