/** The white D65 as the 2° observer sees it; this and the matrix have the digits that scikit-image and OpenCV use. */
const WHITE_X = 0.95047;
const WHITE_Z = 1.08883;

/** Where the cube root of CIE 15 gives way to a line: (6/29)³, and the line's slope, (29/6)²/3. */
const EDGE = (6 / 29) ** 3;
const SLOPE = (29 / 6) ** 2 / 3;

/**
 * CIE L*a*b* under D65 (CIE 15:2004), into `out`, from red, green and blue of 0 to 1 with the primaries of sRGB, in linear
 * light (IEC 61966-2-1).
 */
export function linearToLab(red: number, green: number, blue: number, out: Float64Array): void {
  const x = curve((0.412453 * red + 0.35758 * green + 0.180423 * blue) / WHITE_X);
  const y = curve(0.212671 * red + 0.71516 * green + 0.072169 * blue);
  const z = curve((0.019334 * red + 0.119193 * green + 0.950227 * blue) / WHITE_Z);
  out[0] = 116 * y - 16;
  out[1] = 500 * (x - y);
  out[2] = 200 * (y - z);
}

const curve = (share: number): number => (share > EDGE ? Math.cbrt(share) : share * SLOPE + 4 / 29);

/** The light of a value of a screen, both of 0 to 1 (IEC 61966-2-1). */
export function toLinear(value: number): number {
  return value > 0.04045 ? ((value + 0.055) / 1.055) ** 2.4 : value / 12.92;
}

/** Steps of the table of light; between them it lies on a line, at most 1e-9 away. */
const STEPS = 16384;
const LIGHT = Float64Array.from({ length: STEPS + 2 }, (_, i) => toLinear(i / STEPS));

/** The same, looked up: a power takes ten times as long. */
export function lookUpLinear(value: number): number {
  const place = value * STEPS;
  if (!(place >= 0 && place <= STEPS)) return toLinear(value);
  const step = place | 0;
  return LIGHT[step] + (place - step) * (LIGHT[step + 1] - LIGHT[step]);
}
