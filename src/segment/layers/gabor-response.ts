import type { WavePair } from './gabor-waves.js';
import { createPresenceSums, sumOfKernel } from './presence-sums.js';
import type { PresentValues } from './present.js';
import {
  createPaddedRow,
  filterColumns,
  filterRow,
  type Line,
  type Product,
  radiusOf,
  type Taps,
} from './separable.js';
import { filterColumnsBoth, filterRowBoth } from './separable-both.js';

/** Takes the real and the imaginary part of one angle's answer along a row. */
export type TakeResponse = (real: Float64Array, imaginary: Float64Array) => void;

/**
 * The answers of a pair of waves, row by row. The four products of cosine and sine, down and along, give both angles: the
 * real part is cc - ss, or cc + ss where the wave falls; the imaginary part sc + cs, or sc - cs. Pixels without a value, and
 * those beyond the window, count as having the pixel's own.
 */
export function createResponseRows(
  { values, present }: PresentValues,
  shape: { width: number; height: number },
  pair: WavePair,
): (row: number, take: TakeResponse) => void {
  const { width, height } = shape;
  const { down, along, isRising, isFalling } = pair;
  const rows = { values, width, height };
  const radius = radiusOf(down.cosine);
  const [even, odd] = [createPaddedRow(width, radius), createPaddedRow(width, radius)];
  const product = (first: Taps | null, second: Taps | null): Term | null =>
    first && second ? createTerm({ down: first, along: second }, width) : null;
  const cc = product(down.cosine, along.cosine);
  const ss = product(down.sine, along.sine);
  const cs = product(down.cosine, along.sine);
  const sc = product(down.sine, along.cosine);
  const sources = [
    [even, cc, cs],
    [odd, sc, ss],
  ] as const;
  const terms = [cc, ss, cs, sc].filter((term) => term !== null);
  const sumsOf = createPresenceSums(
    present,
    shape,
    terms.map(({ kernel }) => kernel),
  );
  const [real, imaginary] = [new Float64Array(width), new Float64Array(width)];

  return (row, take) => {
    if (down.sine) filterColumnsBoth(rows, row, { even: down.cosine, odd: down.sine }, even, odd);
    else filterColumns(rows, row, down.cosine, even);
    for (const [source, cosine, sine] of sources) {
      if (cosine && sine) filterRowBoth(source, { even: along.cosine, odd: along.sine! }, cosine.out, sine.out, width);
      else if (cosine) filterRow(source, along.cosine, cosine.out, width);
    }
    const sums = sumsOf(row);
    for (let k = 0; k < terms.length; k++) fillGaps(terms[k], sums[k], values, row);
    const combine = (sign: number): void => {
      addTerms(cc, ss, -sign, real);
      addTerms(sc, cs, sign, imaginary);
      take(real, imaginary);
    };
    if (isRising) combine(1);
    if (isFalling) combine(-1);
  };
}

interface Term {
  kernel: Product;
  /** What the kernel gives where everything around is 1. */
  full: number;
  out: Line;
}

function createTerm(kernel: Product, width: number): Term {
  return { kernel, full: sumOfKernel(kernel), out: { values: new Float64Array(width), at: 0 } };
}

/** Gives missing pixels the value of the one in the middle. */
function fillGaps({ full, out }: Term, sums: Float64Array, values: Float64Array, row: number): void {
  const at = row * sums.length;
  for (let x = 0; x < sums.length; x++) if (sums[x] !== full) out.values[x] += (full - sums[x]) * values[at + x];
}

function addTerms(first: Term | null, second: Term | null, sign: number, out: Float64Array): void {
  if (first && second) {
    const [a, b] = [first.out.values, second.out.values];
    for (let x = 0; x < out.length; x++) out[x] = a[x] + sign * b[x];
  } else if (first) out.set(first.out.values);
  else if (second) for (let x = 0; x < out.length; x++) out[x] = sign * second.out.values[x];
  else out.fill(0);
}
