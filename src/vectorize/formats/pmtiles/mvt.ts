import { ByteWriter, varintLength } from './byte-writer.js';

/** Units along a tile's side. */
export const EXTENT = 4096;

/** How the values of a property are kept (vector_tile.proto, message Value). */
export type FieldKind = 'string' | 'double' | 'uint';

export interface Field {
  name: string;
  kind: FieldKind;
}

/** One value per field; null where there is none. */
export type FieldValues = readonly (string | number | null)[];

/** Protocol buffers: number of a field and how it is written. */
const tag = (field: number, wire: 0 | 1 | 2): number => field * 8 + wire;
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

const POLYGON = 3;
const VERSION = 2;

/** Draws rings as the commands of a polygon (Mapbox Vector Tile 2.1, section 4.3). */
export class PolygonGeometry {
  private readonly writer = new ByteWriter();
  private x = 0;
  private y = 0;
  private marked = { length: 0, x: 0, y: 0 };

  get isEmpty(): boolean {
    return this.writer.length === 0;
  }

  /** A polygon begins here. */
  mark(): void {
    this.marked = { length: this.writer.length, x: this.x, y: this.y };
  }

  /** Takes back what was drawn since. */
  backToMark(): void {
    this.writer.length = this.marked.length;
    this.x = this.marked.x;
    this.y = this.marked.y;
  }

  clear(): void {
    this.writer.clear();
    this.x = 0;
    this.y = 0;
  }

  /** An outer ring whose area is positive with y downwards, or a negative hole of the outer one before; not closed. */
  ring(points: Int32Array, count: number): void {
    this.command(1, 1);
    this.move(points[0], points[1]);
    this.command(2, count - 1);
    for (let i = 1; i < count; i++) this.move(points[2 * i], points[2 * i + 1]);
    this.command(7, 1);
  }

  written(): Uint8Array {
    return this.writer.written();
  }

  private command(id: number, times: number): void {
    this.writer.varint(times * 8 + id);
  }

  private move(x: number, y: number): void {
    this.writer.zigzag(x - this.x);
    this.writer.zigzag(y - this.y);
    this.x = x;
    this.y = y;
  }
}

/** A layer that grows by one polygon feature after the other (Mapbox Vector Tile 2.1, vector_tile.proto). */
export class MvtLayer {
  count = 0;
  private readonly features = new ByteWriter();
  private readonly values = new ByteWriter();
  private readonly feature = new ByteWriter();
  private readonly tags = new ByteWriter();
  private readonly indexOf: Map<string | number, number>[];
  private valueCount = 0;

  constructor(
    private readonly name: string,
    private readonly fields: readonly Field[],
  ) {
    // Equal values of fields of one kind are one value of the layer.
    const kinds = new Map(fields.map(({ kind }) => [kind, new Map<string | number, number>()]));
    this.indexOf = fields.map(({ kind }) => kinds.get(kind)!);
  }

  /** Without features again. */
  clear(): void {
    this.count = 0;
    this.valueCount = 0;
    this.features.clear();
    this.values.clear();
    for (const known of this.indexOf) known.clear();
  }

  /** Bytes so far: what the tile will have, but for its frame. */
  get length(): number {
    return this.features.length + this.values.length;
  }

  add(id: number, values: FieldValues, geometry: Uint8Array): void {
    const { feature, tags, features } = this;
    tags.clear();
    for (let field = 0; field < values.length; field++) {
      const value = values[field];
      if (value === null) continue;
      tags.varint(field);
      tags.varint(this.findValue(field, value));
    }
    feature.clear();
    feature.varint(tag(1, VARINT));
    feature.varint(id);
    putBytes(feature, 2, tags.written());
    feature.varint(tag(3, VARINT));
    feature.varint(POLYGON);
    putBytes(feature, 4, geometry);
    putBytes(features, 2, feature.written());
    this.count++;
  }

  /** The whole tile: this one layer. */
  toTile(): Uint8Array {
    const layer = new ByteWriter();
    layer.varint(tag(15, VARINT));
    layer.varint(VERSION);
    putBytes(layer, 1, utf8(this.name));
    layer.raw(this.features.written());
    for (const { name } of this.fields) putBytes(layer, 3, utf8(name));
    layer.raw(this.values.written());
    layer.varint(tag(5, VARINT));
    layer.varint(EXTENT);
    const tile = new ByteWriter();
    putBytes(tile, 3, layer.written());
    return tile.written();
  }

  private findValue(field: number, value: string | number): number {
    const known = this.indexOf[field].get(value);
    if (known !== undefined) return known;
    this.indexOf[field].set(value, this.valueCount);
    putValue(this.values, this.fields[field].kind, value);
    return this.valueCount++;
  }
}

function putValue(writer: ByteWriter, kind: FieldKind, value: string | number): void {
  writer.varint(tag(4, BYTES));
  if (kind === 'string') {
    const text = utf8(String(value));
    writer.varint(1 + varintLength(text.length) + text.length);
    putBytes(writer, 1, text);
  } else if (kind === 'double') {
    writer.varint(9);
    writer.varint(tag(3, FIXED64));
    writer.double(Number(value));
  } else {
    writer.varint(1 + varintLength(Number(value)));
    writer.varint(tag(5, VARINT));
    writer.varint(Number(value));
  }
}

function putBytes(writer: ByteWriter, field: number, bytes: Uint8Array): void {
  writer.varint(tag(field, BYTES));
  writer.varint(bytes.length);
  writer.raw(bytes);
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
