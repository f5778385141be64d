import type { FilterGeometry } from './expression.js';
import type { Instant, Span } from './times.js';

/** What a filter computes with: null is unknown, as in SQL. */
export type Value = string | number | boolean | null | Instant | Span | Shape | readonly Value[];

/** A geometry in a filter or of a feature. */
export interface Shape {
  kind: 'shape';
  geometry: FilterGeometry;
}

export const isShape = (value: Value): value is Shape => isTagged(value, 'shape');
export const isInstant = (value: Value): value is Instant => isTagged(value, 'instant');
export const isSpan = (value: Value): value is Span => isTagged(value, 'span');

const isTagged = (value: Value, kind: string): boolean =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;

/** Kind of a value, for messages. */
export function nameValue(value: Value): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isShape(value)) return 'a geometry';
  if (isInstant(value)) return 'a time';
  if (isSpan(value)) return 'an interval';
  return `the ${typeof value === 'string' ? 'text' : typeof value} ${JSON.stringify(value)}`;
}
