import { compareInstants, type Instant, readInstant, type Span, toSpan } from '../cql2/times.js';
import { badValue } from './problem.js';

const WANTED = 'a time (2026-11-20 or 2026-11-20T10:00:00Z) or an interval (start/end, ../end, start/.., start/P7D)';
const DURATION = /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** A point in time or an interval (OGC API - Features, Part 1, 7.15.4). Throws `UsageError` where a text is neither. */
export function parseDatetime(text: string): Span {
  const fail = (): never => {
    throw badValue('datetime', WANTED, text);
  };
  const parts = text.split('/');
  if (parts.length === 1) return toSpan(readInstant(text) ?? fail());
  if (parts.length !== 2 || parts.every(isOpen)) fail();
  const [first, last] = parts;
  const start = isOpen(first) ? OPEN_START : readInstant(first);
  const end = isOpen(last) ? OPEN_END : readInstant(last);
  const span = {
    kind: 'span' as const,
    start: start ?? (end && end !== OPEN_END ? move(end, first, -1) : null) ?? fail(),
    end: end ?? (start && start !== OPEN_START ? move(start, last, 1) : null) ?? fail(),
  };
  return compareInstants(span.start, span.end) > 0 ? fail() : span;
}

const isOpen = (text: string): boolean => text === '..' || text === '';

const OPEN_START: Instant = { kind: 'instant', from: -Infinity, to: -Infinity };
const OPEN_END: Instant = { kind: 'instant', from: Infinity, to: Infinity };

/** Forwards or back by a duration of ISO 8601; null where the text is none. */
function move(instant: Instant, duration: string, sign: 1 | -1): Instant | null {
  const found = DURATION.exec(duration);
  if (!found) return null;
  const [years, months, weeks, days, hours, minutes, seconds] = found.slice(1).map((text) => sign * Number(text ?? 0));
  const date = new Date(instant.from);
  date.setUTCFullYear(date.getUTCFullYear() + years, date.getUTCMonth() + months, date.getUTCDate());
  const at = date.getTime() + ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  return Number.isFinite(at) ? { kind: 'instant', from: at, to: at } : null;
}

/** Whether a time of a feature lies in a span; what has no time is everywhere in it. */
export function isWithin(time: unknown, { start, end }: Span): boolean {
  const instant = typeof time === 'string' ? readInstant(time) : null;
  return !instant || (compareInstants(start, instant) <= 0 && compareInstants(instant, end) <= 0);
}
