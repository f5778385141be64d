/** Writes the fields of one message. */
export interface MessageWriter {
  /** A whole number, as a varint. */
  int(field: number, value: number): void;
  text(field: number, value: string): void;
  bytes(field: number, value: Uint8Array): void;
  message(field: number, write: (message: MessageWriter) => void): void;
  packedInts(field: number, values: ArrayLike<number>): void;
  packedFloats(field: number, values: ArrayLike<number>): void;
}

const VARINT = 0;
const LENGTH = 2;

/** A message in the wire format of Protocol Buffers (protobuf.dev, "Encoding"). */
export function encodeMessage(write: (message: MessageWriter) => void): Uint8Array {
  const buffer = createBuffer();
  const block = (field: number, content: Uint8Array): void => {
    buffer.varint(field * 8 + LENGTH);
    buffer.varint(content.length);
    buffer.append(content);
  };
  write({
    int: (field, value) => {
      buffer.varint(field * 8 + VARINT);
      buffer.varint(value);
    },
    text: (field, value) => block(field, new TextEncoder().encode(value)),
    bytes: block,
    message: (field, inner) => block(field, encodeMessage(inner)),
    packedInts: (field, values) => {
      const packed = createBuffer();
      for (let i = 0; i < values.length; i++) packed.varint(values[i]);
      block(field, packed.taken());
    },
    packedFloats: (field, values) => {
      const packed = new DataView(new ArrayBuffer(4 * values.length));
      for (let i = 0; i < values.length; i++) packed.setFloat32(4 * i, values[i], true);
      block(field, new Uint8Array(packed.buffer));
    },
  });
  return buffer.taken();
}

/** Bytes that grow in place. */
function createBuffer() {
  let bytes = new Uint8Array(256);
  let length = 0;
  const reserve = (count: number): void => {
    if (length + count <= bytes.length) return;
    const wider = new Uint8Array(Math.max(2 * bytes.length, length + count));
    wider.set(bytes);
    bytes = wider;
  };
  return {
    varint(value: number): void {
      reserve(10);
      // Below zero: two's complement in 64 bits.
      let high = value < 0 ? BigInt.asUintN(64, BigInt(value)) : 0n;
      let rest = value;
      for (; high > 127n; high >>= 7n) bytes[length++] = Number(high & 127n) | 128;
      if (value < 0) rest = Number(high);
      for (; rest > 127; rest = Math.floor(rest / 128)) bytes[length++] = (rest % 128) | 128;
      bytes[length++] = rest;
    },
    append(content: Uint8Array): void {
      reserve(content.length);
      bytes.set(content, length);
      length += content.length;
    },
    taken: (): Uint8Array => bytes.slice(0, length),
  };
}
