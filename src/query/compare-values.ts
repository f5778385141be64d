import type { PropertyValue } from './feature-source.js';

/** Order of two values: texts by their characters' numbers. Nothing comes last, whatever the direction. */
export function compareValues(a: PropertyValue, b: PropertyValue, isDescending = false): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b === isDescending ? 1 : -1;
}
