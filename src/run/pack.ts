import { InternalError } from '../errors.js';
import type { Json } from '../raster/json.js';
import type { Store } from '../store/store.js';

/*
 * A pack is what steps hand to each other: named arrays in one object.
 *
 *   "LQP1" · header length (u32) · total length (f64) · header (JSON) · arrays, each at a multiple of 8 bytes
 */
const MAGIC = 0x3150514c;
const PREAMBLE_BYTES = 16;
/** Enough for the header of a usual pack, and for the whole of one with little in it. */
const FIRST_READ_BYTES = 1 << 14;
/** For `openPack`, where nothing but the facts is wanted, or long arrays that are read piece by piece. */
export const HEADER_ALONE = 0;

const ARRAY_TYPES = { Uint8Array, Int32Array, Uint32Array, Float32Array, Float64Array } as const;
type ArrayTypeName = keyof typeof ARRAY_TYPES;
export type PackArray = Uint8Array | Int32Array | Uint32Array | Float32Array | Float64Array;

interface Section {
  type: ArrayTypeName;
  startByte: number;
  length: number;
}

interface Header {
  facts: Json;
  sections: Record<string, Section>;
}

export interface Pack {
  facts: Json;
  /** The array of that name and type; throws where there is none. May share the pack's memory. */
  array<T extends ArrayTypeName>(name: string, type: T): InstanceType<(typeof ARRAY_TYPES)[T]>;
}

/** The bytes of a pack, in pieces that need no copying. */
export function writePack(arrays: Record<string, PackArray>, facts: Json = null): Uint8Array[] {
  const header: Header = { facts, sections: {} };
  const pieces: Uint8Array[] = [];
  let startByte = 0;
  for (const [name, array] of Object.entries(arrays)) {
    const type = array.constructor.name === 'Buffer' ? 'Uint8Array' : (array.constructor.name as ArrayTypeName);
    header.sections[name] = { type, startByte, length: array.length };
    const padding = align(array.byteLength) - array.byteLength;
    pieces.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), new Uint8Array(padding));
    startByte += array.byteLength + padding;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const head = new Uint8Array(align(PREAMBLE_BYTES + json.length));
  const view = viewOf(head);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, json.length, true);
  view.setFloat64(8, head.length + startByte, true);
  head.set(json, PREAMBLE_BYTES);
  return [head, ...pieces.filter(({ length }) => length > 0)];
}

/** Reads a whole pack; throws `InternalError` naming `source` when it is not complete. */
export function readPack(bytes: Uint8Array, source: string): Pack {
  const { header, base, totalBytes } = readHeader(bytes, source);
  if (totalBytes !== bytes.length) throw notWhole(`${bytes.length} of ${totalBytes} bytes`, source);
  return {
    facts: header.facts,
    array(name, type) {
      const section = findSection(header, name, type, source);
      return viewArray(bytes, type, base + section.startByte, section.length);
    },
  };
}

/** A stored pack of which only the arrays asked for are read. */
export interface OpenPack {
  facts: Json;
  array<T extends ArrayTypeName>(name: string, type: T): Promise<InstanceType<(typeof ARRAY_TYPES)[T]>>;
  /** Elements `from` to `to` exclusive of an array. */
  slice<T extends ArrayTypeName>(
    name: string,
    type: T,
    from: number,
    to: number,
  ): Promise<InstanceType<(typeof ARRAY_TYPES)[T]>>;
  /** Elements of an array; 0 where there is none of that name. */
  lengthOf(name: string): number;
}

/**
 * Opens a pack with one request, unless its header is long.
 * @param bytesPerRead so many are read with those that are wanted, and kept until others are
 */
export async function openPack(store: Store, key: string, bytesPerRead = store.reading.bytes): Promise<OpenPack> {
  const source = store.describe(key);
  let { content: start, size } = await store.getStart(key, Math.max(FIRST_READ_BYTES, bytesPerRead));
  const headerEnd = PREAMBLE_BYTES + (start.length < 8 ? 0 : viewOf(start).getUint32(4, true));
  if (headerEnd > start.length) start = await store.getRange(key, 0, Math.min(size, headerEnd));
  const { header, base, totalBytes } = readHeader(start, source);
  if (totalBytes !== size) throw notWhole(`${size} of ${totalBytes} bytes`, source);
  let kept = { startByte: 0, endByte: start.length, bytes: Promise.resolve(start) };
  const read = async <T extends ArrayTypeName>(section: Section, type: T, from: number, to: number) => {
    const { BYTES_PER_ELEMENT } = ARRAY_TYPES[type];
    const startByte = base + section.startByte + from * BYTES_PER_ELEMENT;
    const endByte = startByte + (to - from) * BYTES_PER_ELEMENT;
    if (startByte < kept.startByte || endByte > kept.endByte) {
      const end = Math.max(endByte, Math.min(size, startByte + bytesPerRead));
      const bytes = store.getRange(key, startByte, end);
      // What nobody wants to look at twice is handed on as it is.
      if (end === endByte) return viewArray(await bytes, type, 0, to - from);
      kept = { startByte, endByte: end, bytes };
    }
    const { startByte: first, bytes } = kept;
    return viewArray((await bytes).slice(startByte - first, endByte - first), type, 0, to - from);
  };
  return {
    facts: header.facts,
    async array(name, type) {
      const section = findSection(header, name, type, source);
      return read(section, type, 0, section.length);
    },
    async slice(name, type, from, to) {
      return read(findSection(header, name, type, source), type, from, to);
    },
    lengthOf: (name) => header.sections[name]?.length ?? 0,
  };
}

function readHeader(bytes: Uint8Array, source: string): { header: Header; base: number; totalBytes: number } {
  if (bytes.length < PREAMBLE_BYTES) throw notWhole(`${bytes.length} bytes`, source);
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== MAGIC) throw notWhole('other content', source);
  const headerEnd = PREAMBLE_BYTES + view.getUint32(4, true);
  if (headerEnd > bytes.length) throw notWhole(`${bytes.length} bytes`, source);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(PREAMBLE_BYTES, headerEnd))) as Header;
  return { header, base: align(headerEnd), totalBytes: view.getFloat64(8, true) };
}

function findSection(header: Header, name: string, type: ArrayTypeName, source: string): Section {
  const section = header.sections[name];
  if (section?.type === type) return section;
  throw notWhole(section ? `${name} as ${section.type}` : `no ${name}`, source);
}

function viewArray<T extends ArrayTypeName>(bytes: Uint8Array, type: T, startByte: number, length: number) {
  const Type = ARRAY_TYPES[type];
  const at = bytes.byteOffset + startByte;
  if (at % Type.BYTES_PER_ELEMENT === 0) {
    return new Type(bytes.buffer as ArrayBuffer, at, length) as InstanceType<(typeof ARRAY_TYPES)[T]>;
  }
  const copy = bytes.slice(startByte, startByte + length * Type.BYTES_PER_ELEMENT);
  return new Type(copy.buffer, 0, length) as InstanceType<(typeof ARRAY_TYPES)[T]>;
}

function notWhole(got: string, source: string): InternalError {
  return new InternalError({ thing: 'work file', wanted: 'a complete one', got, source });
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function align(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}
