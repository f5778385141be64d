import { InternalError } from '../../errors.js';
import { scaleOf } from './properties.js';

/** Longest text that `putDecimal` and `putInteger` write. */
export const MAX_NUMBER_BYTES = 32;
/** Most decimals of a coordinate: with up to three digits before the point, all digits still fit in 53 bits. */
export const MAX_DECIMALS = 12;

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
const BILLION = 1_000_000_000;

/**
 * Writes `value` as a JSON number with at most `decimals` places (0 to 12), no trailing zeros, no -0; returns the
 * position after it. The digits are those of the integer nearest to `|value| · 10^decimals`, so a value that was
 * rounded to that many places comes back from a parser as the same double.
 */
export function putDecimal(bytes: Uint8Array, at: number, value: number, decimals: number): number {
  const scale = scaleOf(decimals);
  const scaled = Math.round(Math.abs(value) * scale);
  if (!(scaled <= Number.MAX_SAFE_INTEGER)) return putLarge(bytes, at, value);
  if (value < 0 && scaled > 0) bytes[at++] = MINUS;
  const whole = Math.floor(scaled / scale);
  const fraction = scaled - whole * scale;
  const point = putInteger(bytes, at, whole);
  if (fraction === 0) return point;
  bytes[point] = POINT;
  let end = putFraction(bytes, point + 1, fraction, decimals);
  while (bytes[end - 1] === ZERO) end--;
  return end;
}

/** Writes a whole number from 0 to 2^53 - 1; returns the position after it. */
export function putInteger(bytes: Uint8Array, at: number, value: number): number {
  if (value < 10) {
    bytes[at] = ZERO + value;
    return at + 1;
  }
  if (value < 100) return putDigits(bytes, at, value, 2);
  if (value < 1000) return putDigits(bytes, at, value, 3);
  if (value >= BILLION) {
    const high = Math.floor(value / BILLION);
    return putDigits(bytes, putInteger(bytes, at, high), value - high * BILLION, 9);
  }
  let width = 4;
  for (let limit = 10_000; value >= limit; limit *= 10) width++;
  return putDigits(bytes, at, value, width);
}

/** Writes the digits after the point, leading zeros included. */
function putFraction(bytes: Uint8Array, at: number, fraction: number, decimals: number): number {
  if (decimals <= 9) return putDigits(bytes, at, fraction, decimals);
  const high = Math.floor(fraction / BILLION);
  return putDigits(bytes, putDigits(bytes, at, high, decimals - 9), fraction - high * BILLION, 9);
}

/** Writes the last `width` (at most 9) digits of a whole number below 10^9, from the back. */
function putDigits(bytes: Uint8Array, at: number, value: number, width: number): number {
  let rest = value | 0;
  for (let i = at + width - 1; i >= at; i--) {
    const tenth = (rest / 10) | 0;
    bytes[i] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return at + width;
}

/** Numbers without a place for decimals: as JavaScript writes them. */
function putLarge(bytes: Uint8Array, at: number, value: number): number {
  if (!Number.isFinite(value)) {
    throw new InternalError({ thing: 'number of a feature', wanted: 'a finite number', got: String(value) });
  }
  const text = String(value);
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}
