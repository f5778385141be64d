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
  const product = (first: Taps | null, second: Taps | null, source: Line) =>
    first && second ? createTerm({ down: first, along: second }, source, width) : null;
  const cc = product(down.cosine, along.cosine, even);
  const ss = product(down.sine, along.sine, odd);
  const cs = product(down.cosine, along.sine, even);
  const sc = product(down.sine, along.cosine, odd);
  const terms = [cc, ss, cs, sc].filter((term) => term !== null);
  const sumsOf = createPresenceSums(
    present,
    shape,
    terms.map(({ kernel }) => kernel),
  );
  const [real, imaginary] = [new Float64Array(width), new Float64Array(width)];

  return (row, take) => {
    filterColumns(rows, row, down.cosine, even);
    if (down.sine) filterColumns(rows, row, down.sine, odd);
    const sums = sumsOf(row);
    for (let k = 0; k < terms.length; k++) computeTerm(terms[k], sums[k], values, row);
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
  source: Line;
  out: Line;
}

function createTerm(kernel: Product, source: Line, width: number): Term {
  return { kernel, full: sumOfKernel(kernel), source, out: { values: new Float64Array(width), at: 0 } };
}

function computeTerm({ kernel, full, source, out }: Term, sums: Float64Array, values: Float64Array, row: number): void {
  const width = sums.length;
  filterRow(source, kernel.along, out, width);
  for (let x = 0; x < width; x++) out.values[x] += (full - sums[x]) * values[row * width + x];
}

function addTerms(first: Term | null, second: Term | null, sign: number, out: Float64Array): void {
  if (first && second) {
    const [a, b] = [first.out.values, second.out.values];
    for (let x = 0; x < out.length; x++) out[x] = a[x] + sign * b[x];
  } else if (first) out.set(first.out.values);
  else if (second) for (let x = 0; x < out.length; x++) out[x] = sign * second.out.values[x];
  else out.fill(0);
}
