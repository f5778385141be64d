import { filterError } from './filter-error.js';

/**
 * A point in time, from its first to its last millisecond: a date is a whole day, so that it equals any time in it when the
 * two are compared.
 */
export interface Instant {
  kind: 'instant';
  from: number;
  to: number;
}

/** From one point in time to another. */
export interface Span {
  kind: 'span';
  start: Instant;
  end: Instant;
}

const DAY_MS = 86_400_000;
const DATE = /^\d{4}-\d\d-\d\d$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/i;

/** A date or a timestamp of RFC 3339, in UTC where it names no zone; null where a text is neither. */
export function readInstant(text: string): Instant | null {
  const isDate = DATE.test(text);
  const timestamp = TIMESTAMP.exec(text);
  if (!isDate && !timestamp) return null;
  const from = Date.parse(isDate ? `${text}T00:00:00Z` : text.toUpperCase() + (timestamp![1] ? '' : 'Z'));
  if (Number.isNaN(from) || (isDate && new Date(from).toISOString().slice(0, 10) !== text)) return null;
  return { kind: 'instant', from, to: isDate ? from + DAY_MS - 1 : from };
}

/** @throws InputError where a text of a filter is no time */
export function parseInstant(text: string): Instant {
  const instant = readInstant(text);
  if (instant) return instant;
  throw filterError('a date (2026-11-20) or a timestamp (2026-11-20T10:00:00Z)', JSON.stringify(text));
}

/** The end of an interval; `..` is no end. */
export function parseEnd(text: string, side: 'start' | 'end'): Instant {
  if (text !== '..' && text !== '') return parseInstant(text);
  const at = side === 'start' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return { kind: 'instant', from: at, to: at };
}

export const toSpan = (instant: Instant): Span => ({ kind: 'span', start: instant, end: instant });

/** Less than 0 where a comes before b, more than 0 where it comes after, 0 where they are the same time. */
export function compareInstants(a: Instant, b: Instant): number {
  if (a.to < b.from) return -1;
  return a.from > b.to ? 1 : 0;
}

const before = (a: Instant, b: Instant): boolean => compareInstants(a, b) < 0;
const same = (a: Instant, b: Instant): boolean => compareInstants(a, b) === 0;

type Relation = (a: Span, b: Span) => boolean;

/** Allen's relations between intervals (1983), those that take points in time too first. */
export const TIME_RELATIONS: Readonly<Record<string, { holds: Relation; takesInstants: boolean }>> = {
  t_after: { takesInstants: true, holds: (a, b) => before(b.end, a.start) },
  t_before: { takesInstants: true, holds: (a, b) => before(a.end, b.start) },
  t_disjoint: { takesInstants: true, holds: (a, b) => before(a.end, b.start) || before(b.end, a.start) },
  t_equals: { takesInstants: true, holds: (a, b) => same(a.start, b.start) && same(a.end, b.end) },
  t_intersects: { takesInstants: true, holds: (a, b) => !before(a.end, b.start) && !before(b.end, a.start) },
  t_contains: { takesInstants: false, holds: (a, b) => before(a.start, b.start) && before(b.end, a.end) },
  t_during: { takesInstants: false, holds: (a, b) => before(b.start, a.start) && before(a.end, b.end) },
  t_finishedby: { takesInstants: false, holds: (a, b) => before(a.start, b.start) && same(a.end, b.end) },
  t_finishes: { takesInstants: false, holds: (a, b) => before(b.start, a.start) && same(a.end, b.end) },
  t_meets: { takesInstants: false, holds: (a, b) => same(a.end, b.start) },
  t_metby: { takesInstants: false, holds: (a, b) => same(a.start, b.end) },
  t_overlappedby: {
    takesInstants: false,
    holds: (a, b) => before(b.start, a.start) && before(a.start, b.end) && before(b.end, a.end),
  },
  t_overlaps: {
    takesInstants: false,
    holds: (a, b) => before(a.start, b.start) && before(b.start, a.end) && before(a.end, b.end),
  },
  t_startedby: { takesInstants: false, holds: (a, b) => same(a.start, b.start) && before(b.end, a.end) },
  t_starts: { takesInstants: false, holds: (a, b) => same(a.start, b.start) && before(a.end, b.end) },
};
