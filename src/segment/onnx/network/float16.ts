/** Bits of a half float, IEEE 754 binary16: a sign, 5 bits of exponent (bias 15), 10 of fraction. */
const INFINITE = 0x7c00;
const NAN = 0x7e00;
/** From here on a number is nearer to what comes after the largest half float (65504): infinite. */
const TOO_LARGE = 65520;
/** The smallest normal half float; steps below it are all of one size. */
const SMALLEST_NORMAL = 2 ** -14;
const SMALLEST_STEP = 2 ** -24;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

let table: Float32Array | undefined;

/** The half float that is nearest to a number; of two, the even one. */
export function toFloat16(value: number): number {
  float[0] = value;
  const sign = (bits[0] >>> 16) & 0x8000;
  const size = Math.abs(float[0]);
  if (!(size < TOO_LARGE)) return sign | (size >= TOO_LARGE ? INFINITE : NAN);
  if (size < SMALLEST_NORMAL) return sign | roundHalfToEven(size / SMALLEST_STEP);
  // 13 bits of the fraction go; what they round up may carry on into the exponent, as it should.
  const magnitude = bits[0] & 0x7fffffff;
  return sign | ((magnitude - (112 << 23) + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/** The numbers of all 65536 half floats, by their bits. */
export function float16Table(): Float32Array {
  table ??= Float32Array.from({ length: 1 << 16 }, (_, half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >>> 10) & 31;
    const fraction = half & 0x3ff;
    if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return exponent === 0 ? sign * fraction * SMALLEST_STEP : sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
  return table;
}
