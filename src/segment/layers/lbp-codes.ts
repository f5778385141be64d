/** From the bits of a pattern (point 0 the lowest) to what the layer shows. */
export type PatternCode = (bits: number) => number;

export type PatternKind = 'default' | 'ror' | 'uniform' | 'nri-uniform';

/** Up to so many points, the codes of all patterns are made at once. */
const TABLE_POINTS = 16;

/** The same code, looked up where there are few patterns. */
export function tabulated(code: PatternCode, points: number): PatternCode {
  if (points > TABLE_POINTS) return code;
  const table = Float32Array.from({ length: 2 ** points }, (_, bits) => code(bits));
  return (bits) => table[bits];
}

/** How the patterns of so many points are told apart, as scikit-image's `local_binary_pattern` numbers them. */
export function patternCode(kind: PatternKind, points: number): PatternCode {
  switch (kind) {
    case 'default':
      return (bits) => bits;
    case 'ror':
      return (bits) => leastRotation(bits, points);
    case 'uniform':
      return (bits) => (countChanges(bits, points) <= 2 ? countOnes(bits) : points + 1);
    case 'nri-uniform':
      return (bits) => uniformNumber(bits, points);
  }
}

/** The least number that turning the pattern around gives. */
function leastRotation(bits: number, points: number): number {
  let least = bits;
  let turned = bits;
  for (let k = 1; k < points; k++) {
    turned = (turned >>> 1) | ((turned & 1) << (points - 1));
    if (turned < least) least = turned;
  }
  return least;
}

/** How often neighbouring points differ, from the first to the last. */
const countChanges = (bits: number, points: number): number =>
  countOnes((bits ^ (bits >>> 1)) & (2 ** (points - 1) - 1));

function countOnes(bits: number): number {
  let left = bits;
  let ones = 0;
  for (; left !== 0; left &= left - 1) ones++;
  return ones;
}

/**
 * A number of its own for every pattern of one run of ones: 0 without ones, then by the length of the run and where it
 * begins, then the pattern of ones alone; the last number is for all others.
 */
function uniformNumber(bits: number, points: number): number {
  if (countChanges(bits, points) > 2) return points * (points - 1) + 2;
  const ones = countOnes(bits);
  if (ones === 0) return 0;
  if (ones === points) return points * (points - 1) + 1;
  const begin = bits & 1 ? firstOne(~bits) + points - ones : firstOne(bits);
  return 1 + (ones - 1) * points + ((2 * points - begin) % points);
}

const firstOne = (bits: number): number => 31 - Math.clz32(bits & -bits);
