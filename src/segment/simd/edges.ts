import { F64, type Func, I32, V128 } from './module.js';
import { type Code, get, put } from './structure.js';
import { at, atPart, f64x2, i64x2, loop, v128 } from './words.js';

/** Functions on rows of doubles; of the three rows around one, `above`, `middle` and `below` are the places of pixel -1. */
export interface EdgeFunctions {
  /** Differences to the right and down, as `GradientRow` has them, and sqrt(x² + y²) · factor. */
  gradient(
    ...of: [
      ...[x: number, y: number, strength: number, bytes: number],
      ...[above: number, middle: number, below: number],
      ...[middleWeight: number, sideWeight: number, factor: number],
    ]
  ): void;
  /** Bytes: 1 where a pixel of at least `low` is a crest of the strengths across the edge, 2 where it is at least `high`. */
  crests(
    ...of: [
      ...[out: number, bytes: number, above: number, middle: number, below: number],
      ...[x: number, y: number, low: number, high: number],
    ]
  ): void;
}

export const edgeFunctions = (): Func[] => [gradient(), crests()];

const DOUBLE = 8;

/** The neighbours of two pixels in one of the three rows: -1 is to the left, 1 to the right. */
const near = (row: number, counter: number, right: number): Code => v128.load(at(row, counter), DOUBLE * (right + 1));

function gradient(): Func {
  const [outX, outY, strength, bytes, above, middle, below] = [0, 1, 2, 3, 4, 5, 6];
  const [middleWeight, sideWeight, factor, counter, x, y] = [7, 8, 9, 10, 11, 12];
  const weigh = (value: Code, by: number): Code => f64x2.multiply(value, f64x2.splat(get(by)));
  const across = (row: number): Code => f64x2.subtract(near(row, counter, 1), near(row, counter, -1));
  const down = (right: number): Code => f64x2.subtract(near(below, counter, right), near(above, counter, right));
  const join = (straight: Code, one: Code, other: Code): Code =>
    f64x2.add(weigh(straight, middleWeight), weigh(f64x2.add(one, other), sideWeight));
  const square = (local: number): Code => f64x2.multiply(get(local), get(local));
  const length = f64x2.sqrt(f64x2.add(square(x), square(y)));
  const body = [
    ...put(x, join(across(middle), across(above), across(below))),
    ...put(y, join(down(0), down(-1), down(1))),
    ...v128.store(at(outX, counter), get(x)),
    ...v128.store(at(outY, counter), get(y)),
    ...v128.store(at(strength, counter), weigh(length, factor)),
  ];
  const params = [...Array(7).fill(I32), F64, F64, F64];
  return { name: 'gradient', params, locals: [I32, V128, V128], body: loop(counter, bytes, body) };
}

function crests(): Func {
  const [out, bytes, above, middle, below, atX, atY, low, high] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const [counter, x, y, own, alike, steep, share, rest] = [9, 10, 11, 12, 13, 14, 15, 16];
  // Ahead lies the row below, and behind the one above; where the signs of x and y differ the right is behind.
  const isNoHigher = (row: number, side: number): Code => {
    const beside = (of: number): Code => v128.select(get(alike), near(of, counter, side), near(of, counter, -side));
    const straight = v128.select(get(steep), near(row, counter, 0), beside(middle));
    const between = f64x2.add(f64x2.multiply(beside(row), get(share)), f64x2.multiply(straight, get(rest)));
    return f64x2.isNotAbove(between, get(own));
  };
  const isAtLeast = (level: number): Code => f64x2.isNotBelow(get(own), f64x2.splat(get(level)));
  const isCrest = v128.and(isNoHigher(below, 1), isNoHigher(above, -1));
  const oneOrTwo = i64x2.subtract(i64x2.of(1), isAtLeast(high));
  const marks = v128.and(v128.and(isCrest, isAtLeast(low)), oneOrTwo);
  const body = [
    ...[...put(x, v128.load(at(atX, counter))), ...put(y, v128.load(at(atY, counter)))],
    ...put(own, near(middle, counter, 0)),
    ...findDirection({ x, y, alike, steep, share, rest }),
    ...v128.storeShort(atPart(out, counter, 3), lowestBytes(marks, get(own))),
  ];
  const params = [...Array(7).fill(I32), F64, F64];
  return { name: 'crests', params, locals: [I32, ...Array(7).fill(V128)], body: loop(counter, bytes, body) };
}

/** Locals of `crests`. */
interface Direction {
  /** Differences to the right and down. */
  x: number;
  y: number;
  /** Whether these have the same sign. */
  alike: number;
  /** Whether the way across the edge goes down more than aside. */
  steep: number;
  /** How far it goes from the straight neighbour to the slanting one, and 1 less that. */
  share: number;
  rest: number;
}

function findDirection({ x, y, alike, steep, share, rest }: Direction): Code {
  const [sizeX, sizeY] = [f64x2.abs(get(x)), f64x2.abs(get(y))];
  const zero = f64x2.subtract(get(x), get(x));
  const isDiagonal = f64x2.isEqual(sizeY, sizeX);
  return [
    ...put(alike, f64x2.isNotBelow(f64x2.multiply(get(x), get(y)), zero)),
    ...put(steep, v128.or(f64x2.isAbove(sizeY, sizeX), v128.andNot(isDiagonal, get(alike)))),
    ...put(share, f64x2.divide(f64x2.min(sizeX, sizeY), f64x2.max(sizeX, sizeY))),
    ...put(rest, f64x2.subtract(f64x2.of([1, 1]), get(share))),
  ];
}

/** The lowest byte of either half, side by side; `other` is any vector. */
const lowestBytes = (halves: Code, other: Code): Code => v128.shuffle(halves, other, (k) => (k === 1 ? DOUBLE : 0));
