import type { Thresholds } from './edge-thresholds.js';
import { createMarks, type Marks, rowOfMarks } from './hysteresis-grow.js';

/** Tangent of 22.5 degrees in multiples of 2⁻¹⁵; see `findFourWayCrests`. */
const TANGENT = 13_573;
const SHIFT = 15;

/** Gradients and their strength in three rows of a ring, each with one more place at either end that stays 0. */
interface Ring {
  x: Int32Array;
  y: Int32Array;
  strength: Int32Array;
  stride: number;
}

interface BytePicture {
  values: Uint8Array;
  width: number;
  height: number;
}

/**
 * The crests that `findFourWayCrests` finds, in a picture of bytes without gaps: all in whole numbers and nearly without
 * branches, as no processor can guess which way the gradient of a texture goes.
 */
export function findByteCrests(picture: BytePicture, thresholds: Thresholds): Marks {
  const { width, height } = picture;
  const marks = createMarks(width, height);
  const stride = width + 2;
  const create = (): Int32Array => new Int32Array(3 * stride);
  const ring: Ring = { x: create(), y: create(), strength: create(), stride };
  for (let row = 0; row <= height; row++) {
    const at = (row % 3) * stride;
    if (row < height) measureRow(picture, row, ring, at + 1);
    else ring.strength.fill(0, at, at + stride);
    if (row > 0) markRow(ring, row - 1, thresholds, marks);
  }
  return marks;
}

function measureRow({ values, width, height }: BytePicture, row: number, ring: Ring, at: number): void {
  const { x: outX, y: outY, strength } = ring;
  const start = row * width;
  const above = row > 0 ? start - width : start;
  const below = row < height - 1 ? start + width : start;
  let sum0 = values[above] + 2 * values[start] + values[below];
  let sum1 = sum0;
  let down0 = values[below] - values[above];
  let down1 = down0;
  const last = width - 1;
  for (let i = 0; i < width; i++) {
    const next = i < last ? i + 1 : last;
    const a = values[above + next];
    const b = values[below + next];
    const sum2 = (a + 2 * values[start + next] + b) | 0;
    const down2 = (b - a) | 0;
    const x = (sum2 - sum0) | 0;
    const y = (down0 + 2 * down1 + down2) | 0;
    outX[at + i] = x;
    outY[at + i] = y;
    strength[at + i] = (((x ^ (x >> 31)) - (x >> 31)) | 0) + (((y ^ (y >> 31)) - (y >> 31)) | 0);
    sum0 = sum1;
    sum1 = sum2;
    down0 = down1;
    down1 = down2;
  }
}

/** Ways by three bits: the gradient is flat; it is steep; x and y differ in sign. */
const WAYS = Array.from({ length: 8 }, (_, bits) => {
  const [isFlat, isSteep, isRising] = [(bits & 1) !== 0, (bits & 2) !== 0, (bits & 4) !== 0];
  if (isFlat) return { down: 0, right: 1 };
  return { down: 1, right: isSteep ? 0 : isRising ? -1 : 1 };
});

/** A crest may be as strong as the pixel after it, but not where that lies on a diagonal. */
const TIES = Int32Array.from(WAYS, ({ down, right }) => (down !== 0 && right !== 0 ? 0 : 1));

function markRow(
  { x: ringX, y: ringY, strength, stride }: Ring,
  row: number,
  { low, high }: Thresholds,
  marks: Marks,
): void {
  const least = Math.floor(Math.min(low, 0x7fffffff));
  const strong = Math.floor(Math.min(high, 0x7fffffff));
  const at = (row % 3) * stride + 1;
  const placeOf = (down: number, right: number): number => ((row + down + 3) % 3) * stride + 1 + right;
  const before = Int32Array.from(WAYS, ({ down, right }) => placeOf(-down, -right));
  const after = Int32Array.from(WAYS, ({ down, right }) => placeOf(down, right));
  const { values: out, width } = marks;
  const from = rowOfMarks(marks, row);
  for (let i = 0; i < width; i++) {
    const own = strength[at + i];
    if (own <= least) continue;
    const x = ringX[at + i];
    const y = ringY[at + i];
    const across = ((x ^ (x >> 31)) - (x >> 31)) | 0;
    const down = (((y ^ (y >> 31)) - (y >> 31)) | 0) << SHIFT;
    const flat = Math.imul(across, TANGENT);
    const steep = (flat + (across << (SHIFT + 1))) | 0;
    // A negative difference has its uppermost bit set.
    const way = ((down - flat) >>> 31) | (((steep - down) >>> 31) << 1) | (((x ^ y) >>> 31) << 2);
    const isAboveFirst = (strength[before[way] + i] - own) >>> 31;
    const isAboveSecond = (strength[after[way] + i] - own - TIES[way]) >>> 31;
    out[from + i] = (isAboveFirst & isAboveSecond) * (1 + ((strong - own) >>> 31));
  }
}
