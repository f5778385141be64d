import type { FeatureBatch, FeatureSchema } from '../feature.js';
import { meanProperty, perClass, roundArea, roundMean, roundPerimeter, sharedProperties } from './properties.js';

/** ColumnType of FlatGeobuf's header.fbs, those in use. */
const COLUMN_TYPE = { ubyte: 1, long: 7, double: 10, string: 11, dateTime: 13 } as const;

/** A column of the file; features name it by its number. */
export interface FlatGeobufColumn {
  name: string;
  type: number;
  nullable: boolean;
}

/** The columns, in the order in which `encodeFlatGeobuf` numbers them. */
export function flatGeobufColumns(schema: FeatureSchema): FlatGeobufColumn[] {
  const { ubyte, long, double, string, dateTime } = COLUMN_TYPE;
  const column = (name: string, type: number, nullable = false): FlatGeobufColumn => ({ name, type, nullable });
  return [
    column('id', long),
    column('class', ubyte),
    column('label', string),
    column('area_m2', double),
    column('perimeter_m', double),
    column('pixels', long),
    ...schema.indexNames.map((name) => column(meanProperty(name), double, true)),
    column('scene', string),
    column('recipe', string),
    column('datetime', dateTime, true),
  ];
}

const FIRST_MEAN = 6;
const WORD = 2 ** 32;

/** Property values that many features share, ready as bytes. */
export interface PropertyTemplate {
  /** Class and label. */
  classPart: (classId: number) => Uint8Array;
  /** Scene, recipe and date. */
  shared: Uint8Array;
}

export function propertyTemplate(schema: FeatureSchema): PropertyTemplate {
  const columns = flatGeobufColumns(schema).map(({ name }) => name);
  const shared = sharedProperties(schema).flatMap(([name, value]) =>
    value === null ? [] : [...textProperty(columns.indexOf(name), value)],
  );
  const classPart = perClass(schema.legend, (id, name) => Uint8Array.from([1, 0, id, ...textProperty(2, name)]));
  return { classPart, shared: Uint8Array.from(shared) };
}

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
export function propertiesSize(batch: FeatureBatch, feature: number, { classPart, shared }: PropertyTemplate): number {
  let numbers = 4;
  for (const means of batch.indexMeans) if (Number.isFinite(means[feature]!)) numbers++;
  return 10 * numbers + classPart(batch.classId[feature]!).length + shared.length;
}

export interface PropertiesJob {
  batch: FeatureBatch;
  feature: number;
  template: PropertyTemplate;
}

/** u16 number of the column and its value, for every value that is not null (feature.fbs, `properties`). */
export function putProperties(view: DataView, start: number, { batch, feature, template }: PropertiesJob): number {
  let at = putLong(view, start, 0, batch.id[feature]!);
  at = putBytes(view, at, template.classPart(batch.classId[feature]!));
  at = putDouble(view, at, 3, roundArea(batch.areaM2[feature]!));
  at = putDouble(view, at, 4, roundPerimeter(batch.perimeterM[feature]!));
  at = putLong(view, at, 5, batch.pixels[feature]!);
  for (let index = 0; index < batch.indexMeans.length; index++) {
    const mean = roundMean(batch.indexMeans[index]![feature]!);
    if (mean !== null) at = putDouble(view, at, FIRST_MEAN + index, mean);
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
