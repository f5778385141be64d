import type { Field, FieldKind } from '../../vectorize/formats/pmtiles/mvt.js';
import type { FlatGeobufType } from '../flatgeobuf/header.js';
import type { PublishedRun } from '../load-run.js';
import { oncePer } from '../once-per.js';

const KINDS: Readonly<Record<FlatGeobufType, FieldKind>> = {
  byte: 'uint',
  integer: 'uint',
  decimal: 'double',
  text: 'string',
  time: 'string',
};

/** The id is the feature's own, the others are left out of tiles: all of them, and how long its borders are. */
const LEFT_OUT: readonly string[] = ['id', 'perimeter_m', 'scene', 'recipe', 'datetime'];

/** The properties of features in tiles, as archives of tiles have them. */
export const fieldsOf = oncePer(({ file }: PublishedRun): Field[] =>
  file.header.columns
    .filter(({ name }) => !LEFT_OUT.includes(name))
    .map(({ name, type }) => ({ name, kind: KINDS[type] })),
);
