import type { FeatureBatch, FeatureSchema } from '../feature.js';
import { type ColumnKind, columnsOf } from './columns.js';
import {
  type Figure,
  figureColumns,
  figuresOf,
  oncePerSchema,
  perClass,
  roundArea,
  roundFigure,
  roundPerimeter,
  sharedProperties,
} from './properties.js';

/** ColumnType of FlatGeobuf's header.fbs: UByte, Long, Double, String, DateTime. */
const COLUMN_TYPE: Record<ColumnKind, number> = { byte: 1, integer: 7, decimal: 10, text: 11, time: 13 };

/** A column of the file; features name it by its number. */
export interface FlatGeobufColumn {
  name: string;
  type: number;
  nullable: boolean;
}

/** The columns, in the order in which `encodeFlatGeobuf` numbers them. */
export function flatGeobufColumns(schema: FeatureSchema): FlatGeobufColumn[] {
  return columnsOf(schema).map(({ name, kind, isNullable }) => ({
    name,
    type: COLUMN_TYPE[kind],
    nullable: isNullable,
  }));
}

/** Column of the first figure. */
const FIRST_FIGURE = 6;
const WORD = 2 ** 32;

/** Property values that many features share, ready as bytes. */
export interface PropertyTemplate {
  /** Class and label. */
  classPart: (classId: number) => Uint8Array;
  /** Scene, recipe and date. */
  shared: Uint8Array;
  figures: Figure[];
}

/** What to write, and how. */
export interface PropertiesInput {
  batch: FeatureBatch;
  /** Of `figureColumns`. */
  figures: Float64Array[];
  template: PropertyTemplate;
}

export function propertiesInput(batch: FeatureBatch, schema: FeatureSchema): PropertiesInput {
  return { batch, figures: figureColumns(batch, schema), template: propertyTemplate(schema) };
}

const propertyTemplate = oncePerSchema((schema): PropertyTemplate => {
  const columns = flatGeobufColumns(schema).map(({ name }) => name);
  const shared = sharedProperties(schema).flatMap(([name, value]) =>
    value === null ? [] : [...textProperty(columns.indexOf(name), value)],
  );
  const classPart = perClass(schema.legend, (id, name) => Uint8Array.from([1, 0, id, ...textProperty(2, name)]));
  return { classPart, shared: Uint8Array.from(shared), figures: figuresOf(schema) };
});

/** u16 column, u32 length, UTF-8. */
function textProperty(column: number, text: string): Uint8Array {
  const utf8 = new TextEncoder().encode(text);
  const bytes = new Uint8Array(6 + utf8.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, column, true);
  view.setUint32(2, utf8.length, true);
  bytes.set(utf8, 6);
  return bytes;
}

/** Bytes that `putProperties` writes. */
export function propertiesSize({ batch, figures, template }: PropertiesInput, feature: number): number {
  const { classPart, shared } = template;
  let numbers = 4;
  for (const values of figures) if (Number.isFinite(values[feature]!)) numbers++;
  return 10 * numbers + classPart(batch.classId[feature]!).length + shared.length;
}

/** u16 number of the column and its value, for every value that is not null (feature.fbs, `properties`). */
export function putProperties(view: DataView, start: number, input: PropertiesInput, feature: number): number {
  const { batch, figures, template } = input;
  let at = putLong(view, start, 0, batch.id[feature]!);
  at = putBytes(view, at, template.classPart(batch.classId[feature]!));
  at = putDouble(view, at, 3, roundArea(batch.areaM2[feature]!));
  at = putDouble(view, at, 4, roundPerimeter(batch.perimeterM[feature]!));
  at = putLong(view, at, 5, batch.pixels[feature]!);
  for (let k = 0; k < figures.length; k++) {
    const value = roundFigure(figures[k]![feature]!, template.figures[k]!.decimals);
    if (value !== null) at = putDouble(view, at, FIRST_FIGURE + k, value);
  }
  return putBytes(view, at, template.shared);
}

function putLong(view: DataView, at: number, column: number, value: number): number {
  view.setUint16(at, column, true);
  view.setUint32(at + 2, value % WORD, true);
  view.setUint32(at + 6, Math.floor(value / WORD), true);
  return at + 10;
}

function putDouble(view: DataView, at: number, column: number, value: number): number {
  view.setUint16(at, column, true);
  view.setFloat64(at + 2, value, true);
  return at + 10;
}

/** A loop is quicker than `set` for a few bytes. */
export function putBytes(view: DataView, at: number, bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) view.setUint8(at + i, bytes[i]!);
  return at + bytes.length;
}
