import { InputError } from '../../errors.js';

/** Bytes that are read where they are asked for. */
export interface ByteSource {
  size: number;
  /** Never asked for bytes beyond the end. */
  read(start: number, length: number): Uint8Array;
}

/** A field of a message. Of a varint it has the value; of a block the place of its content, `end` exclusive. */
export interface ProtoField {
  number: number;
  wire: number;
  value: number;
  start: number;
  end: number;
}

/** Walks through messages without loading what nobody asks for. */
export interface ProtoReader {
  size: number;
  /** The fields of the message between two bytes, `end` exclusive. */
  fields(start: number, end: number): Generator<ProtoField>;
  text(field: ProtoField): string;
  /** A block as numbers that follow each other without tags ("packed"). */
  varints(field: ProtoField): number[];
  /** The content of a block. */
  bytes(field: ProtoField): Uint8Array;
  refuse(got: string): InputError;
}

export const VARINT = 0;
const FIXED64 = 1;
export const BLOCK = 2;
const FIXED32 = 5;

/** Both are far above what real models need, and keep a broken or hostile file from taking time or memory without end. */
const MOST_FIELDS = 4_000_000;
const MOST_BYTES = 1 << 26;
/** Bytes read at once: fields of a header are short, and weights are skipped. */
const WINDOW_BYTES = 1 << 14;

/** A reader of the wire format of Protocol Buffers (protobuf.dev, "Encoding"); whatever is amiss is an InputError. */
export function createProtoReader(source: ByteSource, name: string): ProtoReader {
  const refuse = (got: string): InputError =>
    new InputError({ thing: 'model', wanted: 'an ONNX file', got, source: name });
  const byteAt = createWindow(source);
  let fieldsLeft = MOST_FIELDS;
  let bytesLeft = MOST_BYTES;

  /** The varint at a byte, and the byte after it. Numbers of 64 bits are signed. */
  function readVarint(start: number, end: number): { value: number; next: number } {
    // Three parts, so that small negative numbers are exact: 28 bits, 28 and 8.
    const parts = [0, 0, 0];
    for (let i = 0; i < 10 && start + i < end; i++) {
      const byte = byteAt(start + i);
      parts[i >> 2] += (byte & 127) * 2 ** (7 * (i & 3));
      if (byte >= 128) continue;
      const [low, middle, high] = parts;
      const signed = ((high & 255) << 24) >> 24;
      return { value: signed * 2 ** 56 + middle * 2 ** 28 + low, next: start + i + 1 };
    }
    throw refuse(`a number that does not end (byte ${start})`);
  }

  function readField(start: number, end: number): { field: ProtoField; next: number } {
    if (fieldsLeft-- === 0) throw refuse(`more than ${MOST_FIELDS} fields`);
    const tag = readVarint(start, end);
    const [number, wire] = [Math.floor(tag.value / 8), tag.value % 8];
    if (number < 1 || number >= 2 ** 29) throw refuse(`a field without a number (byte ${start})`);
    if (wire === VARINT) {
      const { value, next } = readVarint(tag.next, end);
      return { field: { number, wire, value, start: tag.next, end: next }, next };
    }
    const block = wire === BLOCK ? readVarint(tag.next, end) : { value: lengthOf(wire, start), next: tag.next };
    const next = block.next + block.value;
    if (block.value < 0 || next > end) throw refuse(`a field that runs past its end (byte ${start})`);
    return { field: { number, wire, value: 0, start: block.next, end: next }, next };
  }

  function lengthOf(wire: number, start: number): number {
    if (wire === FIXED64) return 8;
    if (wire === FIXED32) return 4;
    throw refuse(`a field of no known kind (byte ${start})`);
  }

  function readBytes({ start, end }: ProtoField): Uint8Array {
    bytesLeft -= end - start;
    if (bytesLeft < 0) throw refuse(`more than ${MOST_BYTES} bytes of text`);
    return source.read(start, end - start);
  }

  return {
    size: source.size,
    refuse,
    *fields(start, end) {
      for (let at = start; at < end; ) {
        const { field, next } = readField(at, end);
        yield field;
        at = next;
      }
    },
    text(field) {
      try {
        return new TextDecoder('utf-8', { fatal: true }).decode(readBytes(field));
      } catch (error) {
        if (error instanceof InputError) throw error;
        throw refuse(`text that is not UTF-8 (byte ${field.start})`);
      }
    },
    varints({ start, end }) {
      const values: number[] = [];
      for (let at = start; at < end; ) {
        if (fieldsLeft-- === 0) throw refuse(`more than ${MOST_FIELDS} fields`);
        const { value, next } = readVarint(at, end);
        values.push(value);
        at = next;
      }
      return values;
    },
    bytes: readBytes,
  };
}

/** Single bytes of a source, which is asked for many at once. */
function createWindow(source: ByteSource): (at: number) => number {
  let start = 0;
  let bytes = new Uint8Array(0);
  return (at) => {
    if (at < start || at >= start + bytes.length) {
      start = at;
      bytes = Uint8Array.from(source.read(at, Math.min(WINDOW_BYTES, source.size - at)));
    }
    return bytes[at - start];
  };
}
