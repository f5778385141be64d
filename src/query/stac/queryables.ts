import type { FilterGeometry } from '../cql2/expression.js';
import type { Filterable, Queryables } from '../cql2/predicate.js';
import type { Value } from '../cql2/values.js';
import type { FoundItem } from './stac-source.js';

type Schema = Readonly<Record<string, unknown>>;

const text = (title: string, more: Schema = {}): Schema => ({ title, type: 'string', ...more });
const time = (title: string): Schema => text(title, { format: 'date-time' });
const numbers = (title: string): Schema => ({ title, type: 'array', items: { type: 'number' } });

/** What may be asked of an Item: members of its own, and those properties that Items of runs have. */
const SCHEMAS: Readonly<Record<string, Schema>> = {
  id: text('Id'),
  collection: text('Collection'),
  geometry: { title: 'Outline of the scene', 'x-ogc-role': 'primary-geometry', format: 'geometry-any' },
  datetime: time('When the scene was taken'),
  start_datetime: time('From when it may be'),
  end_datetime: time('Until when it may be'),
  title: text('Title'),
  'proj:code': text('Coordinate reference system'),
  'proj:bbox': numbers('Box in that system'),
  'proj:shape': numbers('Rows and columns of pixels'),
  'proj:transform': numbers('From pixels to places'),
  'processing:lineage': text('How it was made'),
  'landquilt:scene': text('Scene'),
  'landquilt:recipe': text('Recipe'),
  'landquilt:recipe_version': text('Version of the recipe'),
};

const MEMBERS: readonly string[] = ['id', 'collection', 'geometry'];
const PREFIX = 'properties.';

/** Properties of an Item may be named with what they lie in, or without. */
export const bareName = (name: string): string => (name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name);

const isKnown = (name: string): boolean =>
  Object.hasOwn(SCHEMAS, bareName(name)) && !(name.startsWith(PREFIX) && MEMBERS.includes(bareName(name)));

export const STAC_QUERYABLES: Queryables = { has: isKnown, names: () => Object.keys(SCHEMAS) };

/** Names by which Items may be put in order. */
export const SORTABLE: readonly string[] = Object.keys(SCHEMAS).filter((name) => SCHEMAS[name].type === 'string');

export const isSortable = (name: string): boolean => isKnown(name) && SORTABLE.includes(bareName(name));

/** JSON Schema of what filters may ask of Items, at an address of its own. */
export function describeQueryables(address: string, title: string): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: address,
    type: 'object',
    title,
    properties: SCHEMAS,
    additionalProperties: false,
  };
}

/** An Item as filters and orders see it. */
export function toFilterable({ entry, item }: FoundItem): Filterable {
  return {
    property(name) {
      if (name === 'id') return entry.id;
      if (name === 'collection') return entry.collection;
      if (name === 'geometry') return { kind: 'shape', geometry: item.geometry as FilterGeometry };
      const bare = bareName(name);
      return Object.hasOwn(item.properties, bare) ? toValue(item.properties[bare]) : null;
    },
  };
}

function toValue(json: unknown): Value {
  if (typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean') return json;
  return Array.isArray(json) ? json.map(toValue) : null;
}
