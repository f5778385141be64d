import { InternalError } from '../../errors.js';
import { scaledTo, scaleOf } from './properties.js';

/** Longest text that `putDecimal` and `putInteger` write. */
export const MAX_NUMBER_BYTES = 32;
/** Most decimals of a coordinate: with up to three digits before the point, all digits still fit in 53 bits. */
export const MAX_DECIMALS = 12;

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
/** The digits of 00 to 99. */
const DIGIT_PAIRS = Uint8Array.from({ length: 200 }, (_, i) => ZERO + (i % 2 ? (i >> 1) % 10 : Math.floor(i / 20)));
const BILLION = 1_000_000_000;

/**
 * Writes `value` as a JSON number with at most `decimals` places (0 to 12), no trailing zeros, no -0; returns the
 * position after it. A parser gets the double that `roundTo` gives, so a value that was already rounded to that many
 * places comes back as it was.
 */
export function putDecimal(bytes: Uint8Array, at: number, value: number, decimals: number): number {
  const size = Math.abs(value);
  if (!(size < 2 ** 31) || decimals > 9) return putWideDecimal(bytes, at, value, decimals);
  const scale = scaleOf(decimals);
  let whole = size | 0;
  let fraction = ((size - whole) * scale + 0.5) | 0;
  if (fraction === scale) {
    whole++;
    fraction = 0;
  }
  if (value < 0 && whole + fraction > 0) bytes[at++] = MINUS;
  const point = putInteger(bytes, at, whole);
  if (fraction === 0) return point;
  bytes[point] = POINT;
  return putFraction(bytes, point + 1, fraction, decimals);
}

/** `putDecimal` where 32 bits are too few. */
function putWideDecimal(bytes: Uint8Array, at: number, value: number, decimals: number): number {
  const scale = scaleOf(decimals);
  const scaled = scaledTo(value, decimals);
  if (!(scaled <= Number.MAX_SAFE_INTEGER)) return putLarge(bytes, at, value);
  if (value < 0 && scaled > 0) bytes[at++] = MINUS;
  const whole = Math.floor(scaled / scale);
  const fraction = scaled - whole * scale;
  const point = putInteger(bytes, at, whole);
  if (fraction === 0) return point;
  bytes[point] = POINT;
  if (decimals <= 9) return putFraction(bytes, point + 1, fraction, decimals);
  const high = Math.floor(fraction / BILLION);
  const end = putDigits(bytes, point + 1, high, decimals - 9);
  return trimZeros(bytes, putDigits(bytes, end, fraction - high * BILLION, 9));
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

/** Writes the digits after the point, leading zeros included and trailing ones not. */
function putFraction(bytes: Uint8Array, at: number, fraction: number, decimals: number): number {
  return trimZeros(bytes, putDigits(bytes, at, fraction, decimals));
}

function trimZeros(bytes: Uint8Array, end: number): number {
  while (bytes[end - 1] === ZERO) end--;
  return end;
}

/** Writes the last `width` (at most 9) digits of a whole number below 10^9, two at a time from the back. */
function putDigits(bytes: Uint8Array, at: number, value: number, width: number): number {
  let rest = value | 0;
  let i = at + width;
  while (i > at + 1) {
    const hundredth = (rest / 100) | 0;
    const pair = (rest - hundredth * 100) << 1;
    bytes[--i] = DIGIT_PAIRS[pair + 1]!;
    bytes[--i] = DIGIT_PAIRS[pair]!;
    rest = hundredth;
  }
  if (i > at) bytes[at] = ZERO + (rest % 10);
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
