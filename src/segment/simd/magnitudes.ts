import { F64, type Func, I32, V128 } from './module.js';
import { type Code, get, put } from './structure.js';
import { at, f32x4, f64x2, i32x4, loop, v128 } from './words.js';

/** Of rows of differences, whole numbers of 16 bits, of which `bytes` are the bytes of one. */
export interface MagnitudeFunctions {
  /** Single floats: sqrt(x² + y²) · factor, in double precision until then. */
  magnitudes(out: number, x: number, y: number, bytes: number, factor: number): void;
}

export const magnitudeFunctions = (): Func[] => [magnitudes()];

/** Four pairs a b of two vectors of 16 bits each, from the `first` on. */
const interleave = (a: Code, b: Code, first: number): Code =>
  v128.shuffle(a, b, (k) => 2 * (first + (k >> 2)) + (k & 1) + (k & 2 ? 16 : 0));

const upperHalf = (a: Code): Code => v128.cut(a, a, 8);

const joinLowerHalves = (a: Code, b: Code): Code => v128.shuffle(a, b, (k) => (k < 8 ? k : k + 8));

function magnitudes(): Func {
  const [out, x, y, bytes, factor, counter, pairs, squares] = [0, 1, 2, 3, 4, 5, 6, 7];
  const toMagnitudes = (two: Code): Code =>
    f32x4.fromDoubles(f64x2.multiply(f64x2.sqrt(f64x2.from(two)), f64x2.splat(get(factor))));
  const fourMagnitudes = joinLowerHalves(toMagnitudes(get(squares)), toMagnitudes(upperHalf(get(squares))));
  // A magnitude takes twice the bytes of a difference.
  const storeFour = (first: number): Code => [
    ...put(pairs, interleave(v128.load(at(x, counter)), v128.load(at(y, counter)), first)),
    ...put(squares, i32x4.addProducts(get(pairs), get(pairs))),
    ...v128.store(at(out, counter, 1), fourMagnitudes, 4 * first),
  ];
  const body = loop(counter, bytes, [...storeFour(0), ...storeFour(4)]);
  return { name: 'magnitudes', params: [I32, I32, I32, I32, F64], locals: [I32, V128, V128], body };
}
