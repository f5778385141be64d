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
  const x = curve(shareOfX(red, green, blue));
  const y = curve(shareOfY(red, green, blue));
  const z = curve(shareOfZ(red, green, blue));
  out[0] = 116 * y - 16;
  out[1] = 500 * (x - y);
  out[2] = 200 * (y - z);
}

/** One of the three numbers alone: L*, a* or b*. */
export const LINEAR_TO_LAB_PART = [
  (red: number, green: number, blue: number) => 116 * curve(shareOfY(red, green, blue)) - 16,
  (red: number, green: number, blue: number) =>
    500 * (curve(shareOfX(red, green, blue)) - curve(shareOfY(red, green, blue))),
  (red: number, green: number, blue: number) =>
    200 * (curve(shareOfY(red, green, blue)) - curve(shareOfZ(red, green, blue))),
] as const;

const shareOfX = (r: number, g: number, b: number) => (0.412453 * r + 0.35758 * g + 0.180423 * b) / WHITE_X;
const shareOfY = (r: number, g: number, b: number) => 0.212671 * r + 0.71516 * g + 0.072169 * b;
const shareOfZ = (r: number, g: number, b: number) => (0.019334 * r + 0.119193 * g + 0.950227 * b) / WHITE_Z;

const curve = (share: number): number => (share > EDGE ? cubeRoot(share) : share * SLOPE + 4 / 29);

/** Steps of the table of roots, which goes a little beyond white. */
const ROOT_STEPS = 4096;
const ROOTS = Float64Array.from({ length: 1.25 * ROOT_STEPS }, (_, i) => Math.cbrt(i / ROOT_STEPS));

/** A root that is looked up, made exact by one step of Halley's; of more than `EDGE`. */
function cubeRoot(value: number): number {
  const place = value * ROOT_STEPS;
  if (!(place < ROOTS.length - 1)) return Math.cbrt(value);
  const step = place | 0;
  const near = ROOTS[step] + (place - step) * (ROOTS[step + 1] - ROOTS[step]);
  const cube = near * near * near;
  return (near * (cube + 2 * value)) / (2 * cube + value);
}

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
