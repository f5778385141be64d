import { compileFilter } from '../../../src/query/cql2/compile.js';
import type { Expression } from '../../../src/query/cql2/expression.js';
import { parseCql2Text } from '../../../src/query/cql2/parse-text.js';
import type { Value } from '../../../src/query/cql2/values.js';

export const NAMES = ['yes', 'no', 'unknown', 'number', 'text', 'time', 'geometry'];

const VALUES: Readonly<Record<string, Value>> = {
  yes: true,
  no: false,
  unknown: null,
  number: 7,
  text: 'Grüne Wiese',
  time: '2026-06-01T10:00:00Z',
  geometry: {
    kind: 'shape',
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [2, 0],
          [2, 2],
          [0, 2],
          [0, 0],
        ],
      ],
    },
  },
};

/** What a filter says of one feature that has a value of each kind. */
export function evaluate(filter: string | Expression): boolean | null {
  const expression = typeof filter === 'string' ? parseCql2Text(filter) : filter;
  const holds = compileFilter(expression, { has: (name) => NAMES.includes(name), names: () => NAMES });
  return holds({ property: (name) => VALUES[name] ?? null });
}
