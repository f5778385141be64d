import { createLocals, type Locals } from './locals.js';
import { type Func, I32 } from './module.js';
import { type Code, get, put } from './structure.js';
import { at, atPart, i16x8, i32, loop, v128 } from './words.js';

/** Tangent of 22.5 degrees in multiples of 2⁻¹⁵; see `findFourWayCrests`. */
const TANGENT = 13_573;

/**
 * Functions on rows of eight pixels at a time. Of the three rows around one, `above`, `middle` and `below` are the places of
 * pixel -1. Gradients are whole numbers of 16 bits; `bytes` are those of a row of them.
 */
export interface CrestFunctions {
  /** Sobel's sums x and y of a picture of bytes, and |x| + |y|. */
  byteGradient(
    ...of: [
      ...[x: number, y: number, strength: number, bytes: number],
      ...[above: number, middle: number, below: number],
    ]
  ): void;
  /** Rows of bits: the crests of three rows of strengths that are above `low`, and those that are above `high`. */
  fourWayCrests(
    ...of: [
      ...[weak: number, strong: number, bytes: number, above: number, middle: number, below: number],
      ...[x: number, y: number, low: number, high: number],
    ]
  ): void;
}

export const crestFunctions = (): Func[] => [byteGradient(), fourWayCrests()];

const twice = (value: Code): Code => i16x8.shiftLeft(value, i32.of(1));

/** -1 below 0, else 0. */
const sign = (value: Code): Code => i16x8.shiftRight(value, i32.of(15));

function byteGradient(): Func {
  const params = Array(7).fill(I32);
  const [x, y, strength, bytes, above, middle, below] = params.keys();
  const locals = createLocals(params.length);
  const [counter] = locals.takeNumbers(1);
  const [sumX, sumY, falling, rising] = locals.takeVectors(4);
  const near = (row: number, right: number): Code => i16x8.loadBytes(atPart(row, counter, 1), right + 1);
  const across = i16x8.subtract(near(middle, 1), near(middle, -1));
  const down = i16x8.subtract(near(below, 0), near(above, 0));
  const body = [
    // Differences between corners are parts of both sums.
    ...put(falling, i16x8.subtract(near(below, 1), near(above, -1))),
    ...put(rising, i16x8.subtract(near(above, 1), near(below, -1))),
    ...put(sumX, i16x8.add(i16x8.add(get(falling), get(rising)), twice(across))),
    ...put(sumY, i16x8.add(i16x8.subtract(get(falling), get(rising)), twice(down))),
    ...[...v128.store(at(x, counter), get(sumX)), ...v128.store(at(y, counter), get(sumY))],
    ...v128.store(at(strength, counter), i16x8.add(i16x8.abs(get(sumX)), i16x8.abs(get(sumY)))),
  ];
  return { name: 'byteGradient', params, locals: locals.types, body: loop(counter, bytes, body) };
}

function fourWayCrests(): Func {
  const params = Array(10).fill(I32);
  const [weak, strong, bytes, above, middle, below, x, y, low, high] = params.keys();
  const locals = createLocals(params.length);
  const [counter] = locals.takeNumbers(1);
  const ways = createWays(locals);
  const [own, isCrest] = locals.takeVectors(2);
  const near = (row: number, right: number): Code => v128.load(at(row, counter), 2 * (right + 1));
  const before = ways.choose({
    flat: near(middle, -1),
    steep: near(above, 0),
    unlike: near(above, 1),
    like: near(above, -1),
  });
  const after = ways.choose({
    flat: near(middle, 1),
    steep: near(below, 0),
    unlike: near(below, -1),
    like: near(below, 1),
  });
  // Across and down a crest may be as strong as the pixel after it.
  const isHighest = v128.and(
    i16x8.isAbove(get(own), before),
    i16x8.isAbove(i16x8.subtract(get(own), ways.isStraight), after),
  );
  const isAbove = (limit: number): Code => i16x8.isAbove(get(own), i16x8.splat(get(limit)));
  const storeBits = (row: number, mask: Code): Code => i32.storeByte(atPart(row, counter, 4), i16x8.bits(mask));
  const body = [
    ...ways.find(v128.load(at(x, counter)), v128.load(at(y, counter))),
    ...[...put(own, near(middle, 0)), ...put(isCrest, v128.and(isHighest, isAbove(low)))],
    ...[...storeBits(weak, get(isCrest)), ...storeBits(strong, v128.and(get(isCrest), isAbove(high)))],
  ];
  return { name: 'fourWayCrests', params, locals: locals.types, body: loop(counter, bytes, body) };
}

/** What lies in each way of a gradient: flat up to 22.5 degrees, steep above 67.5, else slanted, by the signs of x and y. */
type Ways = Record<'flat' | 'steep' | 'unlike' | 'like', Code>;

function createWays(locals: Locals) {
  const [across, down, flat, isUnlike, isNotFlat, isSteep] = locals.takeVectors(6);
  const tangents = i16x8.of(Array(8).fill(TANGENT));
  /** Rounded down: rounded to the nearest, less 1 where the first bit cut off is set. */
  const timesTangent = (value: Code): Code =>
    i16x8.add(i16x8.multiplyQ15(value, tangents), sign(twice(i16x8.multiply(value, tangents))));

  /** The tangent of 67.5 degrees is 2 more than that of 22.5. */
  const find = (x: Code, y: Code): Code => [
    ...put(isUnlike, sign(v128.xor(x, y))),
    ...[...put(across, i16x8.abs(x)), ...put(down, i16x8.abs(y)), ...put(flat, timesTangent(get(across)))],
    ...put(isNotFlat, i16x8.isAbove(get(down), get(flat))),
    ...put(isSteep, i16x8.isAbove(i16x8.subtract(get(down), twice(get(across))), get(flat))),
  ];

  const choose = ({ flat, steep, unlike, like }: Ways): Code => {
    const slanted = v128.select(get(isUnlike), unlike, like);
    return v128.select(get(isNotFlat), v128.select(get(isSteep), steep, slanted), flat);
  };

  return { find, choose, isStraight: v128.or(v128.not(get(isNotFlat)), get(isSteep)) };
}
