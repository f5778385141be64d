import type { Filterable, Predicate } from '../query/cql2/predicate.js';
import type { Column, Feature, PropertyValue } from '../query/feature-source.js';
import { type Collection, featureIdOf } from './collections.js';
import { featureTable, outlineMeets, readGeometry, readProperties, readProperty } from './flatgeobuf/feature.js';
import { type FlatTable, guardReading } from './flatgeobuf/flat-table.js';
import type { Box } from './flatgeobuf/header.js';
import type { PublishedRun } from './load-run.js';
import { oncePer } from './once-per.js';
import { ID_COLUMN, sharedValues } from './run-columns.js';

/** A feature of a run as its file holds it; what is asked of it is decoded then. */
export interface FoundFeature {
  run: PublishedRun;
  /** Counted as they lie in the file. */
  position: number;
  bytes: Uint8Array;
}

/** What a filter and an order may ask of features of a run, and their text. */
export interface FeatureDecoder {
  property(found: FoundFeature, name: string): PropertyValue;
  /** Values of some columns, in their order. */
  properties(names: readonly string[]): (found: FoundFeature) => PropertyValue[];
  geometry(found: FoundFeature): Feature['geometry'];
  meets(found: FoundFeature, boxes: readonly Box[]): boolean;
  matches(found: FoundFeature, filter: Predicate): boolean;
  toFeature(found: FoundFeature, collection: Collection, columns: readonly Column[]): Feature;
}

/** Name by which a filter asks for a feature's geometry. */
const GEOMETRY = 'geometry';

/** Of a run. */
export const createDecoder = oncePer(({ file }: PublishedRun): FeatureDecoder => {
  const { source } = file;
  const { columns } = file.header;
  const numbers = new Map(columns.map(({ name }, i) => [name, i]));
  const guarded = <T>({ bytes }: FoundFeature, read: (table: FlatTable) => T): T =>
    guardReading(source, () => read(featureTable(bytes)));
  const property = (found: FoundFeature, name: string): PropertyValue => {
    const number = numbers.get(name);
    return number === undefined ? null : guarded(found, (table) => readProperty(table, columns, number));
  };
  const geometryOf = (found: FoundFeature) => guarded(found, readGeometry);
  const properties: FeatureDecoder['properties'] = (names) => {
    const places = columns.map(({ name }) => names.indexOf(name));
    return (found) => guarded(found, (table) => readProperties(table, columns, places, names.length));
  };
  const allOf = oncePer((wanted: readonly Column[]) => properties(wanted.map(({ name }) => name)));
  return {
    property,
    properties,
    geometry: geometryOf,
    meets: (found, boxes) => guarded(found, (table) => outlineMeets(table, boxes)),
    matches: (found, filter) => filter(toFilterable(found, property, geometryOf)) === true,
    toFeature(found, collection, wanted) {
      const values = allOf(wanted)(found);
      return {
        id: featureIdOf(collection, found.run, Number(property(found, ID_COLUMN))),
        geometry: geometryOf(found),
        properties: Object.fromEntries(wanted.map(({ name }, i) => [name, values[i]])),
      };
    },
  };
});

/** The geometry is decoded once. */
function toFilterable(
  found: FoundFeature,
  property: FeatureDecoder['property'],
  geometryOf: (found: FoundFeature) => Feature['geometry'],
): Filterable {
  let shape: ReturnType<Filterable['property']> | undefined;
  return {
    property(name) {
      if (name !== GEOMETRY) return property(found, name);
      if (shape === undefined) {
        const geometry = geometryOf(found);
        shape = geometry && { kind: 'shape', geometry };
      }
      return shape;
    },
  };
}

/** Thrown to leave a filter that asks for more than a run says of all its features. */
const ASKS_MORE = new Error('asks for more');

/** What a filter says of all features of a run alike; null where that depends on the feature. */
export function decideForRun(filter: Predicate, run: PublishedRun): boolean | null {
  const shared = sharedValues(run);
  try {
    return (
      filter({
        property(name) {
          if (Object.hasOwn(shared, name)) return shared[name];
          throw ASKS_MORE;
        },
      }) === true
    );
  } catch (error) {
    if (error === ASKS_MORE) return null;
    throw error;
  }
}
