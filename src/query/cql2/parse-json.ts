import { z } from 'zod';
import type { Expression } from './expression.js';
import { filterError, MOST_DEPTH, MOST_NODES } from './filter-error.js';

const position = z.array(z.number()).min(2).max(4);
const geometry: z.ZodType = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('Point'), coordinates: position }),
    z.looseObject({ type: z.enum(['MultiPoint', 'LineString']), coordinates: z.array(position) }),
    z.looseObject({ type: z.enum(['MultiLineString', 'Polygon']), coordinates: z.array(z.array(position)) }),
    z.looseObject({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(z.array(position))) }),
    z.looseObject({ type: z.literal('GeometryCollection'), geometries: z.array(geometry) }),
  ]),
);

const intervalEnd: z.ZodType = z.lazy(() => z.union([z.string(), property, operation]));
const property = z.strictObject({ property: z.string().min(1) });
const expression: z.ZodType = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    operation,
    property,
    z.strictObject({ date: z.string() }),
    z.strictObject({ timestamp: z.string() }),
    z.strictObject({ interval: z.tuple([intervalEnd, intervalEnd]) }),
    z.strictObject({ bbox: z.array(z.number()) }),
    geometry,
    z.array(expression),
  ]),
);
const operation = z.strictObject({ op: z.string().min(1), args: z.array(expression) });

/**
 * Reads CQL2 JSON (OGC 21-065r2, 8.3).
 *
 * @throws InputError where it is none, or is longer or deeper than any sensible filter
 */
export function parseCql2Json(json: unknown): Expression {
  checkSize(json);
  const parsed = expression.safeParse(json);
  if (parsed.success) return parsed.data as Expression;
  throw filterError('a filter in CQL2 JSON', `${JSON.stringify(json).slice(0, 200)}`);
}

/** Looks no deeper than the limit, so that nothing behind it can be made to. */
function checkSize(json: unknown): void {
  let nodes = 0;
  let objects = 0;
  const look = (value: unknown, depth: number): void => {
    if (depth > 2 * MOST_DEPTH) throw filterError(`at most ${2 * MOST_DEPTH} levels`, 'more');
    if (++nodes > 10 * MOST_NODES) throw filterError(`at most ${10 * MOST_NODES} values`, 'more');
    // Each of these is tried as everything that it may be; numbers and texts are quickly done.
    if (typeof value === 'object' && !Array.isArray(value) && ++objects > 2 * MOST_NODES) {
      throw filterError(`at most ${2 * MOST_NODES} objects`, 'more');
    }
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) look(inner, depth + 1);
  };
  look(json, 0);
}
