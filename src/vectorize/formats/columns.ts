import type { FeatureSchema } from '../feature.js';
import {
  areaDecimals,
  type FeatureColumns,
  figureColumns,
  figuresOf,
  PERIMETER_DECIMALS,
  perClass,
  roundArea,
  roundFigure,
  roundPerimeter,
  sharedProperties,
} from './properties.js';

/** `byte` is a whole number of 0 to 255, `time` a text by RFC 3339. */
export type ColumnKind = 'byte' | 'integer' | 'decimal' | 'text' | 'time';

/** A column of the table that every format writes. */
export interface Column {
  name: string;
  kind: ColumnKind;
  isNullable: boolean;
  /** Most decimal places of its values, which are already rounded; 0 for all but `decimal`. */
  decimals: number;
  /** Reads the values of some features: what every format holds for feature `i`. */
  read(features: FeatureColumns): (i: number) => number | string | null;
}

type Read = Column['read'];

/**
 * The columns of a run's features, in order. GeoJSON has `id` as a member of the Feature and all others as properties.
 *
 * @throws InternalError, from `read`, for a class outside the legend
 */
export function columnsOf(schema: FeatureSchema): Column[] {
  const labelOf = perClass(schema.legend, (_, name) => name);
  const column = (name: string, kind: ColumnKind, read: Read, more: Partial<Column> = {}): Column => ({
    ...{ name, kind, read, isNullable: false, decimals: 0 },
    ...more,
  });
  const figures = figuresOf(schema).map(({ name, decimals, isNullable }, k) => {
    const read: Read = (features) => {
      const values = figureColumns(features, schema)[k]!;
      return (i) => roundFigure(values[i]!, decimals);
    };
    return column(name, 'decimal', read, { decimals, isNullable });
  });
  const shared = sharedProperties(schema).map(([name, value]) => {
    const isTime = name === 'datetime';
    return column(name, isTime ? 'time' : 'text', () => () => value, { isNullable: isTime });
  });
  return [
    column(
      'id',
      'integer',
      ({ id }) =>
        (i) =>
          id[i]!,
    ),
    column(
      'class',
      'byte',
      ({ classId }) =>
        (i) =>
          classId[i]!,
    ),
    column(
      'label',
      'text',
      ({ classId }) =>
        (i) =>
          labelOf(classId[i]!),
    ),
    column(
      'area_m2',
      'decimal',
      ({ areaM2 }) =>
        (i) =>
          roundArea(areaM2[i]!),
      { decimals: areaDecimals(0) },
    ),
    column(
      'perimeter_m',
      'decimal',
      ({ perimeterM }) =>
        (i) =>
          roundPerimeter(perimeterM[i]!),
      { decimals: PERIMETER_DECIMALS },
    ),
    column(
      'pixels',
      'integer',
      ({ pixels }) =>
        (i) =>
          pixels[i]!,
    ),
    ...figures,
    ...shared,
  ];
}
