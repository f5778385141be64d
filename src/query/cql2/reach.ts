import { type Expression, isGeometry, isOperation } from './expression.js';
import type { Reach } from './predicate.js';
import { boxOfGeometry, boxToGeometry, SPATIAL_OPERATORS } from './shapes.js';

/**
 * A box that the geometry of every feature meets for which a filter is true; null where none is known. All relations but
 * `S_DISJOINT` hold between geometries only that have a point in common.
 */
export function findReach(filter: Expression): Reach | null {
  if (typeof filter !== 'object' || !isOperation(filter)) return null;
  const { op, args } = filter;
  const name = op.toLowerCase();
  const parts = (): (Reach | null)[] => args.map(findReach);
  if (name === 'and') return parts().find((part) => part !== null) ?? null;
  if (name === 'or') return uniteReach(parts());
  if (!SPATIAL_OPERATORS.includes(name) || name === 's_disjoint') return null;
  const [a, b] = args;
  if (isProperty(a)) return reachOfLiteral(b);
  return isProperty(b) ? reachOfLiteral(a) : null;
}

const isProperty = (expression: Expression): boolean => typeof expression === 'object' && 'property' in expression;

function reachOfLiteral(expression: Expression): Reach | null {
  if (typeof expression !== 'object' || Array.isArray(expression) || isOperation(expression)) return null;
  if (isGeometry(expression)) return boxOfGeometry(expression);
  return 'bbox' in expression ? boxOfGeometry(boxToGeometry(expression.bbox)) : null;
}

/** Around all; null where one is not known. */
function uniteReach(parts: readonly (Reach | null)[]): Reach | null {
  const known = parts.filter((part) => part !== null);
  if (known.length < parts.length || known.length === 0) return null;
  return [
    Math.min(...known.map((part) => part[0])),
    Math.min(...known.map((part) => part[1])),
    Math.max(...known.map((part) => part[2])),
    Math.max(...known.map((part) => part[3])),
  ];
}
