import type { FeatureBatch, FeatureSchema } from '../feature.js';
import { columnsOf } from './columns.js';
import { MAX_NUMBER_BYTES, putDecimal, putInteger } from './decimal-text.js';
import type { EncodedFeatures } from './encoded.js';
import {
  areaDecimals,
  figureColumns,
  figuresOf,
  PERIMETER_DECIMALS,
  perClass,
  sharedProperties,
} from './properties.js';
import { featureBboxes } from './wkb.js';

const COMMA = 0x2c;
const NEWLINE = 0x0a;
const SIDES = ['west', 'south', 'east', 'north'];

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Values as a row, quoted as RFC 4180 says; nothing for what is null, JSON for what has parts. Lines end in LF. */
export function toCsvLine(cells: readonly unknown[]): string {
  return `${cells.map(toCell).join(',')}\n`;
}

function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The names of the columns of `encodeCsv`. */
export function csvHead(schema: FeatureSchema): Uint8Array {
  return utf8(toCsvLine([...columnsOf(schema).map(({ name }) => name), ...SIDES]));
}

/**
 * A row per feature: its properties, then its box in degrees. Numbers are written as in GeoJSON; a region that has no
 * value has an empty cell.
 */
export function encodeCsv(batch: FeatureBatch, schema: FeatureSchema): EncodedFeatures {
  const classCells = perClass(schema.legend, (id, name) => utf8(`,${id},${toCell(name)},`));
  const shared = utf8(
    sharedProperties(schema)
      .map(([, value]) => `,${toCell(value)}`)
      .join(''),
  );
  const figures = figuresOf(schema);
  const columns = figureColumns(batch, schema);
  const bboxes = featureBboxes(batch);
  const longestClass = Math.max(0, ...schema.legend.map(({ id }) => classCells(id).length));
  const maxBytes = longestClass + shared.length + (9 + figures.length) * (MAX_NUMBER_BYTES + 1);
  const bytes = new Uint8Array(batch.count * maxBytes);
  const offsets = new Float64Array(batch.count + 1);
  let at = 0;
  const putText = (text: Uint8Array): void => {
    bytes.set(text, at);
    at += text.length;
  };
  const putNumber = (value: number, decimals: number): void => {
    if (Number.isFinite(value)) at = putDecimal(bytes, at, value, decimals);
  };
  for (let feature = 0; feature < batch.count; feature++) {
    at = putInteger(bytes, at, batch.id[feature]!);
    putText(classCells(batch.classId[feature]!));
    putNumber(batch.areaM2[feature]!, areaDecimals(batch.areaM2[feature]!));
    bytes[at++] = COMMA;
    putNumber(batch.perimeterM[feature]!, PERIMETER_DECIMALS);
    bytes[at++] = COMMA;
    at = putInteger(bytes, at, batch.pixels[feature]!);
    for (let k = 0; k < figures.length; k++) {
      bytes[at++] = COMMA;
      putNumber(columns[k]![feature]!, figures[k]!.decimals);
    }
    putText(shared);
    for (let side = 4 * feature; side < 4 * feature + 4; side++) {
      bytes[at++] = COMMA;
      putNumber(bboxes[side]!, schema.coordinateDecimals);
    }
    bytes[at++] = NEWLINE;
    offsets[feature + 1] = at;
  }
  return { bytes: bytes.subarray(0, at), offsets };
}
