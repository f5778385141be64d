/** A colour in CIE L*a*b*. */
export type Lab = readonly [l: number, a: number, b: number] | Float64Array;

const DEGREE = Math.PI / 180;
const POWER = 25 ** 7;

/** The distance of two colours in a straight line (CIE 1976). */
export function cie76(one: Lab, other: Lab): number {
  return Math.sqrt((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2);
}

/**
 * The distance of two colours as the eye sees it: CIEDE2000 (CIE 142-2001), in the steps of Sharma, Wu and Dalal, "The
 * CIEDE2000 color-difference formula: implementation notes", Color Research & Application 30 (2005), with all weights 1.
 */
export function ciede2000(one: Lab, other: Lab): number {
  const meanChroma = (Math.hypot(one[1], one[2]) + Math.hypot(other[1], other[2])) / 2;
  const stretch = 1.5 - 0.5 * saturation(meanChroma);
  const [a1, a2] = [one[1] * stretch, other[1] * stretch];
  const [c1, c2] = [Math.hypot(a1, one[2]), Math.hypot(a2, other[2])];
  const [h1, h2] = [hueOf(a1, one[2]), hueOf(a2, other[2])];
  const chroma = (c1 + c2) / 2;
  const product = c1 * c2;

  const turn = product === 0 ? 0 : shortestTurn(h2 - h1);
  const hue = product === 0 ? h1 + h2 : meanHue(h1, h2);
  const lightness = (one[0] + other[0]) / 2;

  const t =
    1 -
    0.17 * Math.cos((hue - 30) * DEGREE) +
    0.24 * Math.cos(2 * hue * DEGREE) +
    0.32 * Math.cos((3 * hue + 6) * DEGREE) -
    0.2 * Math.cos((4 * hue - 63) * DEGREE);
  const fromGrey = (lightness - 50) ** 2;
  const dl = (other[0] - one[0]) / (1 + (0.015 * fromGrey) / Math.sqrt(20 + fromGrey));
  const dc = (c2 - c1) / (1 + 0.045 * chroma);
  const dh = (2 * Math.sqrt(product) * Math.sin((turn / 2) * DEGREE)) / (1 + 0.015 * chroma * t);
  const angle = 60 * Math.exp(-(((hue - 275) / 25) ** 2));
  const rotation = -2 * saturation(chroma) * Math.sin(angle * DEGREE);
  // Rounding may bring the sum of two colours that are the same a little below zero.
  return Math.sqrt(Math.max(0, dl * dl + dc * dc + dh * dh + rotation * dc * dh));
}

const saturation = (chroma: number): number => Math.sqrt(chroma ** 7 / (chroma ** 7 + POWER));

function hueOf(a: number, b: number): number {
  const hue = Math.atan2(b, a) / DEGREE;
  return hue < 0 ? hue + 360 : hue;
}

const shortestTurn = (turn: number): number => (turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn);

function meanHue(h1: number, h2: number): number {
  const sum = h1 + h2;
  if (Math.abs(h1 - h2) <= 180) return sum / 2;
  return sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
}
